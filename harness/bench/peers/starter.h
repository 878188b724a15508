// SPDX-License-Identifier: Apache-2.0
// Starts what the peer comparison times, and times it: CLOCK_MONOTONIC from before fork to after wait4. main
// makes one; measure.cc and inputs.cc use it.
//
// base/launcher.h is not used because it gives milliseconds, no stdin from a file, and reads the output. Like
// it, this forks a process of its own before anything is allocated: a child inherits its parent's ru_maxrss.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"

namespace highwater::peers {

struct Command {
  std::vector<std::string> argv;         // argv[0] is looked up in PATH when it has no slash
  std::vector<std::string> environment;  // "NAME=value", added to the caller's
  std::string stdin_path = "/dev/null";
  std::string stdout_path = "/dev/null";
  std::string stderr_path = "/dev/null";
};

struct TimedRun {
  std::int64_t nanoseconds = 0;
  int wait_status = 0;
  // ru_maxrss of the process and of what it waited for. None when what it inherited from the starter hides
  // it.
  std::optional<std::int64_t> peak_rss_bytes;
};

class Starter {
 public:
  virtual ~Starter() = default;
  // Runs to the end. An error means that it could not be started; how it ended is in the status.
  virtual Expected<TimedRun> run(const Command& command) = 0;
};

// Thread safety: none.
class ForkedStarter final : public Starter {
 public:
  // REQUIRES: single-threaded, and called first thing in main().
  static Expected<ForkedStarter> start();
  Expected<TimedRun> run(const Command& command) override;

 private:
  explicit ForkedStarter(Fd socket) : socket_(std::move(socket)) {}
  Fd socket_;  // its end of file ends the starter
};

}  // namespace highwater::peers
