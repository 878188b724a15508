// SPDX-License-Identifier: Apache-2.0
// The paths that are seldom taken: new leaves, sizes in the table, and blocks that were freed unseen.
#include "counting/size_map.h"

#include <errno.h>
#include <sys/mman.h>

namespace highwater::counting {
namespace {

// Address space only: a page exists when it is written to.
void* reserve(std::size_t bytes) noexcept {
  const int saved_errno = errno;  // the target's, in the middle of its malloc
  void* memory =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  errno = saved_errno;
  return memory == MAP_FAILED ? nullptr : memory;
}

// Puts `bytes` of new memory into `place`, unless another thread was faster. What is there then; null when
// there is no memory (RLIMIT_AS, say).
template <typename Pointer>
Pointer install(std::atomic<Pointer>& place, std::size_t bytes) noexcept {
  auto fresh = static_cast<Pointer>(reserve(bytes));
  if (fresh == nullptr) return nullptr;
  Pointer present = nullptr;
  if (place.compare_exchange_strong(present, fresh, std::memory_order_acq_rel)) return fresh;
  ::munmap(fresh, bytes);
  return present;
}

}  // namespace

std::atomic<std::uint8_t>* SizeMap::make(std::uintptr_t address) noexcept {
  if ((address & ((1u << kGranuleBits) - 1)) != 0 || (address >> kAddressBits) != 0) return nullptr;
  std::atomic<Leaf>* leaves = leaves_.load(std::memory_order_acquire);
  if (leaves == nullptr) leaves = install(leaves_, kLeaves * sizeof(std::atomic<Leaf>));
  if (leaves == nullptr) return nullptr;
  std::atomic<Leaf>& place = leaves[address >> kLeafBits];
  // One byte more: a block that begins in the last granule keeps its second byte here.
  if (place.load(std::memory_order_acquire) == nullptr) install(place, kLeafGranules + 1);
  return find(address);
}

SizeMap::Insert SizeMap::insert_in_table(std::atomic<std::uint8_t>* shadow, std::uintptr_t key,
                                         std::size_t size, std::size_t* replaced) noexcept {
  const Insert result = table_.insert(reinterpret_cast<const void*>(key), size, replaced);
  if (shadow != nullptr && result != Insert::kNoMemory) set(shadow[0], kInTable);
  return result;
}

SizeMap::Insert SizeMap::insert_slowly(std::uintptr_t key, std::size_t size, std::size_t* replaced) noexcept {
  std::atomic<std::uint8_t>* shadow = make(key);
  if (shadow == nullptr) return insert_in_table(shadow, key, size, replaced);
  const unsigned first = byte(shadow[0]);
  std::int64_t present = kUnknown;
  if (first >= kSecond) {
    // A block that began one granule before this one, and is gone.
    present = remove(reinterpret_cast<const void*>(key - (1u << kGranuleBits)));
    set(shadow[0], 0);
  } else if (first != 0) {
    present = remove(reinterpret_cast<const void*>(key));
  }
  const bool was_there = present != kUnknown;
  if (was_there) *replaced = static_cast<std::size_t>(present);
  if (size <= kMaxShort) {
    write(shadow, size);
    return was_there ? Insert::kReplaced : Insert::kNew;
  }
  std::size_t in_table = 0;
  const Insert result = insert_in_table(shadow, key, size, &in_table);
  return was_there && result == Insert::kNew ? Insert::kReplaced : result;
}

std::int64_t SizeMap::remove_from_table(std::uintptr_t key) noexcept {
  std::size_t size = 0;
  return table_.remove(reinterpret_cast<const void*>(key), &size) ? static_cast<std::int64_t>(size)
                                                                  : kUnknown;
}

std::int64_t SizeMap::remove_other(std::atomic<std::uint8_t>* shadow, std::uintptr_t key) noexcept {
  const unsigned first = byte(shadow[0]);
  if (first >= kSecond) return kUnknown;
  if (first >= 1 && first <= kMaxTiny + 1) {
    set(shadow[0], 0);
    return first - 1;
  }
  // Zero too: the block may be older than the memory for its leaf.
  if (first == kInTable) set(shadow[0], 0);
  return remove_from_table(key);
}

}  // namespace highwater::counting
