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

#include "counting/one_instruction.h"
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

  // One allocation of `size` bytes.
  [[gnu::always_inline]] void add(std::int64_t size) noexcept {
    if (__libc_single_threaded) [[likely]]
      add_alone(size);
    else
      add_beside_others(size);
  }

  // The release of a block of `size` bytes.
  [[gnu::always_inline]] void subtract(std::int64_t size) noexcept {
    if (__libc_single_threaded) [[likely]] {
      if (must_look()) [[unlikely]]
        look();
      subtract_alone(size);
      return;
    }
    const std::uint32_t index = own();
    count(index < kOwnSlots, process_->slots[index].freed_bytes, size);
    count(index < kOwnSlots, process_->slots[index].frees, 1);
  }

  // With one thread the first slot holds all there is, and live bytes can only have been at their highest
  // when they are about to fall. So releases alone look at the peak and at the timeline, on which nothing is
  // lost: between two releases live bytes rise as fast as the clock. The peak that is kept may be below what
  // is live; who reads it takes the larger. REQUIRES: __libc_single_threaded, or events take turns (turn.h),
  // from the first on.
  [[gnu::always_inline]] void add_alone(std::int64_t size) noexcept {
    ThreadSlot& slot = process_->slots[0];
    add_in_one(slot.allocated_bytes, size);
    add_in_one(slot.allocations, 1);
  }
  [[gnu::always_inline]] bool is_new_peak() const noexcept {
    const ThreadSlot& slot = process_->slots[0];
    return load(slot.allocated_bytes) - load(slot.freed_bytes) > load(process_->window_peak_bytes);
  }
  // Whether the next release needs a look first.
  [[gnu::always_inline]] bool must_look() const noexcept {
    const ThreadSlot& slot = process_->slots[0];
    const bool is_at_point = load(slot.allocated_bytes) + load(slot.freed_bytes) >= load(slot.next_point);
    return (unsigned{is_new_peak()} | unsigned{is_at_point}) != 0;  // one branch
  }
  void look() noexcept;
  // REQUIRES: must_look() has been asked and, if so, look() called.
  [[gnu::always_inline]] void subtract_alone(std::int64_t size) noexcept {
    ThreadSlot& slot = process_->slots[0];
    add_in_one(slot.freed_bytes, size);
    add_in_one(slot.frees, 1);
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
  void mark(MarkKind kind, std::uint32_t region, std::int64_t number, std::int64_t base_bytes = 0) noexcept;

 private:
  static std::int64_t load(const std::atomic<std::int64_t>& counter) noexcept {
    return counter.load(std::memory_order_relaxed);
  }
  // A slot of one thread needs no locked instruction here: nobody else writes to it.
  static void count(bool is_own, std::atomic<std::int64_t>& counter, std::int64_t value) noexcept {
    if (is_own) [[likely]]
      add_in_one(counter, value);
    else
      counter.fetch_add(value, std::memory_order_seq_cst);
  }

  // The index of the calling thread's slot, the same in every ledger.
  std::uint32_t own() noexcept {
    const std::uint32_t number = thread_number;
    return number != 0 ? number - 1 : claim();
  }
  std::uint32_t claim() noexcept;
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
