// SPDX-License-Identifier: Apache-2.0
// The tests of one program, each measured in a process of its own. Made by gate/each_test.cc for `run`, shown
// by report/text/tests.cc and report/json/tests.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "result/measurement.h"

namespace highwater {

struct TestRun {
  std::string name;  // "Suite.Case"
  Measurement measurement;
};

struct TestRuns {
  std::vector<std::string> command;  // of the program with all its tests
  ProbeKind probe = ProbeKind::kCounting;
  // The program without any test: what it and its test framework allocate by themselves, in every row.
  std::optional<Measurement> no_test;
  std::vector<TestRun> tests;  // in the program's order
};

}  // namespace highwater
