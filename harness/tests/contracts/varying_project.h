// SPDX-License-Identifier: Apache-2.0
// A project with one scenario, "a/b", that programs/varying.cc plays.
#pragma once

#include <string>

#include "tests/gate/testing/project.h"

namespace highwater {

class VaryingProject : public Project {
 public:
  nlohmann::json& plays(const Words& arguments) {
    Words command = {HIGHWATER_TEST_VARYING};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return scenario_command("a/b", command);
  }
  nlohmann::json baseline() const { return nlohmann::json::parse(text(baseline_path("a/b"))); }
  // Writes a limit by hand, as a person would.
  void write_limit(const std::string& metric, std::int64_t limit) const {
    nlohmann::json edited = baseline();
    edited["metrics"][metric]["limit"] = limit;
    write(baseline_path("a/b"), edited.dump(2) + "\n");
  }
};

}  // namespace highwater
