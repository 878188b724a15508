// SPDX-License-Identifier: Apache-2.0
// The paths that are seldom taken: blocks in the table, and those that were freed unseen.
#include "counting/block_map.h"

namespace highwater::counting {
namespace {

// Size and site as the one number that the table keeps.
constexpr unsigned kTableSizeBits = 46;
constexpr std::uint64_t kTableSizeMask = (std::uint64_t{1} << kTableSizeBits) - 1;

std::size_t pack(std::uint64_t size, std::uint32_t site) noexcept {
  return (size & kTableSizeMask) | std::uint64_t{site} << kTableSizeBits;
}

BlockMap::Block unpack(std::size_t packed) noexcept {
  return {packed & kTableSizeMask, static_cast<std::uint32_t>(packed >> kTableSizeBits), true};
}

}  // namespace

bool BlockMap::insert_slowly(std::uintptr_t key, std::uint64_t size, std::uint32_t site,
                             Block* replaced) noexcept {
  Cell* const first = shadow_.make(key);
  if (first != nullptr && load(first[0]) != 0) {
    // Else its second cell: a block that began one granule before this one, and is gone.
    const std::uintptr_t gone = begins(load(first[0])) ? key : key - Shadow<std::uint16_t>::kGranuleBytes;
    *replaced = remove(reinterpret_cast<const void*>(gone));
    first[0].store(0, std::memory_order_relaxed);
  }
  if (first != nullptr && size < kInTable && size >= min_size_in_cells()) {
    write(first, size, site);
    return true;
  }
  std::size_t in_table = 0;
  const SizeTable::Insert result =
      table_.insert(reinterpret_cast<const void*>(key), pack(size, site), &in_table);
  if (result == SizeTable::Insert::kReplaced) *replaced = unpack(in_table);
  if (result == SizeTable::Insert::kNoMemory) return false;
  if (first != nullptr)
    first[0].store(static_cast<std::uint16_t>(kBegins | kInTable), std::memory_order_relaxed);
  return true;
}

BlockMap::Block BlockMap::remove_from_table(std::uintptr_t key) noexcept {
  std::size_t packed = 0;
  return table_.remove(reinterpret_cast<const void*>(key), &packed) ? unpack(packed) : Block{};
}

// No block begins in the cell, or one in the table; it may also be older than the cells.
BlockMap::Block BlockMap::remove_slowly(Cell* first, std::uintptr_t key) noexcept {
  if (begins(load(first[0]))) first[0].store(0, std::memory_order_relaxed);
  return remove_from_table(key);
}

}  // namespace highwater::counting
