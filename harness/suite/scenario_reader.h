// SPDX-License-Identifier: Apache-2.0
// One scenario of a manifest from its JSON object. Called by scenario_list.cc.
#pragma once

#include <string>

#include "base/error.h"
#include "suite/manifest.h"

namespace highwater {

struct Configuration;
class JsonObject;

// `folder` is the manifest's, for relative paths. What `configuration` says of the scenario is in it.
Expected<Scenario> read_scenario(const JsonObject& object, const std::string& folder,
                                 const Configuration& configuration);

// `path` as seen from the harness: relative to `folder`, unless it is absolute.
std::string path_in(const std::string& folder, const std::string& path);

}  // namespace highwater
