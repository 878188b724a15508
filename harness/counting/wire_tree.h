// SPDX-License-Identifier: Apache-2.0
// The part of the shared memory that all processes of a tree write to, there when children are followed: what
// each process image has live, and the most that all had live at one moment.
//
// Written by tree_ledger.cc and life.cc in the targets; read by probe/segment.cc in the harness. Change
// kWireVersion in wire.h with any change here.
#pragma once

#include <atomic>
#include <cstdint>

namespace highwater::counting {

inline constexpr std::uint32_t kMaxTreeSlots = 1024;

// What one process image allocated and freed of its own: a forked child's part of what it shares with its
// parent is its parent's. The slot has the number of the image's Process.
struct alignas(64) TreeSlot {
  std::atomic<std::int64_t> allocated_bytes;
  std::atomic<std::int64_t> freed_bytes;
  std::atomic<std::int64_t> ceiling;      // up to which the image may add without a look at the others
  std::atomic<std::uint64_t> life_space;  // the IPC namespace in which `life` is known; 0: not known
  std::atomic<std::int32_t> life;         // one more than the number of life.h's segment; 0: there is none
};
static_assert(sizeof(TreeSlot) == 64);

// `certain_bytes` were live at one moment, and `peak_bytes` is at least the peak: each is only raised, so
// that a kill between the two leaves them right.
struct ProcessTree {
  std::atomic<std::uint32_t> holder;  // of the lock: one more than the number of its slot; 0: nobody
  std::atomic<std::int64_t> peak_bytes;
  std::atomic<std::int64_t> certain_bytes;
  std::atomic<std::uint32_t> uncounted;  // processes that had a slot, and no memory to map it
  std::atomic<std::uint64_t> living[kMaxTreeSlots / 64];  // a bit for each slot whose bytes count
};

}  // namespace highwater::counting
