// SPDX-License-Identifier: Apache-2.0
// The order of things around each call: releases are counted before the real free, since another thread may
// be given the address right after it; allocations after success.
#include "counting/allocation.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "counting/bootstrap_arena.h"
#include "counting/events.h"
#include "counting/next.h"
#include "counting/runtime.h"

namespace highwater::counting {
namespace {

void* record(void* block, std::size_t size, const void* caller) noexcept {
  if (block != nullptr)
    note_allocated(block, size, caller);
  else
    note_failed(size);
  return block;
}

// Every plain allocation: `allocate` forwards, `size` is what the program asked for.
template <typename Allocate>
void* counted(std::size_t size, const void* caller, Allocate allocate) noexcept {
  if (!is_counting()) return allocate();
  if (!is_outermost()) {
    note_nested(size);
    return allocate();
  }
  const Outermost outermost(Phase::kAllocating);
  return record(allocate(), size, caller);
}

// Several threads, or a watched process of which nothing is recorded now: what is counted at once.
bool is_allocated_among_threads() noexcept {
  return (mode() == Mode::kThreads ||
          (mode() == Mode::kWatched && !is_recording(recording_accountant.word()))) &&
         is_outermost();
}
bool is_released_among_threads(const void* block) noexcept {
  return (mode() == Mode::kThreads ||
          (mode() == Mode::kWatched &&
           recording_accountant.is_for_counters_alone(recording_accountant.word(), block))) &&
         is_outermost();
}

// What the common case has left: several threads; blocks whose size does not fit where it is found at once;
// before counting begins, in a process that is not measured, and in calls from inside another entry.
[[gnu::noinline]] void* record_otherwise(void* block, std::size_t size, const void* caller) noexcept {
  return record(block, size, caller);
}

// In a watched process with one thread.
[[gnu::noinline]] void* malloc_watched(std::size_t size, const void* caller) noexcept {
  const std::uint32_t word = recording_accountant.word();
  void* const block = next.malloc(size);
  if (!is_recording(word)) [[likely]] {
    if (accountant.allocated_alone(block, size)) [[likely]]
      return block;
  } else if (block != nullptr && note_recorded_alone(block, size, caller, word)) {
    return block;
  }
  return record(block, size, caller);
}

[[gnu::noinline]] void* malloc_otherwise(std::size_t size, const void* caller) noexcept {
  if (mode() == Mode::kAloneWatched) return malloc_watched(size, caller);
  if (is_allocated_among_threads()) {
    void* const block = next.malloc(size);
    if (block != nullptr && accountant.allocated_at_once(block, size)) [[likely]]
      return block;
    return record(block, size, caller);
  }
  if (mode() == Mode::kAloneWithSites) {
    void* const block = next.malloc(size);
    if (block != nullptr && note_allocated_alone(block, size, caller)) [[likely]]
      return block;
    return record(block, size, caller);
  }
  ensure_started();
  if (is_starting()) return bootstrap_arena.allocate(size);
  return counted(size, caller, [=] { return next.malloc(size); });
}

[[gnu::noinline]] void look_and_free(void* block, std::int64_t size) noexcept {
  accountant.ledger().look();
  accountant.ledger().subtract_alone(size);
  next.free(block);
}

// The same; false: nothing has happened.
bool is_freed_watched(void* block) noexcept {
  const std::uint32_t word = recording_accountant.word();
  if (!recording_accountant.is_for_counters_alone(word, block)) {
    if (!note_recorded_released_alone(block, word)) return false;
    next.free(block);
    return true;
  }
  const std::int64_t size = accountant.take_alone(block);
  if (size == SizeMap::kUnknown) return false;
  if (accountant.ledger().must_look()) [[unlikely]] {
    look_and_free(block, size);
    return true;
  }
  accountant.ledger().subtract_alone(size);
  next.free(block);
  return true;
}

[[gnu::noinline]] void free_otherwise(void* block) noexcept {
  if (block == nullptr) return;
  if (mode() == Mode::kAloneWatched && is_freed_watched(block)) return;
  if (is_released_among_threads(block) && accountant.released_at_once(block)) {
    next.free(block);
    return;
  }
  if (mode() == Mode::kAloneWithSites && note_released_alone(block)) {
    next.free(block);
    return;
  }
  if (bootstrap_arena.owns(block)) return;
  ensure_started();
  if (is_starting()) return;  // allocated by nobody that we could reach; there is no free yet
  count_release(block);
  if (!is_outermost()) {
    next.free(block);
    return;
  }
  const Outermost outermost(Phase::kReleasing);
  next.free(block);
}

void* move_out_of_bootstrap(void* block, std::size_t size, const void* caller) noexcept {
  void* fresh = on_malloc(size, caller);
  const std::size_t old = bootstrap_arena.size_of(block);
  if (fresh != nullptr) ::memcpy(fresh, block, old < size ? old : size);
  return fresh;
}

}  // namespace

// The common case first. Nothing notes that the thread is inside: glibc's allocator calls no entry of ours.
void* on_malloc(std::size_t size, const void* caller) noexcept {
  if (mode() != Mode::kAlone) [[unlikely]]
    return malloc_otherwise(size, caller);
  void* const block = next.malloc(size);
  if (accountant.allocated_alone(block, size)) [[likely]]
    return block;
  return record_otherwise(block, size, caller);
}

// A null pointer has no size.
void on_free(void* block) noexcept {
  if (mode() != Mode::kAlone) [[unlikely]]
    return free_otherwise(block);
  const std::int64_t size = accountant.take_alone(block);
  if (size == SizeMap::kUnknown) [[unlikely]]
    return free_otherwise(block);
  if (accountant.ledger().must_look()) [[unlikely]]
    return look_and_free(block, size);
  accountant.ledger().subtract_alone(size);
  next.free(block);
}

void* on_calloc(std::size_t count, std::size_t size, const void* caller) noexcept {
  ensure_started();
  notice_threads();
  std::size_t bytes = 0;
  const bool overflows = __builtin_mul_overflow(count, size, &bytes);
  if (is_starting()) return overflows ? nullptr : bootstrap_arena.allocate(bytes);
  if (overflows) return next.calloc(count, size);  // which refuses it, in its own way
  const std::size_t own = own_objects(count, size, caller);
  return counted(bytes - own * size, caller, [=] { return next.calloc(count, size); });
}

void* on_realloc(void* block, std::size_t size, const void* caller) noexcept {
  if (block == nullptr) return on_malloc(size, caller);
  ensure_started();
  if (bootstrap_arena.owns(block)) return size == 0 ? nullptr : move_out_of_bootstrap(block, size, caller);
  if (!is_counting() || !is_outermost()) {
    if (is_counting()) note_nested(size);
    return next.realloc(block, size);
  }
  const Outermost outermost(Phase::kAllocating);
  const TakenBlock old = take_block(block);
  void* moved = next.realloc(block, size);
  if (moved != nullptr) {
    note_reallocated(old, moved, size, caller);
  } else if (size == 0) {
    note_realloc_freed(old);  // glibc frees; C23 leaves it undefined
  } else {
    note_realloc_failed(old, block);
    note_failed(size);
  }
  return moved;
}

int on_posix_memalign(void** block, std::size_t alignment, std::size_t size, const void* caller) noexcept {
  ensure_started();
  int error = ENOMEM;
  if (is_starting()) return error;
  void* result = nullptr;
  int its_errno = errno;
  const auto allocate = [&]() -> void* {
    error = next.posix_memalign(&result, alignment, size);
    if (error == 0) return result;
    its_errno = errno;
    errno = error;  // as the others tell why they failed
    return nullptr;
  };
  counted(size, caller, allocate);
  if (error == 0)
    *block = result;
  else
    errno = its_errno;
  return error;
}

void* on_aligned_alloc(std::size_t alignment, std::size_t size, const void* caller) noexcept {
  ensure_started();
  if (is_starting()) return nullptr;
  return counted(size, caller, [=] { return next.aligned_alloc(alignment, size); });
}

void* on_memalign(std::size_t alignment, std::size_t size, const void* caller) noexcept {
  ensure_started();
  if (is_starting()) return nullptr;
  return counted(size, caller, [=] { return next.memalign(alignment, size); });
}

// valloc and pvalloc are memalign at page size; an allocator library need not have them.
void* on_valloc(std::size_t size, const void* caller) noexcept {
  return on_memalign(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)), size, caller);
}

void* on_pvalloc(std::size_t size, const void* caller) noexcept {
  ensure_started();
  if (is_starting()) return nullptr;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  if (size > SIZE_MAX - page) {
    errno = ENOMEM;
    return nullptr;
  }
  const std::size_t rounded = (size + page - 1) / page * page;
  return counted(size, caller, [=] { return next.memalign(page, rounded == 0 ? page : rounded); });
}

std::size_t on_malloc_usable_size(void* block) noexcept {
  if (block == nullptr) return 0;
  if (bootstrap_arena.owns(block)) return bootstrap_arena.size_of(block);
  ensure_started();
  return next.malloc_usable_size(block);
}

void* on_reallocarray(void* block, std::size_t count, std::size_t size, const void* caller) noexcept {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return on_realloc(block, bytes, caller);
}

bool counts_here(std::size_t size) noexcept {
  if (!is_counting()) return false;
  if (is_outermost()) return true;
  note_nested(size);
  return false;
}

// A block that is still in the books, freed inside another call, is the program's own doing: a new-handler
// makes room, a signal handler interrupts the allocator. One that the outer call releases has left the books,
// and one that the allocator made for itself was never in them. A signal handler that frees one in the middle
// of the counting would find it half done.
void count_release(void* block) noexcept {
  if (!is_counting()) return;
  if (interrupts_counting()) return note_untracked(0);
  if (thread_phase == Phase::kOutside) return note_released(block);
  if (thread_phase == Phase::kApart) return;
  const TakenBlock taken = take_block(block);
  if (taken.known) note_realloc_freed(taken);
}

}  // namespace highwater::counting
