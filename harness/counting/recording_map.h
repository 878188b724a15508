// SPDX-License-Identifier: Apache-2.0
// Which live blocks belong to a recording, and to which site of it: beside the map of their sizes
// (size_map.h), which has all blocks. Used by recording_accountant.h.
//
// Four bytes for each granule of 16 bytes (shadow.h): one for each block, for none begins in the granule of
// another. Blocks off the granules (of other allocators than glibc's) are in a table with locks. Nothing of
// it exists before the first recording.
//
// Thread safety: all calls, from any thread, for different blocks.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "counting/shadow.h"
#include "counting/size_table.h"
#include "counting/wire.h"

namespace highwater::counting {

// A site of a recording, in one word. 0: none (recordings are numbered from 1).
using RecordingMark = std::uint32_t;
inline constexpr unsigned kMarkSiteBits = 32 - kRecordingBits;
static_assert(kMaxSites <= 1u << kMarkSiteBits);
constexpr RecordingMark recording_mark(std::uint32_t recording, std::uint32_t site) {
  return recording << kMarkSiteBits | site;
}
constexpr std::uint32_t recording_of(RecordingMark mark) {
  return mark >> kMarkSiteBits;
}
constexpr std::uint32_t site_of(RecordingMark mark) {
  return mark & ((1u << kMarkSiteBits) - 1);
}

class RecordingMap {
 public:
  // False without memory for it.
  bool put(const void* block, RecordingMark mark) noexcept {
    const auto key = reinterpret_cast<std::uintptr_t>(block);
    Cell* cell = shadow_.find(key);
    if (cell == nullptr) [[unlikely]]
      cell = shadow_.make(key);
    if (cell == nullptr) [[unlikely]]
      return put_in_table(block, mark);
    cell->store(mark, std::memory_order_relaxed);
    return true;
  }

  // The block's mark, which is gone afterwards; 0: it has none.
  [[gnu::always_inline]] RecordingMark take(const void* block) noexcept {
    Cell* const cell = shadow_.find(reinterpret_cast<std::uintptr_t>(block));
    if (cell == nullptr) [[unlikely]]
      return take_from_table(block);
    const RecordingMark mark = cell->load(std::memory_order_relaxed);
    if (mark != 0) cell->store(0, std::memory_order_relaxed);
    return mark;
  }

  // False: take() would give 0.
  [[gnu::always_inline]] bool may_have(const void* block) const noexcept {
    const Cell* const cell = shadow_.find(reinterpret_cast<std::uintptr_t>(block));
    return cell == nullptr ? table_is_used_.load(std::memory_order_relaxed)
                           : cell->load(std::memory_order_relaxed) != 0;
  }

 private:
  using Cell = Shadow<std::uint32_t>::Cell;

  bool put_in_table(const void* block, RecordingMark mark) noexcept {
    std::size_t replaced = 0;
    if (table_.insert(block, mark, &replaced) == SizeTable::Insert::kNoMemory) return false;
    table_is_used_.store(true, std::memory_order_relaxed);
    return true;
  }
  RecordingMark take_from_table(const void* block) noexcept {
    std::size_t mark = 0;
    if (!table_is_used_.load(std::memory_order_relaxed) || !table_.remove(block, &mark)) return 0;
    return static_cast<RecordingMark>(mark);
  }

  Shadow<std::uint32_t> shadow_;
  SizeTable table_;
  std::atomic<bool> table_is_used_{false};
};

}  // namespace highwater::counting
