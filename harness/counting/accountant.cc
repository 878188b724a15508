// SPDX-License-Identifier: Apache-2.0
// Order within an event: live bytes first, then the peak, then the totals. A reader takes the larger of peak
// and live bytes, so a process that is killed between two of these stores is wrong by that one event at most.
#include "counting/accountant.h"

#include "counting/counter.h"

namespace highwater::counting {
namespace {

std::int64_t to_signed(std::size_t size) noexcept {
  return static_cast<std::int64_t>(size);
}

}  // namespace

thread_local constinit Phase thread_phase = Phase::kOutside;

void Accountant::raise_live(std::int64_t bytes) noexcept {
  raise_to(process_->window_peak_bytes, add(process_->counters.live_bytes, bytes));
}

void Accountant::count_allocation(std::size_t size) noexcept {
  add(process_->counters.allocated_bytes, to_signed(size));
  add(process_->counters.allocations, 1);
}

// Puts the block into the table. One that was there already has been freed unseen: that free is counted now.
void Accountant::enter(const void* address, std::size_t size) noexcept {
  std::size_t replaced = 0;
  switch (table_.insert(address, size, &replaced)) {
    case SizeTable::Insert::kNew:
      break;
    case SizeTable::Insert::kReplaced:
      add(process_->counters.live_bytes, -to_signed(replaced));
      add(process_->counters.live_blocks, -1);
      break;
    case SizeTable::Insert::kNoMemory:
      process_->flags.fetch_or(kTableFull, std::memory_order_relaxed);
      break;
  }
}

void Accountant::allocated(const Accounting&, const void* address, std::size_t size) noexcept {
  enter(address, size);
  raise_live(to_signed(size));
  add(process_->counters.live_blocks, 1);
  count_allocation(size);
}

void Accountant::released(const Accounting& accounting, const void* address) noexcept {
  release_taken(accounting, take(accounting, address));
}

Accountant::Taken Accountant::take(const Accounting&, const void* address) noexcept {
  Taken taken;
  taken.known = table_.remove(address, &taken.size);
  return taken;
}

void Accountant::reallocated(const Accounting&, Taken old, const void* address, std::size_t size) noexcept {
  enter(address, size);
  raise_live(to_signed(size) - to_signed(old.size));  // an unknown block had no bytes here
  if (!old.known) add(process_->counters.live_blocks, 1);
  count_allocation(size);
}

void Accountant::give_back(const Accounting&, Taken old, const void* address) noexcept {
  if (old.known) enter(address, old.size);
}

void Accountant::release_taken(const Accounting&, Taken old) noexcept {
  if (!old.known) {
    add(process_->foreign_frees, 1);
    return;
  }
  add(process_->counters.live_bytes, -to_signed(old.size));
  add(process_->counters.live_blocks, -1);
}

void Accountant::untracked(std::size_t size) noexcept {
  process_->untracked_bytes.fetch_add(to_signed(size), std::memory_order_relaxed);
  process_->untracked_allocations.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace highwater::counting
