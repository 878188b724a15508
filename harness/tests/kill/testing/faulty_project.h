// SPDX-License-Identifier: Apache-2.0
// A project whose commands are killed or find their disk at fault, and what must hold of its files
// afterwards.
#pragma once

#include <string>

#include "tests/gate/testing/project.h"

namespace highwater {

// How many moments a test tries: more on request, by the variable HIGHWATER_TEST_ROUNDS.
int rounds(int usual);

class FaultyProject {
 public:
  // Two scenarios with baselines and results, and numbers that have moved since within their tolerance.
  FaultyProject();

  // The command with a fault (programs/faults.c) in its own process.
  Ran with_fault(const std::string& fault, const Words& arguments);
  // How many calls it makes that change files.
  int calls_of(const Words& arguments);

  // Every file is what it was or what a command that was let finish makes of it: whole, that is. And what is
  // beside them is nothing, but for whole files that a killed command had not yet put in their places.
  void expect_whole_files();
  // Nothing that has to do with the project runs any more.
  void expect_no_process();
  // A check and an update do what they do in a project that nothing has happened to.
  void expect_right_again();

  Project& project() { return project_; }

 private:
  Project project_;
};

}  // namespace highwater
