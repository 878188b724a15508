// SPDX-License-Identifier: Apache-2.0
// Changes to a counter that only one thread writes: each is one instruction, which a signal handler that
// allocates comes before or after, but never into the middle of. Without a lock prefix, so that it costs what
// a plain store does. Used by the ledger.
//
// Elsewhere than on x86-64 an atomic instruction does the same.
#pragma once

#include <atomic>
#include <cstdint>

namespace highwater::counting {

#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)

[[gnu::always_inline]] inline void add_in_one(std::atomic<std::int64_t>& counter,
                                              std::int64_t value) noexcept {
  __asm__ volatile("addq %1, %0" : "+m"(counter) : "er"(value) : "cc");
}

// The larger of the two stays.
inline void raise_in_one(std::atomic<std::int64_t>& counter, std::int64_t value) noexcept {
  std::int64_t present = counter.load(std::memory_order_relaxed);
  bool done = false;
  // NOLINTNEXTLINE(bugprone-infinite-loop): the instruction writes both.
  while (!done && present < value)
    __asm__ volatile("cmpxchgq %3, %0" : "+m"(counter), "+a"(present), "=@ccz"(done) : "r"(value) : "memory");
}

#else

inline void add_in_one(std::atomic<std::int64_t>& counter, std::int64_t value) noexcept {
  counter.fetch_add(value, std::memory_order_release);
}
inline void raise_in_one(std::atomic<std::int64_t>& counter, std::int64_t value) noexcept {
  std::int64_t present = counter.load(std::memory_order_relaxed);
  while (present < value && !counter.compare_exchange_weak(present, value, std::memory_order_relaxed)) {
  }
}

#endif

}  // namespace highwater::counting
