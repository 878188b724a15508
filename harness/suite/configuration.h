// SPDX-License-Identifier: Apache-2.0
// The configuration, highwater.config.json: what holds for the whole suite, and for some scenarios otherwise.
// It is kept in git beside the baselines, where a manifest in a build folder cannot be.
//
// Of one scenario, the last of these that says something counts: the configuration's defaults, the manifest,
// the configuration's families from the shortest to the longest, its scenario.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "suite/settings.h"

namespace highwater {

struct Configuration {
  std::string path;  // empty: there is none
  Settings defaults;
  std::vector<std::pair<std::string, Settings>>
      overrides;  // of scenarios and families, the shortest name first
};

// The manifest's file, or highwater.config.json beside the folder of baselines; where that is not there, an
// empty one. Errors are kUsage and name file, line and key: what cannot be read; a file that the manifest
// names and that is not there; a key, metric, probe, scenario or family that does not exist, with the nearest
// that does.
Expected<Configuration> load_configuration(const Manifest& manifest);

// The same from text; `path` is for messages.
Expected<Configuration> parse_configuration(std::string_view text, const std::string& path,
                                            const Manifest& manifest);

// What is to be laid over the scenario after the manifest has spoken.
void apply_overrides(const Configuration& configuration, Scenario& scenario);

}  // namespace highwater
