// SPDX-License-Identifier: Apache-2.0
// Measures each test of a GoogleTest program in a process of its own, since a program that was not prepared
// does not say where one test ends and the next begins. Called by `run`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/process.h"
#include "probe/probe.h"
#include "result/test_runs.h"

namespace highwater {

// Full names of the tests in what --gtest_list_tests prints, in its order. Lines that are no test's and no
// suite's, a program may print them too, are passed over. Pure.
std::vector<std::string> tests_in(std::string_view listing);

// The tests that this command would run, the disabled ones left out where it would leave them, and of a shard
// (GTEST_TOTAL_SHARDS) only its own. None where it is no GoogleTest program, where that reports each test by
// itself (highwater::gtest), or where it does not list any within a minute: it is then a command as any
// other. The program is run with --gtest_list_tests for it.
std::vector<std::string> tests_of(ProcessRunner& runner, const ProbeRequest& request);

// How a test ended that did not end well, and what it printed.
struct FailedTest {
  std::string name;
  ProcessOutcome outcome;
};

struct EachTest {
  TestRuns runs;
  std::vector<FailedTest> failed;
  std::optional<Error> stopped;  // the tests after those in `runs` were not measured: why
};

// Runs `request`, a command whose tests_of() are `tests`, once without any test and once for each. Errors of
// Probe::run and interruptions end it, and are in `stopped`. `listener` is told of each test before its run.
EachTest measure_each_test(Probe& probe, const ProbeRequest& request, const std::vector<std::string>& tests,
                           const std::function<void(std::size_t index)>& listener);

}  // namespace highwater
