// SPDX-License-Identifier: Apache-2.0
// Counts for sites: every event for the site that allocated the block and for the process, so that the numbers of all
// sites add up to those of the process at every moment. Called by recorder.cc; the counterpart of accountant.h.
//
// The share that a site has of the peak is known without a look at the others. Windows have numbers, and a new one
// begins with each new peak. A site that is about to change, and has not yet in this window, still has what it had at
// the peak: that becomes its share, with the window's number. A site whose number is another one's has not changed
// since the peak: what it has live is its share. (MALT does the same, at the event that makes the peak; here the peak
// is noticed when it is about to be left, as in ledger.h, which makes no difference to any share.)
//
// Thread safety: all calls, from any thread. With several threads each event has its turn, so that there is one order
// of events; everything that takes long (stacks, look-ups) is done before it. The peak is exact in that order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "counting/block_map.h"
#include "counting/ledger.h"
#include "counting/reentry.h"
#include "counting/turn.h"
#include "counting/wire.h"

namespace highwater::counting {

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

  // A block of `size` bytes was allocated at `address`, which is not null, by `site`.
  void allocated(const Accounting&, const void* address, std::size_t size, std::uint32_t site) noexcept {
    prepare(site);
    enter(address, size, site);
    const Turn turn(process_->slots[0]);
    add(site, to_signed(size));
  }

  // `address` is about to be freed: to be called before the real free. Unknown addresses are counted as foreign.
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

 private:
  static std::int64_t to_signed(std::uint64_t size) noexcept { return static_cast<std::int64_t>(size); }

  // Another thread may have written to the site last: its cache line travels while this one waits for its turn.
  void prepare(std::uint32_t site) noexcept { __builtin_prefetch(&tables_->sites[site], 1); }
  void enter(const void* address, std::size_t size, std::uint32_t site) noexcept {
    Taken replaced;
    const bool entered = blocks_.insert(address, size, site, &replaced);
    if (!entered || replaced.known) [[unlikely]]
      note(entered, replaced);
  }
  [[gnu::noinline]] void note(bool entered, Taken replaced) noexcept;
  // The same in this thread's turn.
  Site& touch(std::uint32_t site) noexcept;
  void add(std::uint32_t site, std::int64_t size) noexcept;
  void subtract(Taken old) noexcept;
  [[gnu::noinline]] void look() noexcept;

  Process* process_ = nullptr;
  SiteTables* tables_ = nullptr;
  Ledger* ledger_ = nullptr;
  BlockMap blocks_;
};

}  // namespace highwater::counting
