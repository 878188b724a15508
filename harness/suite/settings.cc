// SPDX-License-Identifier: Apache-2.0
#include "suite/settings.h"

namespace highwater {

void apply(const Settings& settings, Scenario& scenario) {
  if (settings.probes) scenario.probes = *settings.probes;
  if (settings.timeout) scenario.timeout = *settings.timeout;
  for (const auto& [name, value] : settings.environment) scenario.environment[name] = value;
  for (const auto& [metric, tolerance] : settings.tolerances) scenario.tolerances[metric] = tolerance;
}

}  // namespace highwater
