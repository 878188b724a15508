// SPDX-License-Identifier: Apache-2.0
// The running totals of a process and its exact peak, without a cache line that all threads write. Used by
// the accountant for every event and by the regions at their boundaries.
//
// Each of the first kOwnSlots threads adds up what it does in a slot of its own; later ones share the rest.
// A slot may add bytes up to its ceiling without a look at the others: the ceilings never add up to more than
// the peak, so no new peak can arise. Who needs more takes what nobody has been granted; when that is not
// enough, the ledger closes all other ceilings, adds up the slots and, if their sum is above the peak, raises
// it.
//
// Never too low: an addition is announced (a locked instruction) before its ceiling is looked at, and the
// collector closes the ceilings (another) before it adds up; of two that meet, one sees the other. What is
// freed during a collection may be missed: it is the peak's uncertainty. With one thread there is none.
//
// Thread safety: all calls, from any thread; REQUIRES of each.
#pragma once

#include <sys/single_threaded.h>

#include <atomic>
#include <cstdint>

#include "counting/spin_lock.h"
#include "counting/timeline.h"
#include "counting/wire.h"

namespace highwater::counting {

// Live bytes at a boundary: at most `upper`, at least `lower`.
struct LiveBytes {
  std::int64_t upper = 0;
  std::int64_t lower = 0;
};

// One more than the index of the thread's slot; 0: it has none yet.
extern thread_local constinit std::uint32_t thread_number __attribute__((tls_model("initial-exec")));

class Ledger {
 public:
  // BORROWS: process, for ever.
  void start(Process* process) noexcept;

  // One allocation of `size` bytes; `freed` of an earlier block go with it in the same event (realloc).
  [[gnu::always_inline]] void add(std::int64_t size) noexcept {
    if (__libc_single_threaded) [[likely]]
      add_alone(process_->slots[0], size);
    else
      add_beside_others(size);
  }

  // The release of a block of `size` bytes.
  [[gnu::always_inline]] void subtract(std::int64_t size) noexcept {
    if (__libc_single_threaded) [[likely]] {
      bump(process_->slots[0].freed_bytes, size);
      bump(process_->slots[0].frees, 1);
      return;
    }
    const std::uint32_t index = own();
    count(index < kOwnSlots, process_->slots[index].freed_bytes, size);
    count(index < kOwnSlots, process_->slots[index].frees, 1);
  }

  // realloc: one event with the net difference, one allocation and, where the old block was known, one
  // release.
  void replace(bool known, std::int64_t old_size, std::int64_t size) noexcept {
    if (known) subtract(old_size);
    add(size);
  }

  // A boundary of a region: what was live, and `*peak` since the last boundary. The next window begins.
  struct Window {
    std::int64_t peak = 0;
    std::int64_t uncertainty = 0;  // the peak may be this much too high
    LiveBytes live;
    std::int64_t live_blocks = 0;
    std::int64_t allocated_bytes = 0;
    std::int64_t allocations = 0;
  };
  template <typename Fold>  // Fold(const Window&), under the ledger's lock and before the next window begins
  Window close_window(Fold fold) noexcept {
    const SpinGuard guard(lock_);
    const Window window = collect();
    fold(window);
    process_->window_uncertainty_bytes.store(window.live.upper - window.live.lower,
                                             std::memory_order_relaxed);
    process_->window_peak_bytes.store(window.live.upper, std::memory_order_relaxed);
    return window;
  }

  // A boundary or an iteration on the timeline, if it keeps one of that number.
  void mark(MarkKind kind, std::uint32_t region, std::int64_t number) noexcept;

 private:
  static std::int64_t load(const std::atomic<std::int64_t>& counter) noexcept {
    return counter.load(std::memory_order_relaxed);
  }
  static std::int64_t bump(std::atomic<std::int64_t>& counter, std::int64_t value) noexcept {
    const std::int64_t sum = load(counter) + value;
    counter.store(sum, std::memory_order_release);
    return sum;
  }
  // A slot of one thread needs no locked instruction here: nobody else writes to it.
  static void count(bool is_own, std::atomic<std::int64_t>& counter, std::int64_t value) noexcept {
    if (is_own) [[likely]]
      bump(counter, value);
    else
      counter.fetch_add(value, std::memory_order_seq_cst);
  }

  // The index of the calling thread's slot, the same in every ledger.
  std::uint32_t own() noexcept {
    const std::uint32_t number = thread_number;
    return number != 0 ? number - 1 : claim();
  }
  std::uint32_t claim() noexcept;
  // With one thread, the first slot holds all there is, and the peak is its own.
  [[gnu::always_inline]] void add_alone(ThreadSlot& slot, std::int64_t size) noexcept {
    const std::int64_t allocated = bump(slot.allocated_bytes, size);
    bump(slot.allocations, 1);
    const std::int64_t freed = load(slot.freed_bytes);
    const std::int64_t net = allocated - freed;
    if (net > load(slot.ceiling)) raise_alone(slot, net);
    if (allocated + freed >= load(slot.next_point)) [[unlikely]]
      add_point(slot);
  }
  // A ceiling may also be exceeded because a boundary has closed it.
  [[gnu::always_inline]] void raise_alone(ThreadSlot& slot, std::int64_t net) noexcept {
    const std::int64_t peak = load(process_->window_peak_bytes);
    if (net > peak) process_->window_peak_bytes.store(net, std::memory_order_relaxed);
    slot.ceiling.store(net > peak ? net : peak, std::memory_order_relaxed);
  }
  [[gnu::always_inline]] void add_beside_others(std::int64_t size) noexcept {
    const std::uint32_t index = own();
    ThreadSlot& slot = process_->slots[index];
    const std::int64_t allocated = slot.allocated_bytes.fetch_add(size, std::memory_order_seq_cst) + size;
    count(index < kOwnSlots, slot.allocations, 1);
    const std::int64_t freed = load(slot.freed_bytes);
    if (allocated - freed > slot.ceiling.load(std::memory_order_seq_cst)) [[unlikely]]
      make_room(slot);
    if (allocated + freed >= load(slot.next_point)) [[unlikely]]
      add_point(slot);
  }
  void make_room(ThreadSlot& slot) noexcept;
  void add_point(ThreadSlot& slot) noexcept;
  std::int64_t granted_to_others(const ThreadSlot& slot) const noexcept;
  Window collect() noexcept;

  SpinLock lock_;
  Process* process_ = nullptr;
  TimelineRecorder timeline_;
};

}  // namespace highwater::counting
