// SPDX-License-Identifier: Apache-2.0
// The process that starts every scenario. It is forked from the harness before that has allocated anything,
// because a child inherits its parent's memory high-water mark (Linux: ru_maxrss survives exec): spawned by a
// large harness, every small scenario would seem to have the harness's peak.
#pragma once

#include "base/fd.h"
#include "base/process.h"

namespace highwater {

class Launcher final : public ProcessRunner {
 public:
  // Forks the launcher. REQUIRES: single-threaded, and called first thing in main().
  static Expected<Launcher> start();

  Launcher(Launcher&&) noexcept = default;
  Launcher& operator=(Launcher&&) =
      delete;  // one a process is enough; a second would leave the first unwaited
  Launcher(const Launcher&) = delete;
  ~Launcher() override;  // the launcher ends, and with it whatever it still runs

  // One process at a time. Thread safety: none.
  Expected<ProcessOutcome> run(const ProcessSpec& spec) override;

 private:
  Launcher(Fd socket, int pid) : socket_(std::move(socket)), pid_(pid) {}
  Fd socket_;
  int pid_;
};

}  // namespace highwater
