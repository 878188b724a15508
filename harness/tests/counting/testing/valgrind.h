// SPDX-License-Identifier: Apache-2.0
// Valgrind's memcheck and DHAT as witnesses: independent of the counting library, and exact.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {

// What a program is given to do.
struct Work {
  std::vector<std::string> command;
  std::vector<std::string> environment = fixed_environment();
  std::function<void()> prepare = [] {};  // called before every run, so that each finds the same files
  int exit_code = 0;
};

// The environment that `tool` gives its program: `environment` and more, which the program may copy (a shell
// does). To be measured in, by us; LD_PRELOAD is under another name of the same length, since what Valgrind
// preloads is not for us to load.
std::vector<std::string> environment_under(const std::string& tool,
                                           const std::vector<std::string>& environment);

// How the blocks of size 0 at DHAT's peak are found: by replaying the trace of every allocation; or there are
// none, for a program with threads, whose trace Valgrind writes in another order than it counts.
enum class ZeroSizes { kReplayed, kNone };

// What memcheck says of totals and of the end, and DHAT of the peak, less 1 byte for each block of size 0
// that was live then (DHAT counts it as 1). Both leave libc's and the C++ runtime's own blocks alone at the
// end. A tool that is missing or says nothing fails the test.
Numbers valgrind(const Work& work, ZeroSizes zero_sizes = ZeroSizes::kReplayed);

// The parts, for tests of their own.
struct Totals {
  Numbers numbers;  // peak_bytes is not memcheck's to know
  bool found = false;
};
Totals parse_memcheck(const std::string& log);

// Of a DHAT log with --trace-malloc=yes.
struct Peak {
  std::int64_t dhat_bytes = 0;      // what DHAT says
  std::int64_t replayed_bytes = 0;  // the same, from the trace: that it was read rightly
  std::int64_t zero_blocks = 0;     // of size 0, live at that moment
  bool found = false;
};
Peak parse_dhat(const std::string& log);

}  // namespace highwater::e2e
