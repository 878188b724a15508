// SPDX-License-Identifier: Apache-2.0
// One cell for each 16 bytes of address space (a granule), found by the address alone: no search, no lock,
// and neighbouring blocks share a cache line. Used by the maps of blocks, which say what a cell holds.
//
// The first GiB of the heap, the window, has its cells in one piece; the rest is made as it is needed, in
// leaves of 64 MiB. All of it is address space only: a page of cells exists when one of them is written to.
//
// Thread safety: find() and make() from any thread; start() before them.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "counting/unwind/pages.h"

namespace highwater::counting {

// Where cells are looked for; the window costs less.
enum class Reach { kWindow, kEverywhere };

template <typename Value>
class Shadow {
 public:
  using Cell = std::atomic<Value>;
  static constexpr std::uintptr_t kGranuleBytes = 16;

  // Makes the window: `heap` is where most blocks will be from. Without memory for it there is none.
  // REQUIRES: make() was not called.
  void start(const void* heap) noexcept {
    const std::uintptr_t first = reinterpret_cast<std::uintptr_t>(heap) >> kLeafBits;
    if (first + kWindowLeaves > kLeaves) return;
    std::atomic<Cell*>* const leaves = install(leaves_, kLeaves * sizeof(std::atomic<Cell*>));
    if (leaves == nullptr) return;
    auto* const window = static_cast<Cell*>(map_pages((kWindowGranules + 1) * sizeof(Cell)));
    if (window == nullptr) return;
    for (std::size_t i = 0; i < kWindowLeaves; ++i)
      leaves[first + i].store(window + i * kLeafGranules, std::memory_order_release);
    // Address 0 is no block, even where the heap begins in the first leaf.
    const std::size_t skipped = first == 0 ? 1 : 0;
    window_ = window + skipped;
    window_start_ = (first << (kLeafBits - kGranuleBits)) + skipped;
  }

  // The cell of `address`, and after it those of the granules that follow, the next one at least; null where
  // there is none yet, or cannot be. Rotated, an address off the granules is far from any that lies on one,
  // so that one comparison refuses it together with what is out of reach.
  template <Reach kReach = Reach::kEverywhere>
  [[gnu::always_inline]] Cell* find(std::uintptr_t address) const noexcept {
    if constexpr (kReach == Reach::kWindow) {
      const std::uintptr_t granule = std::rotr(address, kGranuleBits) - window_start_;
      if (granule >= kWindowGranules) [[unlikely]]
        return nullptr;
      Cell* const cell = window_ + granule;
      if (cell == nullptr) __builtin_unreachable();  // without a window nothing is inside
      return cell;
    }
    std::atomic<Cell*>* const leaves = leaves_.load(std::memory_order_acquire);
    const std::uintptr_t granule = std::rotr(address, kGranuleBits);
    const std::uintptr_t index = granule >> (kLeafBits - kGranuleBits);
    if (leaves == nullptr || index >= kLeaves) [[unlikely]]
      return nullptr;
    Cell* const leaf = leaves[index].load(std::memory_order_acquire);
    return leaf == nullptr ? nullptr : leaf + (granule & (kLeafGranules - 1));
  }

  // The same, made where it was not there.
  Cell* make(std::uintptr_t address) noexcept {
    if (address % kGranuleBytes != 0 || (address >> kAddressBits) != 0) return nullptr;
    std::atomic<Cell*>* leaves = leaves_.load(std::memory_order_acquire);
    if (leaves == nullptr) leaves = install(leaves_, kLeaves * sizeof(std::atomic<Cell*>));
    if (leaves == nullptr) return nullptr;
    std::atomic<Cell*>& place = leaves[address >> kLeafBits];
    // One cell more: a block that begins in the last granule keeps its second cell here.
    if (place.load(std::memory_order_acquire) == nullptr) install(place, (kLeafGranules + 1) * sizeof(Cell));
    return find(address);
  }

 private:
  static constexpr int kGranuleBits = 4;
  static constexpr unsigned kLeafBits = 26;
  static constexpr unsigned kAddressBits = 47;  // of a program's half on x86-64
  static constexpr std::size_t kLeaves = std::size_t{1} << (kAddressBits - kLeafBits);
  static constexpr std::size_t kLeafGranules = std::size_t{1} << (kLeafBits - kGranuleBits);
  static constexpr std::size_t kWindowLeaves = 16;
  static constexpr std::size_t kWindowGranules = kWindowLeaves * kLeafGranules;
  static constexpr std::uintptr_t kNoWindow = std::uintptr_t{1} << 62;  // far from any granule

  // Puts `bytes` of new memory into `place`, unless another thread was faster. What is there then; null when
  // there is no memory.
  template <typename Pointer>
  static Pointer install(std::atomic<Pointer>& place, std::size_t bytes) noexcept {
    auto fresh = static_cast<Pointer>(map_pages(bytes));
    if (fresh == nullptr) return nullptr;
    Pointer present = nullptr;
    if (place.compare_exchange_strong(present, fresh, std::memory_order_acq_rel)) return fresh;
    unmap_pages(fresh, bytes);
    return present;
  }

  std::uintptr_t window_start_ = kNoWindow;
  Cell* window_ = nullptr;
  std::atomic<std::atomic<Cell*>*> leaves_{nullptr};
};

}  // namespace highwater::counting
