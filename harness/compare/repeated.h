// SPDX-License-Identifier: Apache-2.0
// One command measured with a growing argument, n = 1, 2, 3, …: does what it holds at its end, or at its
// peak, grow with n? For programs without regions. Made by gate/repeat.cc for `run --repeat`, shown by
// report/text/repeat.cc and report/json/repeat.cc. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/growth.h"
#include "base/error.h"
#include "result/measurement.h"

namespace highwater {

// What stands for n in a word of the command.
inline constexpr char kRepeatPlace[] = "{n}";

struct RepeatedRun {
  std::int64_t n = 0;
  Measurement measurement;  // of the process
};

struct RepeatedRuns {
  std::vector<std::string> command;  // with kRepeatPlace in it
  ProbeKind probe = ProbeKind::kCounting;
  std::vector<RepeatedRun> runs;  // of rising n
  Growth retained;                // live bytes at the end against n
  Growth peak;
};

// The command with every kRepeatPlace replaced by n.
std::vector<std::string> with_n(const std::vector<std::string>& command, std::int64_t n);

// Can the command be repeated so often? Errors (kUsage): no kRepeatPlace in it; fewer runs than say anything
// about growth.
Expected<void> check_repeat(const std::vector<std::string>& command, std::int64_t count);

// Fills in the growths from the runs.
void find_growth(RepeatedRuns& runs);

}  // namespace highwater
