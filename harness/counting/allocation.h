// SPDX-License-Identifier: Apache-2.0
// What the interposed functions of the allocator forward to: each call forwarded once and counted once.
// `caller` is where the interposed function returns to. Called by interpose_malloc.cc and interpose_new.cc.
//
// Thread safety: all calls, from any thread, also from signal handlers. errno is as the next allocator leaves
// it.
#pragma once

#include <cstddef>

namespace highwater::counting {

void* on_malloc(std::size_t size, const void* caller) noexcept;
void* on_calloc(std::size_t count, std::size_t size, const void* caller) noexcept;
void* on_realloc(void* block, std::size_t size, const void* caller) noexcept;
void* on_reallocarray(void* block, std::size_t count, std::size_t size, const void* caller) noexcept;
void on_free(void* block) noexcept;
int on_posix_memalign(void** block, std::size_t alignment, std::size_t size, const void* caller) noexcept;
void* on_aligned_alloc(std::size_t alignment, std::size_t size, const void* caller) noexcept;
void* on_memalign(std::size_t alignment, std::size_t size, const void* caller) noexcept;
void* on_valloc(std::size_t size, const void* caller) noexcept;
void* on_pvalloc(std::size_t size, const void* caller) noexcept;
std::size_t on_malloc_usable_size(void* block) noexcept;

// For operator new and delete, which forward by themselves. counts_here(): this is the outermost call, and
// `size` bytes are to be counted if it succeeds; the caller then holds an Outermost while it forwards.
bool counts_here(std::size_t size) noexcept;
// To be called before the release is forwarded; counts only in the outermost call.
void count_release(void* block) noexcept;

}  // namespace highwater::counting
