// SPDX-License-Identifier: Apache-2.0
// Where a stack ends, and whether an address may be looked at. Used by the unwinder.
#pragma once

#include <errno.h>
#include <sys/syscall.h>

#include <cstdint>

extern "C" {
// The upper end of the main thread's stack, which ld.so exports. Weak: a loader may have none.
extern __attribute__((weak)) void* __libc_stack_end;
}

namespace highwater::counting {

// No frame of the calling thread lies above it; kNoLimit when `sp` is on no stack of libc's. glibc puts a
// thread's control block at the upper end of its stack, and the main thread's stack above everything else.
// A fiber's stack is taken for part of what is below the next of these ends.
inline constexpr std::uintptr_t kNoLimit = UINTPTR_MAX;
[[gnu::always_inline]] inline std::uintptr_t stack_limit(std::uintptr_t sp) noexcept {
  const auto thread = reinterpret_cast<std::uintptr_t>(__builtin_thread_pointer());
  if (sp < thread) return thread;
  if (&__libc_stack_end == nullptr) return kNoLimit;
  const auto main = reinterpret_cast<std::uintptr_t>(__libc_stack_end);
  return sp < main ? main : kNoLimit;
}

// Whether 8 bytes can be read at `address`, asked of the kernel: it copies a signal set from there before it
// finds that -1 is no way to change the mask. For guesses only; it costs a system call.
inline bool is_readable(std::uintptr_t address) noexcept {
#if defined(__x86_64__)
  std::int64_t result = SYS_rt_sigprocmask;
  register std::int64_t size __asm__("r10") = 8;
  __asm__ volatile("syscall"
                   : "+a"(result)
                   : "D"(std::int64_t{-1}), "S"(address), "d"(std::int64_t{0}), "r"(size)
                   : "rcx", "r11", "memory");
#elif defined(__aarch64__)
  register std::int64_t result __asm__("x0") = -1;
  register std::uintptr_t set __asm__("x1") = address;
  register std::int64_t old __asm__("x2") = 0;
  register std::int64_t size __asm__("x3") = 8;
  register std::int64_t number __asm__("x8") = SYS_rt_sigprocmask;
  __asm__ volatile("svc 0" : "+r"(result) : "r"(set), "r"(old), "r"(size), "r"(number) : "memory");
#else
  const std::int64_t result = -EFAULT;
#endif
  return result == -EINVAL;
}

}  // namespace highwater::counting
