// SPDX-License-Identifier: Apache-2.0
// Arithmetic on the shared counters. While the process has one thread, plain loads and stores do: a locked
// instruction costs as much as the rest of an event.
#pragma once

#include <sys/single_threaded.h>

#include <atomic>
#include <cstdint>

namespace highwater::counting {

// Adds and returns the new value.
inline std::int64_t add(std::atomic<std::int64_t>& counter, std::int64_t value) noexcept {
  if (__libc_single_threaded) {
    const std::int64_t sum = counter.load(std::memory_order_relaxed) + value;
    counter.store(sum, std::memory_order_relaxed);
    return sum;
  }
  return counter.fetch_add(value, std::memory_order_relaxed) + value;
}

inline void raise_to(std::atomic<std::int64_t>& maximum, std::int64_t value) noexcept {
  std::int64_t seen = maximum.load(std::memory_order_relaxed);
  while (value > seen && !maximum.compare_exchange_weak(seen, value, std::memory_order_relaxed)) {
  }
}

}  // namespace highwater::counting
