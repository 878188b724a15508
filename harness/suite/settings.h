// SPDX-License-Identifier: Apache-2.0
// How scenarios are measured and held to their baselines, as far as the manifest and the configuration may
// both say it.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "suite/manifest.h"

namespace highwater {

// What one place says; what it is silent about is left as it was.
struct Settings {
  std::optional<std::vector<std::string>> probes;
  std::optional<std::chrono::seconds> timeout;
  std::map<std::string, std::string> environment;       // added, variable by variable
  std::map<std::string, DeclaredTolerance> tolerances;  // added, metric by metric

  bool operator==(const Settings&) const = default;
};

void apply(const Settings& settings, Scenario& scenario);

}  // namespace highwater
