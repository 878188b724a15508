// SPDX-License-Identifier: Apache-2.0
// A lock for a few instructions, without memory or libc behind it.
#pragma once

#include <sched.h>

#include <atomic>
#include <cstdint>

namespace highwater::counting {

inline void relax() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// The lock in a word that lies elsewhere: 0 free, 1 held.
inline void lock_word(std::atomic<std::uint32_t>& word) noexcept {
  for (std::uint32_t tries = 0; word.exchange(1, std::memory_order_acquire) != 0; ++tries) {
    // Reading alone leaves the line with the holder until it has unlocked. The holder may have been
    // preempted: waiting longer than it needs when it runs is waiting for the scheduler.
    for (int reads = 0; reads < 128 && word.load(std::memory_order_relaxed) != 0; ++reads) relax();
    if (tries % 4 == 3) ::sched_yield();
  }
}
inline void unlock_word(std::atomic<std::uint32_t>& word) noexcept {
  word.store(0, std::memory_order_release);
}

class SpinLock {
 public:
  void lock() noexcept { lock_word(locked_); }
  void unlock() noexcept { unlock_word(locked_); }

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
