// SPDX-License-Identifier: Apache-2.0
// Counts: told of every allocation and release, keeps the numbers in the shared Process. It never allocates,
// never calls the allocator and never looks behind a pointer, so its tests use made-up ones. Called by
// runtime.cc.
//
// Here meet what a block's size is (size_map.h) and what the totals and the peak are (ledger.h). Inline,
// because a call costs as much as what it would do.
//
// Thread safety: all calls, from any thread. An allocation is counted before its call returns; one that is
// under way at a region's boundary counts on either side of it.
#pragma once

#include <cstddef>
#include <new>

#include "counting/ledger.h"
#include "counting/reentry.h"
#include "counting/size_map.h"
#include "counting/wire.h"

namespace highwater::counting {

class Accountant {
 public:
  // Counts into `process` from now on; most blocks will be from `heap` on (null: nobody will ask for any).
  // BORROWS: process, for ever.
  void start(Process* process, const void* heap = nullptr) noexcept {
    if (heap != nullptr) sizes_.start(heap);
    process_ = process;
    ledger_.start(process);
  }

  // In a forked child, which knows the blocks of its parent: counts into `process` from now on, from zero.
  // REQUIRES: no other thread is there.
  void start_again(Process* process) noexcept {
    sizes_.forget_locks();
    process_ = process;
    new (&ledger_) Ledger;
    ledger_.start(process);
  }

  // A block of `size` bytes was allocated at `address`, which is not null.
  [[gnu::always_inline]] void allocated(const Accounting&, const void* address, std::size_t size) noexcept {
    enter(address, size);
    ledger_.add(to_signed(size));
  }

  // Both in the common case, where the next allocator is glibc's; false: nothing has happened. They need no
  // Accounting, since a signal handler finds everything as it was before or after each of their steps.
  [[gnu::always_inline]] bool allocated_at_once(const void* address, std::size_t size) noexcept {
    if (!sizes_.insert_at_once<Reach::kEverywhere>(address, size)) [[unlikely]]
      return false;
    ledger_.add(to_signed(size));
    return true;
  }
  [[gnu::always_inline]] bool released_at_once(const void* address) noexcept {
    const std::int64_t size = sizes_.remove_at_once<Reach::kEverywhere>(address);
    if (size == SizeMap::kUnknown) [[unlikely]]
      return false;
    ledger_.subtract(size);
    return true;
  }
  // And with one thread. A release is made of parts, so that the seldom one can be a tail call.
  [[gnu::always_inline]] bool allocated_alone(const void* address, std::size_t size) noexcept {
    if (!sizes_.insert_at_once<Reach::kWindow>(address, size)) [[unlikely]]
      return false;
    ledger_.add_alone(to_signed(size));
    return true;
  }
  [[gnu::always_inline]] std::int64_t take_alone(const void* address) noexcept {
    return sizes_.remove_at_once<Reach::kWindow>(address);
  }

  // `address` is about to be freed. To be called before the real free, after which another thread may be
  // given the address. Unknown addresses are counted as foreign and otherwise ignored.
  [[gnu::always_inline]] void released(const Accounting& accounting, const void* address) noexcept {
    release_taken(accounting, take(accounting, address));
  }

  // realloc is one event with the net difference. `take` before the real call, then one of the other three.
  // After a failed realloc the old block lives on, so nothing has happened.
  struct Taken {
    std::size_t size = 0;
    bool known = false;
  };
  [[gnu::always_inline]] Taken take(const Accounting&, const void* address) noexcept {
    Taken taken;
    const std::int64_t size = sizes_.remove(address);
    taken.known = size != SizeMap::kUnknown;
    taken.size = static_cast<std::size_t>(size);
    return taken;
  }
  [[gnu::always_inline]] void reallocated(const Accounting&, Taken old, const void* address,
                                          std::size_t size) noexcept {
    enter(address, size);
    ledger_.replace(old.known, to_signed(old.size), to_signed(size));
  }
  void give_back(const Accounting&, Taken old, const void* address) noexcept {
    if (old.known) enter(address, old.size);
  }
  [[gnu::always_inline]] void release_taken(const Accounting&,
                                            Taken old) noexcept {  // also when realloc(p, 0) has freed it
    if (old.known) [[likely]]
      ledger_.subtract(to_signed(old.size));
    else
      process_->foreign_frees.fetch_add(1, std::memory_order_relaxed);
  }

  // The first half of allocated(), for who asks the ledger by itself: a block that was in the map already and
  // has been freed unseen is `known`.
  Taken enter_only(const Accounting&, const void* address, std::size_t size) noexcept {
    Taken replaced;
    const SizeMap::Insert result = sizes_.insert(address, size, &replaced.size);
    if (result == SizeMap::Insert::kNoMemory) [[unlikely]]
      note(result, 0);
    replaced.known = result == SizeMap::Insert::kReplaced;
    return replaced;
  }

  // An allocation that cannot be recorded because it interrupted a recording.
  void untracked(std::size_t size) noexcept;

  Ledger& ledger() noexcept { return ledger_; }

 private:
  static std::int64_t to_signed(std::size_t size) noexcept { return static_cast<std::int64_t>(size); }

  [[gnu::always_inline]] void enter(const void* address, std::size_t size) noexcept {
    std::size_t replaced = 0;
    const SizeMap::Insert result = sizes_.insert(address, size, &replaced);
    if (result != SizeMap::Insert::kNew) [[unlikely]]
      note(result, replaced);
  }
  void note(SizeMap::Insert result, std::size_t replaced) noexcept;

  Process* process_ = nullptr;
  SizeMap sizes_;
  Ledger ledger_;
};

}  // namespace highwater::counting
