// SPDX-License-Identifier: Apache-2.0
// Regions inside one process: opened, marked and closed by the program through <highwater/scenario.h>. Called
// by runtime.cc.
//
// Peaks: the accountant raises one number, the highest live bytes since the last boundary. At every boundary
// that number is folded into each open region and into the process, and starts again at the current live
// bytes; so an event costs the same however many regions are open.
//
// Thread safety: all calls, from any thread; boundaries take a lock, iterations do not.
#pragma once

#include "counting/spin_lock.h"
#include "counting/wire.h"

namespace highwater::counting {

class Regions {
 public:
  // BORROWS: process, for ever.
  void start(Process* process) noexcept { process_ = process; }

  // A handle, or -1 when there is no room: the flag kTooManyRegions says so, and the harness refuses the
  // numbers.
  int enter(const char* name) noexcept;
  void iteration(int handle) noexcept;
  void leave(int handle) noexcept;

 private:
  int find_or_add(const char* name) noexcept;
  int find_unused() noexcept;
  void fold_peaks() noexcept;

  SpinLock lock_;
  Process* process_ = nullptr;
};

}  // namespace highwater::counting
