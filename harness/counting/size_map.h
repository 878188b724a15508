// SPDX-License-Identifier: Apache-2.0
// Which blocks are live and how many bytes were asked for, outside the target's heap, so that the blocks keep
// the layout that they have without us. Used by the accountant.
//
// One byte for each granule of 16 bytes (shadow.h). A block of n bytes covers at least n/16 granules, so a
// block of more than 16 bytes has two bytes to itself; of glibc's, whose chunks have at least 32, every block
// has.
//
//   first byte   0        no block begins here
//                1..17    a block of 0..16 bytes
//                18       a block whose size is in the table (too long for two bytes)
//                32..127  the high bits of a size, whose low seven bits are in the second byte
//   second byte  128..255 the low bits, marked so that it is never taken for a first byte
//
// The table, a hash table with locks, also takes blocks that do not begin on a granule (of other allocators
// than glibc's) and those for which no byte could be mapped.
//
// Thread safety: all calls, from any thread, for different blocks; a block is one caller's at a time, as it
// is with malloc and free.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "counting/shadow.h"
#include "counting/size_table.h"

namespace highwater::counting {

class SizeMap {
 public:
  using Insert = SizeTable::Insert;

  // `heap` is where most blocks will be from. REQUIRES: no block was inserted.
  void start(const void* heap) noexcept { shadow_.start(heap); }

  // Adds `address`. When it was there already, the block was freed behind our back (through a pointer to
  // libc's own free, say): its size goes to `*replaced`.
  [[gnu::always_inline]] Insert insert(const void* address, std::size_t size,
                                       std::size_t* replaced) noexcept {
    const auto key = reinterpret_cast<std::uintptr_t>(address);
    Byte* const first = shadow_.find(key);
    if (size > kMaxShort || first == nullptr || load(first[0]) != 0) [[unlikely]]
      return insert_slowly(key, size, replaced);
    write(first, size);
    return Insert::kNew;
  }

  // Removes `address`: its size, or kUnknown when it is not there.
  static constexpr std::int64_t kUnknown = -1;
  [[gnu::always_inline]] std::int64_t remove(const void* address) noexcept {
    const auto key = reinterpret_cast<std::uintptr_t>(address);
    Byte* const first = shadow_.find(key);
    if (first == nullptr) [[unlikely]]
      return remove_from_table(key);
    const std::int64_t size = remove_long(first);
    return size != kUnknown ? size : remove_other(first, key);
  }

  // What both do in the common case; false and kUnknown: nothing has happened, and the other call is to be
  // made. REQUIRES: every block has two granules to itself.
  template <Reach kReach>
  [[gnu::always_inline]] bool insert_at_once(const void* address, std::size_t size) noexcept {
    Byte* const first = shadow_.find<kReach>(reinterpret_cast<std::uintptr_t>(address));
    if (size > kMaxShort || first == nullptr || load(first[0]) != 0) [[unlikely]]
      return false;
    write_long(first, size);
    return true;
  }
  template <Reach kReach>
  [[gnu::always_inline]] std::int64_t remove_at_once(const void* address) noexcept {
    Byte* const first = shadow_.find<kReach>(reinterpret_cast<std::uintptr_t>(address));
    return first == nullptr ? kUnknown : remove_long(first);
  }

  // See size_table.h.
  void forget_locks() noexcept { table_.forget_locks(); }

 private:
  static constexpr unsigned kInTable = 18;
  static constexpr unsigned kLong = 32;
  static constexpr unsigned kSecond = 128;
  static constexpr unsigned kLowBits = 7;
  static constexpr unsigned kLowMask = (1u << kLowBits) - 1;
  static constexpr std::size_t kMaxTiny = 16;
  static constexpr std::size_t kMaxShort = (std::size_t{kSecond - kLong} << kLowBits) - 1;  // 12287

  using Byte = Shadow<std::uint8_t>::Cell;

  static unsigned load(const Byte& byte) noexcept { return byte.load(std::memory_order_relaxed); }
  static void set(Byte& byte, std::size_t value) noexcept {
    byte.store(static_cast<std::uint8_t>(value), std::memory_order_relaxed);
  }

  static void write(Byte* first, std::size_t size) noexcept {
    if (size <= kMaxTiny)
      set(first[0], size + 1);
    else
      write_long(first, size);
  }
  [[gnu::always_inline]] static void write_long(Byte* first, std::size_t size) noexcept {
    set(first[0], kLong + (size >> kLowBits));
    set(first[1], kSecond | (size & kLowMask));
  }
  // kUnknown where there is no block of two bytes.
  [[gnu::always_inline]] static std::int64_t remove_long(Byte* first) noexcept {
    const unsigned high = load(first[0]);
    if (high - kLong >= kSecond - kLong) [[unlikely]]
      return kUnknown;
    const unsigned low = load(first[1]);
    set(first[0], 0);
    set(first[1], 0);
    return (high - kLong) << kLowBits | (low & kLowMask);
  }

  Insert insert_slowly(std::uintptr_t key, std::size_t size, std::size_t* replaced) noexcept;
  Insert insert_in_table(Byte* first, std::uintptr_t key, std::size_t size, std::size_t* replaced) noexcept;
  std::int64_t remove_other(Byte* first, std::uintptr_t key) noexcept;
  std::int64_t remove_from_table(std::uintptr_t key) noexcept;

  Shadow<std::uint8_t> shadow_;
  SizeTable table_;
};

}  // namespace highwater::counting
