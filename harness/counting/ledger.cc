// SPDX-License-Identifier: Apache-2.0
// Where a ceiling is exceeded: credit from what nobody has been granted, then a collection.
//
// Invariant, under the lock: the ceilings of the open slots and the net bytes of the closed ones add up to no
// more than the peak. A closed slot's net bytes only fall: its thread comes here before it adds.
#include "counting/ledger.h"

#include <limits>

#include "counting/reentry.h"

namespace highwater::counting {
namespace {

constexpr std::memory_order kRelaxed = std::memory_order_relaxed;
constexpr std::memory_order kOrdered = std::memory_order_seq_cst;
constexpr std::int64_t kClosed = std::numeric_limits<std::int64_t>::min();

std::atomic<std::uint32_t> threads{0};

std::int64_t net_of(const ThreadSlot& slot) noexcept {
  return slot.allocated_bytes.load(kOrdered) - slot.freed_bytes.load(kOrdered);
}

// Of the whole process: bytes allocated plus bytes freed, and the live bytes.
struct Moment {
  std::int64_t clock = 0;
  std::int64_t live = 0;
};

Moment moment_of(const Process& process) noexcept {
  Moment moment;
  for (const ThreadSlot& slot : process.slots) {
    const std::int64_t allocated = slot.allocated_bytes.load(kRelaxed);
    const std::int64_t freed = slot.freed_bytes.load(kRelaxed);
    moment.clock += allocated + freed;
    moment.live += allocated - freed;
  }
  return moment;
}

std::int64_t larger(std::int64_t a, std::int64_t b) noexcept {
  return a > b ? a : b;
}

}  // namespace

thread_local constinit std::uint32_t thread_number = 0;

void Ledger::start(Process* process) noexcept {
  process_ = process;
  timeline_.start(&process->timeline);
  process->slots[0].next_point.store(timeline_.next_point(), kRelaxed);
  process->slots[0].ceiling.store(kClosed, kRelaxed);  // it is filled without a look at ceilings at first
}

std::uint32_t Ledger::claim() noexcept {
  const std::uint32_t thread = threads.fetch_add(1, kOrdered);
  const std::uint32_t index = thread < kOwnSlots ? thread : kOwnSlots + thread % kSharedSlots;
  thread_number = index + 1;
  // The first thread comes here too, when it has company: what was live until then counts for the peak.
  const Accounting accounting;
  const SpinGuard guard(lock_);
  collect();
  return index;
}

std::int64_t Ledger::granted_to_others(const ThreadSlot& own_slot) const noexcept {
  std::int64_t granted = 0;
  for (const ThreadSlot& slot : process_->slots) {
    if (&slot == &own_slot) continue;
    const std::int64_t ceiling = slot.ceiling.load(kOrdered);
    granted += ceiling == kClosed ? net_of(slot) : ceiling;
  }
  return granted;
}

void Ledger::look() noexcept {
  ThreadSlot& slot = process_->slots[0];
  const std::int64_t allocated = load(slot.allocated_bytes);
  const std::int64_t freed = load(slot.freed_bytes);
  raise_in_one(process_->window_peak_bytes, allocated - freed);
  if (allocated + freed >= load(slot.next_point)) add_point(slot);
}

// With several threads the clock is theirs together: each looks again when it has gone half of what is left
// by itself.
void Ledger::add_point(ThreadSlot& slot) noexcept {
  const Accounting accounting;
  const SpinGuard guard(lock_);
  const Moment now = moment_of(*process_);
  if (now.clock >= timeline_.next_point()) timeline_.add_point(now.clock, now.live);
  const std::int64_t left = timeline_.next_point() - now.clock;
  const std::int64_t own = slot.allocated_bytes.load(kRelaxed) + slot.freed_bytes.load(kRelaxed);
  slot.next_point.store(own + (__libc_single_threaded ? left : left / 2 + 1), kRelaxed);
}

void Ledger::mark(MarkKind kind, std::uint32_t region, std::int64_t number,
                  std::int64_t base_bytes) noexcept {
  const SpinGuard guard(lock_);
  if (!timeline_.keeps(number)) return;
  const Moment now = moment_of(*process_);
  timeline_.add_mark(kind, region, number, now.clock, now.live, now.live - base_bytes);
}

// Half of what is free: the next thread that needs some finds the other half without a collection.
void Ledger::make_room(ThreadSlot& slot) noexcept {
  const Accounting accounting;
  const SpinGuard guard(lock_);
  // First: threads that share the slot must not add under the old ceiling while the new one is made.
  slot.ceiling.exchange(kClosed, kOrdered);
  const std::int64_t net = net_of(slot);
  std::int64_t room = process_->window_peak_bytes.load(kRelaxed) - granted_to_others(slot) - net;
  if (room < 0) {
    const Window window = collect();
    room = process_->window_peak_bytes.load(kRelaxed) - window.live.upper;
  }
  slot.ceiling.store(net + room / 2, kOrdered);
}

// With all ceilings closed nothing is added; who has announced an addition waits for the lock, and its
// allocation may as well have happened when this is over. Releases go on: the first sum misses those that
// come after it, so what is live at the end is no more than that, and no less than what the second sum says.
Ledger::Window Ledger::collect() noexcept {
  for (ThreadSlot& slot : process_->slots)
    if (slot.ceiling.load(kRelaxed) != kClosed) slot.ceiling.exchange(kClosed, kOrdered);

  Window window;
  std::int64_t freed_first = 0;
  std::int64_t frees = 0;
  for (const ThreadSlot& slot : process_->slots) {
    freed_first += slot.freed_bytes.load(kOrdered);
    frees += slot.frees.load(kOrdered);
    window.allocated_bytes += slot.allocated_bytes.load(kOrdered);
    window.allocations += slot.allocations.load(kOrdered);
  }
  std::int64_t freed = 0;
  for (const ThreadSlot& slot : process_->slots) freed += slot.freed_bytes.load(kOrdered);
  window.live = {window.allocated_bytes - freed_first, window.allocated_bytes - freed};
  window.live_blocks = window.allocations - frees;

  const std::int64_t peak = process_->window_peak_bytes.load(kRelaxed);
  const std::int64_t certain =
      larger(peak - process_->window_uncertainty_bytes.load(kRelaxed), window.live.lower);
  window.peak = larger(peak, window.live.upper);
  window.uncertainty = window.peak - certain;
  process_->window_uncertainty_bytes.store(window.uncertainty, kRelaxed);
  process_->window_peak_bytes.store(window.peak, kRelaxed);
  return window;
}

}  // namespace highwater::counting
