// SPDX-License-Identifier: Apache-2.0
// Collects the scenarios of a manifest and of the files that it includes, each name once. For manifest.cc
// alone.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "suite/manifest.h"

namespace highwater {

struct Configuration;
class JsonObject;

class ScenarioList {
 public:
  // What `configuration` says of a scenario is in it. BORROWS it.
  explicit ScenarioList(const Configuration& configuration) : configuration_(configuration) {}

  // The key "scenarios" of `root`, which may be empty. `file` is the one that `root` is of.
  Expected<void> add_from(const JsonObject& root, const std::string& file);
  // The same of another file, as highwater_discover_tests() has it written when a test program is built:
  // {"schema": 1, "scenarios": […]}. Relative paths in it are relative to its own folder.
  Expected<void> add_file(const std::string& path);

  std::vector<Scenario> take() { return std::move(scenarios_); }

 private:
  struct Place {
    std::string file;
    std::size_t index;
  };
  const Configuration& configuration_;
  std::vector<Scenario> scenarios_;
  std::map<std::string, Place> place_of_;
};

}  // namespace highwater
