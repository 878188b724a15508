// SPDX-License-Identifier: Apache-2.0
// Which blocks are live and how many bytes were asked for, outside the target's heap, so that the blocks keep
// the layout that they have without us. Used by the accountant.
//
// One byte of shadow for each 16 bytes of address space (a granule), found by the address alone: no search,
// no lock, and neighbouring blocks share a cache line. A block of n bytes covers at least n/16 granules, so
// a block of more than 16 bytes has two shadow bytes to itself:
//
//   first byte   0        no block begins here
//                1..17    a block of 0..16 bytes
//                18       a block whose size is in the table (too long for two bytes)
//                32..127  the high bits of a size, whose low seven bits are in the second byte
//   second byte  128..255 the low bits, marked so that it is never taken for a first byte
//
// The table, a hash table with locks, also takes blocks that do not begin on a granule (of other allocators
// than glibc's) and those for which no shadow could be mapped.
//
// Thread safety: all calls, from any thread, for different blocks; a block is one caller's at a time, as it
// is with malloc and free.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "counting/size_table.h"

namespace highwater::counting {

class SizeMap {
 public:
  using Insert = SizeTable::Insert;

  // Adds `address`. When it was there already, the block was freed behind our back (through a pointer to
  // libc's own free, say): its size goes to `*replaced`.
  [[gnu::always_inline]] Insert insert(const void* address, std::size_t size,
                                       std::size_t* replaced) noexcept {
    const auto key = reinterpret_cast<std::uintptr_t>(address);
    std::atomic<std::uint8_t>* shadow = find(key);
    if (size > kMaxShort || shadow == nullptr || byte(shadow[0]) != 0) [[unlikely]]
      return insert_slowly(key, size, replaced);
    write(shadow, size);
    return Insert::kNew;
  }

  // Removes `address`: its size, or kUnknown when it is not there.
  static constexpr std::int64_t kUnknown = -1;
  [[gnu::always_inline]] std::int64_t remove(const void* address) noexcept {
    const auto key = reinterpret_cast<std::uintptr_t>(address);
    std::atomic<std::uint8_t>* shadow = find(key);
    if (shadow == nullptr) [[unlikely]]
      return remove_from_table(key);
    const unsigned first = byte(shadow[0]);
    if (first - kLong >= kSecond - kLong) [[unlikely]]
      return remove_other(shadow, key);
    const unsigned second = byte(shadow[1]);
    set(shadow[0], 0);
    set(shadow[1], 0);
    return (first - kLong) << kLowBits | (second & kLowMask);
  }

 private:
  static constexpr unsigned kInTable = 18;
  static constexpr unsigned kLong = 32;
  static constexpr unsigned kSecond = 128;
  static constexpr unsigned kLowBits = 7;
  static constexpr unsigned kLowMask = (1u << kLowBits) - 1;
  static constexpr std::size_t kMaxTiny = 16;
  static constexpr std::size_t kMaxShort = (std::size_t{kSecond - kLong} << kLowBits) - 1;  // 12287

  // The address space in leaves of 64 MiB, each with 4 MiB of shadow of which only touched pages exist.
  static constexpr unsigned kGranuleBits = 4;
  static constexpr unsigned kLeafBits = 26;
  static constexpr unsigned kAddressBits = 47;  // of a program's half on x86-64; above it the table serves
  static constexpr std::size_t kLeaves = std::size_t{1} << (kAddressBits - kLeafBits);
  static constexpr std::size_t kLeafGranules = std::size_t{1} << (kLeafBits - kGranuleBits);

  using Leaf = std::atomic<std::uint8_t>*;

  static std::uint8_t byte(const std::atomic<std::uint8_t>& shadow) noexcept {
    return shadow.load(std::memory_order_relaxed);
  }
  static void set(std::atomic<std::uint8_t>& shadow, std::size_t value) noexcept {
    shadow.store(static_cast<std::uint8_t>(value), std::memory_order_relaxed);
  }

  static void write(std::atomic<std::uint8_t>* shadow, std::size_t size) noexcept {
    if (size <= kMaxTiny) {
      set(shadow[0], size + 1);
      return;
    }
    set(shadow[0], kLong + (size >> kLowBits));
    set(shadow[1], kSecond | (size & kLowMask));
  }

  // The shadow of `address`; null where there is none yet, or cannot be.
  [[gnu::always_inline]] std::atomic<std::uint8_t>* find(std::uintptr_t address) const noexcept {
    const std::atomic<Leaf>* leaves = leaves_.load(std::memory_order_acquire);
    if (leaves == nullptr || (address & ((1u << kGranuleBits) - 1)) != 0 || (address >> kAddressBits) != 0)
        [[unlikely]]
      return nullptr;
    Leaf leaf = leaves[address >> kLeafBits].load(std::memory_order_acquire);
    return leaf == nullptr ? nullptr : leaf + ((address >> kGranuleBits) & (kLeafGranules - 1));
  }

  std::atomic<std::uint8_t>* make(std::uintptr_t address) noexcept;
  Insert insert_slowly(std::uintptr_t key, std::size_t size, std::size_t* replaced) noexcept;
  Insert insert_in_table(std::atomic<std::uint8_t>* shadow, std::uintptr_t key, std::size_t size,
                         std::size_t* replaced) noexcept;
  std::int64_t remove_other(std::atomic<std::uint8_t>* shadow, std::uintptr_t key) noexcept;
  std::int64_t remove_from_table(std::uintptr_t key) noexcept;

  std::atomic<std::atomic<Leaf>*> leaves_{nullptr};
  SizeTable table_;
};

}  // namespace highwater::counting
