// SPDX-License-Identifier: Apache-2.0
// Which blocks are live, how many bytes were asked for and by which site: what size_map.h is for the
// counters, for the recording of sites.
//
// Two bytes for each granule of 16 bytes (shadow.h), two of those a block:
//
//   first   bit 15  set: a block begins here
//           0..11   its size, or kInTable
//           12..14  the low bits of its site
//   second  bit 15  never set, so that it is never taken for a first one
//           0..14   the high bits of its site and 1, so that it is never taken for a free one
//
// A table with locks takes what does not fit: long blocks, blocks of at most 16 bytes where another may begin
// in the next granule (of other allocators than glibc's), and what lies off the granules.
//
// Thread safety: as of size_map.h.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "counting/shadow.h"
#include "counting/size_table.h"
#include "counting/wire_sites.h"

namespace highwater::counting {

class BlockMap {
 public:
  struct Block {
    std::uint64_t size = 0;
    std::uint32_t site = 0;
    bool known = false;
  };

  // How much of the address space every block has to itself.
  enum class Room { kOneGranule, kTwoGranules };
  // `heap` is where most blocks will be from. REQUIRES: no block was inserted.
  void start(const void* heap, Room room) noexcept {
    shadow_.start(heap);
    max_one_granule_ = room == Room::kOneGranule ? Shadow<std::uint16_t>::kGranuleBytes : 0;
  }

  // Adds `address`. A block that was there already was freed behind our back: it goes to `*replaced`. False
  // without memory for it.
  [[gnu::always_inline]] bool insert(const void* address, std::uint64_t size, std::uint32_t site,
                                     Block* replaced) noexcept {
    const auto key = reinterpret_cast<std::uintptr_t>(address);
    Cell* const first = shadow_.find(key);
    if (size >= kInTable || size < min_size_in_cells() || first == nullptr || load(first[0]) != 0)
        [[unlikely]]
      return insert_slowly(key, size, site, replaced);
    write(first, size, site);
    return true;
  }

  // Removes `address`; not `known` when it is not there.
  [[gnu::always_inline]] Block remove(const void* address) noexcept {
    const auto key = reinterpret_cast<std::uintptr_t>(address);
    Cell* const first = shadow_.find(key);
    if (first == nullptr) [[unlikely]]
      return remove_from_table(key);
    const Block block = remove_from_cells(first);
    return block.known ? block : remove_slowly(first, key);
  }

  // What both do in the common case; false and not `known`: nothing has happened, and the other call is to be
  // made. REQUIRES: every block has two granules to itself.
  [[gnu::always_inline]] bool insert_at_once(const void* address, std::uint64_t size,
                                             std::uint32_t site) noexcept {
    Cell* const first = shadow_.find<Reach::kWindow>(reinterpret_cast<std::uintptr_t>(address));
    if (size >= kInTable || first == nullptr || load(first[0]) != 0) [[unlikely]]
      return false;
    write(first, size, site);
    return true;
  }
  [[gnu::always_inline]] Block remove_at_once(const void* address) noexcept {
    Cell* const first = shadow_.find<Reach::kWindow>(reinterpret_cast<std::uintptr_t>(address));
    return first == nullptr ? Block{} : remove_from_cells(first);
  }

  // See size_table.h.
  void forget_locks() noexcept { table_.forget_locks(); }

 private:
  static constexpr unsigned kSizeBits = 12;
  static constexpr unsigned kSizeMask = (1u << kSizeBits) - 1;
  static constexpr unsigned kInTable = kSizeMask;
  static constexpr unsigned kLowSiteBits = 3;
  static constexpr unsigned kBegins = 1u << 15;
  static_assert(((kMaxSites - 1) >> kLowSiteBits) + 1 < kBegins);

  using Cell = Shadow<std::uint16_t>::Cell;

  static unsigned load(const Cell& cell) noexcept { return cell.load(std::memory_order_relaxed); }
  static bool begins(unsigned cell) noexcept { return (cell & kBegins) != 0; }
  std::uint64_t min_size_in_cells() const noexcept {
    return max_one_granule_ == 0 ? 0 : max_one_granule_ + 1;
  }
  [[gnu::always_inline]] static void write(Cell* first, std::uint64_t size, std::uint32_t site) noexcept {
    first[1].store(static_cast<std::uint16_t>((site >> kLowSiteBits) + 1), std::memory_order_relaxed);
    first[0].store(static_cast<std::uint16_t>(kBegins | size | (site & 7u) << kSizeBits),
                   std::memory_order_relaxed);
  }

  [[gnu::always_inline]] static Block remove_from_cells(Cell* first) noexcept {
    const unsigned low = load(first[0]);
    if (!begins(low) || (low & kSizeMask) == kInTable) [[unlikely]]
      return {};
    const unsigned high = load(first[1]) - 1;
    first[0].store(0, std::memory_order_relaxed);
    first[1].store(0, std::memory_order_relaxed);
    return {low & kSizeMask, (low & ~kBegins) >> kSizeBits | (high << kLowSiteBits), true};
  }

  bool insert_slowly(std::uintptr_t key, std::uint64_t size, std::uint32_t site, Block* replaced) noexcept;
  Block remove_slowly(Cell* first, std::uintptr_t key) noexcept;
  Block remove_from_table(std::uintptr_t key) noexcept;

  Shadow<std::uint16_t> shadow_;
  std::uint64_t max_one_granule_ = 0;
  SizeTable table_;  // of size and site in one number
};

}  // namespace highwater::counting
