// SPDX-License-Identifier: Apache-2.0
// Memory for the unwinder's tables that is no part of the target's heap. Used by rule_cache.cc and
// locations.cc.
#pragma once

#include <errno.h>
#include <sys/mman.h>

#include <cstddef>

namespace highwater::counting {

// Zeroed; null when there is none (RLIMIT_AS, say). A page exists when it is written to.
inline void* map_pages(std::size_t bytes) noexcept {
  const int saved_errno = errno;  // the target's, in the middle of its malloc
  void* const memory =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  errno = saved_errno;
  return memory == MAP_FAILED ? nullptr : memory;
}

inline void unmap_pages(void* memory, std::size_t bytes) noexcept {
  const int saved_errno = errno;
  ::munmap(memory, bytes);
  errno = saved_errno;
}

}  // namespace highwater::counting
