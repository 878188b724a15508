// SPDX-License-Identifier: Apache-2.0
// Scopes: what a process measures of itself while it runs, for assertions on memory. Like regions they are
// net of their start; unlike regions they have no name, are in no result, and can be read before they end.
// Called by the regions, whose windows they share.
//
// Thread safety: none; the regions' lock is held.
#pragma once

#include <highwater/numbers.h>

#include <cstdint>

#include "counting/ledger.h"

namespace highwater::counting {

class Scopes {
 public:
  static constexpr int kMaxOpen = 64;

  // A handle, or -1 when there is no room. `now` is the window that has just ended.
  int open(const Ledger::Window& now) noexcept;
  // Every window that ends while a scope is open may have its peak.
  void fold(const Ledger::Window& window) noexcept;
  // What the scope has come to, with `now` folded in. False: none is open under this handle.
  bool read(int handle, const Ledger::Window& now, highwater_numbers* numbers) const noexcept;
  bool is_open(int handle) const noexcept;
  void close(int handle) noexcept;

 private:
  struct Scope {
    bool in_use = false;
    std::int64_t peak = 0;         // not net
    std::int64_t uncertainty = 0;  // of the peak
    Ledger::Window start;
  };
  Scope scopes_[kMaxOpen] = {};
};

}  // namespace highwater::counting
