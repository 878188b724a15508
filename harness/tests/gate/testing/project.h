// SPDX-License-Identifier: Apache-2.0
// Somebody's project in a temporary folder: a manifest, baselines, results, and the real `highwater` command.
//
//     Project project;
//     project.scenario("a/b", {"allocate", "100000", "0"})["probes"] = {"massif"};
//     EXPECT_THAT(project.check(), Succeeds());
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/launcher.h"
#include "result/measurement.h"
#include "tests/gate/testing/background.h"
#include "tests/gate/testing/ran.h"

namespace highwater {

using Words = std::vector<std::string>;

// The fixture (programs/fixture.cc) with arguments, as a command.
Words fixture(const Words& arguments);

class Project {
 public:
  Project();

  const std::string& folder() const { return folder_; }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string baseline_path(const std::string& scenario) const;
  std::string result_path(const std::string& scenario, const std::string& probe = "counting") const;

  // Adds the scenario, or gives it another command. Its JSON is there to be completed.
  nlohmann::json& scenario_command(const std::string& name, const Words& command);
  // The same with the fixture as the program.
  nlohmann::json& scenario(const std::string& name, const Words& fixture_arguments);
  nlohmann::json& manifest() { return manifest_; }

  // From now on the manifest is this text, to the letter.
  void manifest_text(const std::string& text);
  void variable(const std::string& name, const std::string& value);

  // In the project's folder, with a small environment of its own.
  Ran highwater(const Words& arguments);
  Ran check(const Words& arguments = {});
  Ran update(const Words& arguments = {});
  // A shell's command line, in which $HIGHWATER is the command and $FIXTURE the fixture.
  Ran shell(const std::string& script);
  std::unique_ptr<Background> start(const Words& arguments);

  // First numbers of every scenario, which must succeed.
  void accept();

  // Text of a file of the project; a failed test where there is none.
  std::string text(const std::string& file) const;
  void write(const std::string& file, const std::string& text) const;
  void remove(const std::string& name);

  Measurement result(const std::string& scenario, const std::string& probe = "counting") const;

 private:
  void write_manifest() const;
  Ran run(const Words& argv);

  TemporaryDirectory outer_;
  std::string folder_;
  Launcher launcher_;
  nlohmann::json manifest_;
  bool by_hand_ = false;
  std::vector<std::string> environment_;
};

}  // namespace highwater
