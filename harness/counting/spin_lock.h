// SPDX-License-Identifier: Apache-2.0
// A lock for a few instructions, without memory or libc behind it.
#pragma once

#include <sched.h>

#include <atomic>
#include <cstdint>

namespace highwater::counting {

class SpinLock {
 public:
  void lock() noexcept {
    for (std::uint32_t tries = 0; locked_.exchange(1, std::memory_order_acquire) != 0; ++tries) {
      // The holder may have been preempted: waiting longer than it needs when it runs is waiting for the
      // scheduler.
      if (tries % 128 == 127) ::sched_yield();
    }
  }
  void unlock() noexcept { locked_.store(0, std::memory_order_release); }

 private:
  std::atomic<std::uint32_t> locked_{0};
};

class SpinGuard {
 public:
  explicit SpinGuard(SpinLock& lock) noexcept : lock_(lock) { lock_.lock(); }
  ~SpinGuard() { lock_.unlock(); }
  SpinGuard(const SpinGuard&) = delete;  // would unlock twice
  SpinGuard& operator=(const SpinGuard&) = delete;

 private:
  SpinLock& lock_;
};

}  // namespace highwater::counting
