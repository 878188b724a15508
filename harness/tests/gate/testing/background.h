// SPDX-License-Identifier: Apache-2.0
// A `highwater` that runs while the test does something to it, and what a test must know of processes and
// files meanwhile.
#pragma once

#include <string>
#include <vector>

#include "tests/gate/testing/ran.h"

namespace highwater {

class Background {
 public:
  // Returns when the program runs. `folder` is its working directory; its output goes into files beside that.
  // Fails the test if it cannot be started.
  Background(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
             const std::string& folder);
  Background(const Background&) = delete;  // a second owner would wait for a number that is free again
  Background& operator=(const Background&) = delete;
  ~Background();  // kills it if nobody has waited

  int pid() const { return pid_; }
  void signal(int number) const;
  // To the end. One that takes longer than a minute is killed, and has no exit code.
  Ran wait();

 private:
  int pid_ = -1;
  std::string output_;
};

// The numbers in `path`, one a line, once it is there; none and a failed test after a minute.
std::vector<int> wait_for_numbers(const std::string& path);

// Does `pid` run? A zombie does not.
bool is_running(int pid);

// The same a little later: a killed process is gone when the kernel comes to it.
bool ends_soon(int pid);

// Every file below `folder`, sorted, relative to it.
std::vector<std::string> files_below(const std::string& folder);

}  // namespace highwater
