// SPDX-License-Identifier: Apache-2.0
// The paths that are seldom taken: sizes in the table, and blocks that were freed unseen.
#include "counting/size_map.h"

namespace highwater::counting {

SizeMap::Insert SizeMap::insert_in_table(Byte* first, std::uintptr_t key, std::size_t size,
                                         std::size_t* replaced) noexcept {
  const Insert result = table_.insert(reinterpret_cast<const void*>(key), size, replaced);
  if (first != nullptr && result != Insert::kNoMemory) set(first[0], kInTable);
  return result;
}

SizeMap::Insert SizeMap::insert_slowly(std::uintptr_t key, std::size_t size, std::size_t* replaced) noexcept {
  Byte* const first = shadow_.make(key);
  if (first == nullptr) return insert_in_table(first, key, size, replaced);
  const unsigned found = load(first[0]);
  std::int64_t present = kUnknown;
  if (found >= kSecond) {
    // A block that began one granule before this one, and is gone.
    present = remove(reinterpret_cast<const void*>(key - Shadow<std::uint8_t>::kGranuleBytes));
    set(first[0], 0);
  } else if (found != 0) {
    present = remove(reinterpret_cast<const void*>(key));
  }
  const bool was_there = present != kUnknown;
  if (was_there) *replaced = static_cast<std::size_t>(present);
  if (size <= kMaxShort) {
    write(first, size);
    return was_there ? Insert::kReplaced : Insert::kNew;
  }
  std::size_t in_table = 0;
  const Insert result = insert_in_table(first, key, size, &in_table);
  return was_there && result == Insert::kNew ? Insert::kReplaced : result;
}

std::int64_t SizeMap::remove_from_table(std::uintptr_t key) noexcept {
  std::size_t size = 0;
  return table_.remove(reinterpret_cast<const void*>(key), &size) ? static_cast<std::int64_t>(size)
                                                                  : kUnknown;
}

std::int64_t SizeMap::remove_other(Byte* first, std::uintptr_t key) noexcept {
  const unsigned found = load(first[0]);
  if (found >= kSecond) return kUnknown;
  if (found >= 1 && found <= kMaxTiny + 1) {
    set(first[0], 0);
    return found - 1;
  }
  // Zero too: the block may be older than the memory for its leaf.
  if (found == kInTable) set(first[0], 0);
  return remove_from_table(key);
}

}  // namespace highwater::counting
