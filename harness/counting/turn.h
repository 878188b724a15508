// SPDX-License-Identifier: Apache-2.0
// A thread's turn, when sites are recorded: while it lasts no other event happens. Used by the accountant of
// sites and at the boundaries of regions.
//
// The lock lies beside the counters that every turn changes, in the one cache line that travels between the
// threads. It also says what is under way, for the reader of a process that was killed meanwhile.
#pragma once

#include <sys/single_threaded.h>

#include "counting/spin_lock.h"
#include "counting/wire.h"

namespace highwater::counting {

class Turn {
 public:
  explicit Turn(ThreadSlot& slot, Pending pending = kEvent) noexcept
      : slot_(slot), locks_(!__libc_single_threaded) {
    if (locks_) lock_word(slot_.turn);
    slot_.pending.store(pending, std::memory_order_relaxed);
    // The compiler keeps the order in which a killed process leaves its stores; the processor does by itself,
    // on one core that is asked for its memory later.
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
  ~Turn() {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    slot_.pending.store(kNothing, std::memory_order_relaxed);
    if (locks_) unlock_word(slot_.turn);
  }
  Turn(const Turn&) = delete;  // would end twice
  Turn& operator=(const Turn&) = delete;

 private:
  ThreadSlot& slot_;
  const bool locks_;
};

}  // namespace highwater::counting
