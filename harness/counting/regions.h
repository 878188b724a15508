// SPDX-License-Identifier: Apache-2.0
// Regions inside one process: opened, marked and closed by the program through <highwater/scenario.h>. Called
// by runtime.cc.
//
// Peaks: the ledger raises one number, the highest live bytes since the last boundary. At every boundary that
// number is folded into each open region and into the process, and starts again at the current live bytes; so
// an event costs the same however many regions are open.
//
// Thread safety: all calls, from any thread; boundaries take a lock, iterations do not, except the few that
// note what each site has.
#pragma once

#include "counting/ledger.h"
#include "counting/scopes.h"
#include "counting/site_boundaries.h"
#include "counting/spin_lock.h"
#include "counting/wire.h"

namespace highwater::counting {

class Regions {
 public:
  // BORROWS: process, its ledger and, where sites are recorded, their boundaries, for ever.
  void start(Process* process, Ledger* ledger, SiteBoundaries* sites = nullptr) noexcept {
    process_ = process;
    ledger_ = ledger;
    sites_ = sites;
  }

  // A handle, or -1 when there is no room: the flag kTooManyRegions says so, and the harness refuses the
  // numbers.
  int enter(const char* name) noexcept;
  void iteration(int handle) noexcept;
  void leave(int handle) noexcept;

  // Scopes (scopes.h); -1: no room, false: none is open under this handle.
  int enter_scope() noexcept;
  bool read_scope(int handle, highwater_numbers* numbers) noexcept;
  void leave_scope(int handle) noexcept;

 private:
  void open(int region, int handle) noexcept;
  // Calls boundary(), in a turn where sites are recorded.
  template <typename Boundary>
  void at_boundary(Boundary boundary) noexcept;
  int find_or_add(const char* name) noexcept;
  int find_unused() noexcept;
  void fold(const Ledger::Window& window) noexcept;
  void close(int handle, const Ledger::Window& now) noexcept;
  void note_iteration(int handle, std::int64_t number) noexcept;
  // Ends the window: where a scope begins or is read.
  Ledger::Window end_window() noexcept;

  SpinLock lock_;
  Scopes scopes_;
  Process* process_ = nullptr;
  Ledger* ledger_ = nullptr;
  SiteBoundaries* sites_ = nullptr;  // null: only counters
};

}  // namespace highwater::counting
