// SPDX-License-Identifier: Apache-2.0
// What the interposed functions forward to: each call of the allocator, forwarded once and counted once. Ties
// next.h, attach.h, the accountant and the regions together.
//
// Thread safety: all calls, from any thread, also from signal handlers. errno is as the next allocator leaves
// it.
#pragma once

#include <cstddef>

#include "counting/reentry.h"

namespace highwater::counting {

// Which form of the library this is: start_preloaded.cc or start_linked.cc.
extern const bool is_preloaded;

// Counting has begun in this process, and this is not a forked child of it.
bool is_counting() noexcept;

// Attaches if that has not happened yet. Every entry calls it first; it costs one load after the first time.
void ensure_started() noexcept;

void* on_malloc(std::size_t size) noexcept;
// `caller` is where the call returns to.
void* on_calloc(std::size_t count, std::size_t size, const void* caller) noexcept;
void* on_realloc(void* block, std::size_t size) noexcept;
void on_free(void* block) noexcept;
int on_posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept;
void* on_aligned_alloc(std::size_t alignment, std::size_t size) noexcept;
void* on_memalign(std::size_t alignment, std::size_t size) noexcept;
void* on_valloc(std::size_t size) noexcept;
void* on_pvalloc(std::size_t size) noexcept;
std::size_t on_malloc_usable_size(void* block) noexcept;

void* on_reallocarray(void* block, std::size_t count, std::size_t size) noexcept;

// For operator new and delete, which forward by themselves. counts_here(): this is the outermost call, and
// `size` bytes are to be counted if it succeeds; the caller then holds an Outermost while it forwards.
bool counts_here(std::size_t size) noexcept;
void count_allocation(void* block, std::size_t size) noexcept;
// To be called before the release is forwarded; counts only in the outermost call.
void count_release(void* block) noexcept;

// While one of our look-ups is under way: what it allocates is not the program's.
class LookUp {
 public:
  LookUp() noexcept : before_(thread_phase) {
    if (before_ == Phase::kOutside) thread_phase = Phase::kReleasing;
  }
  ~LookUp() { thread_phase = before_; }
  LookUp(const LookUp&) = delete;
  LookUp& operator=(const LookUp&) = delete;

 private:
  Phase before_;
};

// See interpose_exec.cc.
void before_exec(char* const* arguments) noexcept;
void exec_failed() noexcept;
void before_spawn(char* const* arguments) noexcept;

int region_enter(const char* name) noexcept;
void region_iteration(int handle) noexcept;
void region_leave(int handle) noexcept;

}  // namespace highwater::counting
