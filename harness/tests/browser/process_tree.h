// SPDX-License-Identifier: Apache-2.0
// A server that a test starts, with everything that it starts in turn. WebDriver tests run the browser's
// driver so: the browser has a dozen processes, some of which leave their parent and its process group.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace highwater {

// Between the test and the server stands a keeper, a fork of the test. It adopts what the server's processes
// leave behind, waits for the end of the test's life on a pipe, kills all of them then and ends last. So no
// process stays behind, also where the test crashes or is killed.
class ProcessTree {
 public:
  // stdin is /dev/null; stdout and stderr go to `output_path`. Errors: the program is not there or does not
  // start. REQUIRES: argv[0] is a path; the caller has one thread.
  static Expected<ProcessTree> start(const std::vector<std::string>& argv,
                                     const std::vector<std::string>& environment,
                                     const std::string& output_path);

  ProcessTree(ProcessTree&& other) noexcept;
  ProcessTree& operator=(ProcessTree&& other) noexcept;
  ProcessTree(const ProcessTree&) = delete;  // a second owner would wait for a number that is free again
  ~ProcessTree() { end(); }

  // Kills all, and returns when they are gone.
  void end();

  int keeper() const { return keeper_; }

 private:
  ProcessTree(int keeper, int pipe) : keeper_(keeper), pipe_(pipe) {}
  int keeper_ = -1;
  int pipe_ = -1;  // OWNS: its closing is what the keeper waits for
};

// The processes whose parent is `parent`.
std::vector<int> children_of(int parent);
// The same with their children, and so on.
std::vector<int> descendants_of(int parent);

}  // namespace highwater
