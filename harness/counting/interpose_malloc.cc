// SPDX-License-Identifier: Apache-2.0
// The malloc family as the program sees it: nothing but forwarding. <stdlib.h> is left out because its
// attributes (malloc, alloc_size, …) describe callers' promises that an implementation must not make to its
// own compiler.
#include <cstddef>

#include "counting/allocation.h"
#include "counting/export.h"
#include "counting/own.h"

using namespace highwater::counting;

#define HIGHWATER_CALLER __builtin_return_address(0)

extern "C" {

HIGHWATER_EXPORT void* malloc(std::size_t size) noexcept {
  return on_malloc(size, HIGHWATER_CALLER);
}
HIGHWATER_EXPORT void* calloc(std::size_t count, std::size_t size) {
  return on_calloc(count, size, HIGHWATER_CALLER);
}
HIGHWATER_EXPORT void* realloc(void* block, std::size_t size) {
  return on_realloc(block, size, HIGHWATER_CALLER);
}
HIGHWATER_EXPORT void* reallocarray(void* block, std::size_t count, std::size_t size) {
  return on_reallocarray(block, count, size, HIGHWATER_CALLER);
}
HIGHWATER_EXPORT void free(void* block) {
  on_free(block);
}
HIGHWATER_EXPORT void free_sized(void* block, std::size_t) {
  on_free(block);
}
HIGHWATER_EXPORT void free_aligned_sized(void* block, std::size_t, std::size_t) {
  on_free(block);
}
HIGHWATER_EXPORT int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  return on_posix_memalign(block, alignment, size, HIGHWATER_CALLER);
}
HIGHWATER_EXPORT void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return on_aligned_alloc(alignment, size, HIGHWATER_CALLER);
}
HIGHWATER_EXPORT void* memalign(std::size_t alignment, std::size_t size) {
  return on_memalign(alignment, size, HIGHWATER_CALLER);
}
HIGHWATER_EXPORT void* valloc(std::size_t size) {
  return on_valloc(size, HIGHWATER_CALLER);
}
HIGHWATER_EXPORT void* pvalloc(std::size_t size) {
  return on_pvalloc(size, HIGHWATER_CALLER);
}
HIGHWATER_EXPORT std::size_t malloc_usable_size(void* block) {
  return on_malloc_usable_size(block);
}

void* highwater_own_malloc(std::size_t size) noexcept __attribute__((alias("malloc")));

}  // extern "C"
