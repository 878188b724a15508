// SPDX-License-Identifier: Apache-2.0
// The events that are seldom.
#include "counting/accountant.h"

namespace highwater::counting {

thread_local constinit Phase thread_phase = Phase::kOutside;

// A block that was in the map already has been freed unseen: that free is counted now.
void Accountant::note(SizeMap::Insert result, std::size_t replaced) noexcept {
  if (result == SizeMap::Insert::kReplaced) ledger_.subtract(to_signed(replaced));
  if (result == SizeMap::Insert::kNoMemory) process_->flags.fetch_or(kTableFull, std::memory_order_relaxed);
}

void Accountant::untracked(std::size_t size) noexcept {
  process_->untracked_bytes.fetch_add(to_signed(size), std::memory_order_relaxed);
  process_->untracked_allocations.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace highwater::counting
