// SPDX-License-Identifier: Apache-2.0
// A block's size stands in the 16 bytes before it.
#include "counting/bootstrap_arena.h"

namespace highwater::counting {

BootstrapArena bootstrap_arena;

void* BootstrapArena::allocate(std::size_t size) noexcept {
  if (size > sizeof memory_) return nullptr;
  const std::size_t needed = kAlignment + (size + kAlignment - 1) / kAlignment * kAlignment;
  // A request that does not fit takes nothing away from the next.
  std::size_t start = __atomic_load_n(&used_, __ATOMIC_RELAXED);
  do {
    if (start + needed > sizeof memory_) return nullptr;
  } while (!__atomic_compare_exchange_n(&used_, &start, start + needed, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED));
  char* block = memory_ + start + kAlignment;
  *reinterpret_cast<std::size_t*>(memory_ + start) = size;
  return block;
}

std::size_t BootstrapArena::size_of(const void* address) const noexcept {
  return *reinterpret_cast<const std::size_t*>(static_cast<const char*>(address) - kAlignment);
}

}  // namespace highwater::counting
