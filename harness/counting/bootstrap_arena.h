// SPDX-License-Identifier: Apache-2.0
// Memory for allocations that come before the real allocator is known: dlsym may allocate while it looks
// malloc up. Never freed; free() and realloc() recognise its blocks, however late they come.
//
// Thread safety: allocate from any thread.
#pragma once

#include <cstddef>

namespace highwater::counting {

class BootstrapArena {
 public:
  // Zeroed, aligned to 16 bytes; null when the arena is used up.
  void* allocate(std::size_t size) noexcept;
  bool owns(const void* address) const noexcept {
    return address >= memory_ && address < memory_ + sizeof memory_;
  }
  // REQUIRES: owns(address)
  std::size_t size_of(const void* address) const noexcept;

 private:
  static constexpr std::size_t kAlignment = 16;
  std::size_t used_ = 0;
  alignas(kAlignment) char memory_[64 << 10];
};

extern BootstrapArena bootstrap_arena;

}  // namespace highwater::counting
