// SPDX-License-Identifier: Apache-2.0
// Which blocks are live and how many bytes were asked for: address -> size, outside the target's heap, so
// that the blocks keep the layout that they have without us. Used by the accountant.
//
// Thread safety: every call locks one of kShards parts, found by the address.
// Invariants: (1) an address is in at most one place; (2) a part is at most three quarters full; (3) memory
// is mapped when a part gets its first entry and is given back by clear() alone.
#pragma once

#include <cstddef>
#include <cstdint>

#include "counting/spin_lock.h"

namespace highwater::counting {

class SizeTable {
 public:
  enum class Insert { kNew, kReplaced, kNoMemory };

  // Adds `address`. When it was there already, the block was freed behind our back (through a pointer to
  // libc's own free, say): its size goes to `*replaced`.
  Insert insert(const void* address, std::size_t size, std::size_t* replaced) noexcept;

  // Removes `address`; false when it is not there.
  bool remove(const void* address, std::size_t* size) noexcept;

  // In a forked child, before it has another thread: locks may have been held by threads that are not there.
  void forget_locks() noexcept;
  // The same, and every entry.
  void clear() noexcept;

 private:
  struct Entry {
    std::uintptr_t address;  // 0: free
    std::uint64_t size;
  };
  struct alignas(64) Shard {
    SpinLock lock;
    Entry* entries = nullptr;
    std::size_t capacity = 0;  // a power of two
    std::size_t count = 0;
  };
  static constexpr std::size_t kShards = 64;

  static std::uint64_t hash(std::uintptr_t address) noexcept;
  static std::size_t home(const Shard& shard, std::uintptr_t address) noexcept;
  static Entry* find(Shard& shard, std::uintptr_t address) noexcept;
  static void place(Shard& shard, Entry entry) noexcept;
  static void erase(Shard& shard, Entry* entry) noexcept;
  static bool grow(Shard& shard) noexcept;
  Shard& shard_of(std::uintptr_t address) noexcept { return shards_[hash(address) >> 58]; }

  Shard shards_[kShards];
};

}  // namespace highwater::counting
