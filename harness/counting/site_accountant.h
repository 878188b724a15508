// SPDX-License-Identifier: Apache-2.0
// Counts for sites: every event for the site that allocated the block and for the process, so that the
// numbers of all sites add up to those of the process at every moment. Called by recorder.cc; the counterpart
// of accountant.h.
//
// The share that a site has of the peak is known without a look at the others. Windows have numbers, and a
// new one begins with each new peak. A site that is about to change, and has not yet in this window, still
// has what it had at the peak: that becomes its share, with the window's number. A site whose number is
// another one's has not changed since the peak: what it has live is its share. (MALT does the same, at the
// event that makes the peak; here the peak is noticed when it is about to be left, as in ledger.h, which
// makes no difference to any share.)
//
// Thread safety: all calls, from any thread. With several threads each event has its turn, so that there is
// one order of events; everything that takes long (stacks, look-ups) is done before it. The peak is exact in
// that order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "counting/block_map.h"
#include "counting/ledger.h"
#include "counting/reentry.h"
#include "counting/turn.h"
#include "counting/wire.h"

namespace highwater::counting {

// Below kLanes; 0 for a thread that has not allocated.
extern thread_local constinit std::uint32_t thread_lane __attribute__((tls_model("initial-exec")));

class SiteAccountant {
 public:
  using Taken = BlockMap::Block;

  // Counts into `process` and its site tables from now on. BORROWS: process and its ledger, for ever.
  void start(Process* process, Ledger* ledger, const void* heap, BlockMap::Room room) noexcept {
    process_ = process;
    tables_ = site_tables_of(process);
    ledger_ = ledger;
    blocks_.start(heap, room);
  }

  // In a forked child, which knows the blocks of its parent: counts into `process` from now on, from zero.
  void start_again(Process* process) noexcept {
    blocks_.forget_locks();
    process_ = process;
    tables_ = site_tables_of(process);
    tables_->site_count.store(1);  // kOverflowSite
  }

  // A block of `size` bytes was allocated at `address`, which is not null, by `site`.
  void allocated(const Accounting&, const void* address, std::size_t size, std::uint32_t site) noexcept {
    prepare(site);
    enter(address, size, site);
    const Turn turn(process_->slots[0]);
    add(site, to_signed(size));
  }

  // Both in the common case: one thread, and a block whose place in the map is found at once. False: nothing
  // has happened. REQUIRES: mode kInside.
  [[gnu::always_inline]] bool allocated_alone(const void* address, std::size_t size,
                                              std::uint32_t site) noexcept {
    if (!blocks_.insert_at_once(address, size, site)) [[unlikely]]
      return false;
    ThreadSlot& slot = process_->slots[0];
    slot.pending.store(kEvent, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    add(site, to_signed(size));
    std::atomic_signal_fence(std::memory_order_seq_cst);
    slot.pending.store(kNothing, std::memory_order_relaxed);
    return true;
  }
  [[gnu::always_inline]] bool released_alone(const void* address) noexcept {
    const Taken old = blocks_.remove_at_once(address);
    if (!old.known) [[unlikely]]
      return false;
    ThreadSlot& slot = process_->slots[0];
    slot.pending.store(kEvent, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    subtract(old);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    slot.pending.store(kNothing, std::memory_order_relaxed);
    return true;
  }

  // `address` is about to be freed: to be called before the real free. Unknown addresses are counted as
  // foreign.
  void released(const Accounting& accounting, const void* address) noexcept {
    release_taken(accounting, take(accounting, address));
  }

  // realloc, as in accountant.h.
  Taken take(const Accounting&, const void* address) noexcept { return blocks_.remove(address); }
  void reallocated(const Accounting&, Taken old, const void* address, std::size_t size,
                   std::uint32_t site) noexcept {
    enter(address, size, site);
    const Turn turn(process_->slots[0]);
    if (old.known) subtract(old);
    add(site, to_signed(size));
  }
  void give_back(const Accounting&, Taken old, const void* address) noexcept {
    if (old.known) enter(address, old.size, old.site);
  }
  void release_taken(const Accounting&, Taken old) noexcept {
    if (!old.known) {
      process_->foreign_frees.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    prepare(old.site);
    const Turn turn(process_->slots[0]);
    subtract(old);
  }

  // What `site` has is its share of the peak that the window before `window` ended with. In a turn.
  [[gnu::noinline]] static void note_share(Site& site, std::uint64_t window) noexcept;

 private:
  static std::int64_t to_signed(std::uint64_t size) noexcept { return static_cast<std::int64_t>(size); }

  // Another thread may have written to the site last: its cache line travels while this one waits for its
  // turn.
  void prepare(std::uint32_t site) noexcept { __builtin_prefetch(&tables_->sites[thread_lane][site], 1); }
  void enter(const void* address, std::size_t size, std::uint32_t site) noexcept {
    Taken replaced;
    const bool entered = blocks_.insert(address, size, site, &replaced);
    if (!entered || replaced.known) [[unlikely]]
      note(entered, replaced);
  }
  [[gnu::noinline]] void note(bool entered, Taken replaced) noexcept;
  // In this thread's turn, where nobody else writes.
  [[gnu::always_inline]] Site& touch(std::uint32_t number) noexcept {
    Site& site = tables_->sites[thread_lane][number];
    const std::uint64_t window = process_->slots[0].window.load(std::memory_order_relaxed);
    if (site.window.load(std::memory_order_relaxed) != window) [[unlikely]]
      note_share(site, window);
    return site;
  }
  [[gnu::always_inline]] void add(std::uint32_t number, std::int64_t size) noexcept {
    Site& site = touch(number);
    add_in_one(site.allocated_bytes, size);
    add_in_one(site.allocations, 1);
    ledger_->add_alone(size);
  }
  // What is live may be a new peak that is about to be left; then the shares are of this moment, before the
  // change.
  [[gnu::always_inline]] void subtract(Taken old) noexcept {
    if (ledger_->must_look()) [[unlikely]]
      look();
    Site& site = touch(old.site);
    add_in_one(site.freed_bytes, to_signed(old.size));
    add_in_one(site.frees, 1);
    ledger_->subtract_alone(to_signed(old.size));
  }
  [[gnu::noinline]] void look() noexcept;

  Process* process_ = nullptr;
  SiteTables* tables_ = nullptr;
  Ledger* ledger_ = nullptr;
  BlockMap blocks_;
};

}  // namespace highwater::counting
