// SPDX-License-Identifier: Apache-2.0
// Gives each distinct stack its site in the shared memory, the same one to the same stack. Used by the
// recorder of sites for a stack that the thread's memo does not know.
//
// A hash table of site numbers; the frames that decide are those in the shared memory, so that a collision of
// hashes never merges two sites.
//
// Thread safety: all calls, from any thread. Looking up takes no lock: an entry is one word, set after the
// site it names is complete, and a table that has grown too small is never unmapped, because a thread may
// still be searching it. All of them together are as large as the last one.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "counting/spin_lock.h"
#include "counting/wire_sites.h"

namespace highwater::counting {

class SiteTable {
 public:
  // BORROWS `tables`, for ever. Makes kOverflowSite, which has no frames.
  void start(SiteTables* tables) noexcept;

  // The site of the stack of `depth` frames. kOverflowSite when there is no room for another, or no memory;
  // `*full` then.
  std::uint32_t site_of(const std::uint32_t* frames, std::size_t depth, bool* full) noexcept;

 private:
  // Upper half: of the hash; lower half: the site. 0: free (kOverflowSite is in no table).
  using Entry = std::atomic<std::uint64_t>;
  struct Table {
    std::uint32_t bits;
    Entry* entries;
  };
  static constexpr std::uint32_t kFirstBits = 10;

  std::uint32_t find(const Table& table, std::uint64_t hash, const std::uint32_t* frames,
                     std::size_t depth) const noexcept;
  bool is_stack(std::uint32_t site, const std::uint32_t* frames, std::size_t depth) const noexcept;
  std::uint32_t add(const std::uint32_t* frames, std::size_t depth) noexcept;
  bool grow() noexcept;
  static void put(const Table& table, std::uint64_t entry) noexcept;
  static Table* make(std::uint32_t bits) noexcept;

  SiteTables* tables_ = nullptr;
  std::atomic<Table*> table_{nullptr};
  std::uint32_t used_ = 0;  // under the lock
  SpinLock lock_;
};

}  // namespace highwater::counting
