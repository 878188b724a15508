// SPDX-License-Identifier: Apache-2.0
// The process's one accountant, and the order of things around each call: releases are counted before the
// real free, since another thread may be given the address right after it; allocations after success.
#include "counting/runtime.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>

#include "counting/accountant.h"
#include "counting/attach.h"
#include "counting/bootstrap_arena.h"
#include "counting/export.h"
#include "counting/next.h"
#include "counting/own.h"
#include "counting/regions.h"
#include "counting/thread_vector.h"

// Exported by every copy of this library, so that two copies in one program find each other.
extern "C" HIGHWATER_EXPORT const char highwater_counting_library;
extern "C" const char highwater_counting_library = 1;
extern "C" const char highwater_own_marker __attribute__((alias("highwater_counting_library")));

namespace highwater::counting {
namespace {

enum Stage : int { kUnstarted, kStarting, kStarted };

std::atomic<int> stage{kUnstarted};
constinit Accountant accountant;
constinit Regions regions;
constinit ThreadVectors thread_vectors;
Process* process = nullptr;
pid_t owner = 0;
Start started_with{};
const unsigned kNotCounting = 0;
const unsigned* fork_guard = &kNotCounting;

// Of the preloaded library, if it is there: this copy, or the one behind it. A linked copy adds none to its
// program.
std::size_t preloaded_modules() noexcept {
  return is_preloaded || ::dlsym(RTLD_NEXT, "highwater_counting_library") != nullptr ? 1 : 0;
}

// A linked copy comes before a preloaded one in the program's scope; the second stands down and only
// forwards.
bool another_copy_comes_first() noexcept {
  const void* first = ::dlsym(RTLD_DEFAULT, "highwater_counting_library");
  return first != nullptr && first != &highwater_own_marker;
}

void note_own_malloc() noexcept {
  if (::dlsym(RTLD_DEFAULT, "malloc") != reinterpret_cast<void*>(&highwater_own_malloc))
    process->flags.fetch_or(kOwnMalloc);
}

void attach_here() noexcept {
  started_with = initial_stack();
  process = attach(started_with);
  if (process == nullptr) return;
  owner = ::getpid();
  note_own_malloc();
  accountant.start(process);
  regions.start(process, &accountant.ledger());
  thread_vectors.start(preloaded_modules());
  fork_guard = make_fork_guard();
  if (*fork_guard == 0) process->flags.fetch_or(kNoForkGuard);
  ::prctl(PR_GET_NAME, process->command);
  process->pid.store(owner);
  process->state.store(kAttached);
}

void start() noexcept {
  resolve_next();
  if (!another_copy_comes_first()) attach_here();
  ::dlerror();  // a look-up that failed is not the program's
}

// Memory for calls that arrive while start() looks the real functions up.
bool is_starting() noexcept {
  return stage.load(std::memory_order_acquire) == kStarting;
}

bool is_outermost() noexcept {
  return thread_phase == Phase::kOutside;
}

// A call from inside another entry. If that was in the accountant, a signal handler is allocating.
void note_nested(std::size_t size) noexcept {
  if (thread_phase == Phase::kAccounting) accountant.untracked(size);
}

[[gnu::always_inline]] inline void* record(void* block, std::size_t size) noexcept {
  if (block != nullptr) {
    const Accounting accounting;
    accountant.allocated(accounting, block, size);
  }
  return block;
}

// Every plain allocation: `allocate` forwards, `size` is what the program asked for.
template <typename Allocate>
void* counted(std::size_t size, Allocate allocate) noexcept {
  if (!is_counting()) return allocate();
  if (!is_outermost()) {
    note_nested(size);
    return allocate();
  }
  const Outermost outermost(Phase::kAllocating);
  return record(allocate(), size);
}

// Bytes of `count` objects of `size`. An overflow never succeeds, so its value does not matter.
std::size_t product(std::size_t count, std::size_t size) noexcept {
  std::size_t bytes = 0;
  return __builtin_mul_overflow(count, size, &bytes) ? 0 : bytes;
}

// Before counting begins, in a process that is not measured, and in calls from inside another entry.
[[gnu::noinline]] void* malloc_otherwise(std::size_t size) noexcept {
  ensure_started();
  if (is_starting()) return bootstrap_arena.allocate(size);
  return counted(size, [=] { return next.malloc(size); });
}

[[gnu::noinline]] void free_otherwise(void* block) noexcept {
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

void* move_out_of_bootstrap(void* block, std::size_t size) noexcept {
  void* fresh = on_malloc(size);
  const std::size_t old = bootstrap_arena.size_of(block);
  if (fresh != nullptr) ::memcpy(fresh, block, old < size ? old : size);
  return fresh;
}

}  // namespace

bool is_counting() noexcept {
  return *fork_guard != 0;
}

void ensure_started() noexcept {
  if (stage.load(std::memory_order_acquire) == kStarted) return;
  int expected = kUnstarted;
  if (!stage.compare_exchange_strong(expected, kStarting)) return;
  const int saved_errno = errno;
  start();
  errno = saved_errno;
  stage.store(kStarted, std::memory_order_release);
}

// The common case first: counting, and the outermost call.
void* on_malloc(std::size_t size) noexcept {
  if (is_counting() && is_outermost()) [[likely]] {
    const Outermost outermost(Phase::kAllocating);
    return record(next.malloc(size), size);
  }
  return malloc_otherwise(size);
}

void* on_calloc(std::size_t count, std::size_t size, const void* caller) noexcept {
  ensure_started();
  if (is_starting()) return bootstrap_arena.allocate(product(count, size));
  const std::size_t own = thread_vectors.own_objects(count, size, caller);
  return counted(product(count - own, size), [=] { return next.calloc(count, size); });
}

void* on_realloc(void* block, std::size_t size) noexcept {
  if (block == nullptr) return on_malloc(size);
  ensure_started();
  if (bootstrap_arena.owns(block)) return move_out_of_bootstrap(block, size);
  if (!is_counting() || !is_outermost()) {
    if (is_counting()) note_nested(size);
    return next.realloc(block, size);
  }
  const Outermost outermost(Phase::kAllocating);
  Accountant::Taken old;
  {
    const Accounting accounting;
    old = accountant.take(accounting, block);
  }
  void* moved = next.realloc(block, size);
  const Accounting accounting;
  if (moved != nullptr) {
    accountant.reallocated(accounting, old, moved, size);
  } else if (size == 0) {
    accountant.release_taken(accounting, old);  // glibc frees; C23 leaves it undefined
  } else {
    accountant.give_back(accounting, old, block);
  }
  return moved;
}

void on_free(void* block) noexcept {
  if (block == nullptr) return;
  if (is_counting() && is_outermost() && !bootstrap_arena.owns(block)) [[likely]] {
    const Outermost outermost(Phase::kReleasing);
    {
      const Accounting accounting;
      accountant.released(accounting, block);
    }
    next.free(block);
    return;
  }
  free_otherwise(block);
}

int on_posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept {
  ensure_started();
  int error = ENOMEM;
  if (is_starting()) return error;
  void* result = nullptr;
  const auto allocate = [&]() -> void* {
    error = next.posix_memalign(&result, alignment, size);
    return error == 0 ? result : nullptr;
  };
  counted(size, allocate);
  if (error == 0) *block = result;
  return error;
}

void* on_aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  ensure_started();
  if (is_starting()) return nullptr;
  return counted(size, [=] { return next.aligned_alloc(alignment, size); });
}

void* on_memalign(std::size_t alignment, std::size_t size) noexcept {
  ensure_started();
  if (is_starting()) return nullptr;
  return counted(size, [=] { return next.memalign(alignment, size); });
}

// valloc and pvalloc are memalign at page size; an allocator library need not have them.
void* on_valloc(std::size_t size) noexcept {
  return on_memalign(static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)), size);
}

void* on_pvalloc(std::size_t size) noexcept {
  ensure_started();
  if (is_starting()) return nullptr;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  if (size > SIZE_MAX - page) {
    errno = ENOMEM;
    return nullptr;
  }
  const std::size_t rounded = (size + page - 1) / page * page;
  return counted(size, [=] { return next.memalign(page, rounded == 0 ? page : rounded); });
}

std::size_t on_malloc_usable_size(void* block) noexcept {
  if (block == nullptr) return 0;
  if (bootstrap_arena.owns(block)) return bootstrap_arena.size_of(block);
  ensure_started();
  return next.malloc_usable_size(block);
}

void* on_reallocarray(void* block, std::size_t count, std::size_t size) noexcept {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return on_realloc(block, bytes);
}

bool counts_here(std::size_t size) noexcept {
  if (!is_counting()) return false;
  if (is_outermost()) return true;
  note_nested(size);
  return false;
}

void count_allocation(void* block, std::size_t size) noexcept {
  record(block, size);
}

// A block freed inside another release was counted there. One that is freed inside an allocation is the
// program's own doing (a new-handler makes room).
void count_release(void* block) noexcept {
  if (!is_counting() || (thread_phase != Phase::kOutside && thread_phase != Phase::kAllocating)) return;
  const Accounting accounting;
  accountant.released(accounting, block);
}

// Does `arguments` repeat the end of this process's own command line? Then whoever runs it is what was to be
// measured. Both may have holes: a program may clear its own, and Linux takes an exec without any.
bool is_rest_of_own_command(char* const* arguments) noexcept {
  if (arguments == nullptr) return false;
  int count = 0;
  while (arguments[count] != nullptr) ++count;
  if (count == 0 || count >= started_with.argument_count) return false;
  char* const* rest = started_with.arguments + (started_with.argument_count - count);
  for (int i = 0; i < count; ++i)
    if (rest[i] == nullptr || ::strcmp(arguments[i], rest[i]) != 0) return false;
  return true;
}

void before_spawn(char* const* arguments) noexcept {
  if (process != nullptr && is_rest_of_own_command(arguments)) process->flags.fetch_or(kWrapper);
}

// A forked or vforked child has another pid; its exec replaces nothing of ours.
void before_exec(char* const* arguments) noexcept {
  if (process == nullptr) return;
  if (::getpid() == owner) {
    process->state.store(kReplaced);
  } else {
    before_spawn(arguments);
  }
}

void exec_failed() noexcept {
  if (process != nullptr && ::getpid() == owner) process->state.store(kAttached);
}

// A boundary takes the ledger's lock, so a signal handler that allocates meanwhile must not want it too.
int region_enter(const char* name) noexcept {
  ensure_started();
  const Accounting accounting;
  return is_counting() && name != nullptr ? regions.enter(name) : -1;
}

void region_iteration(int handle) noexcept {
  const Accounting accounting;
  if (is_counting()) regions.iteration(handle);
}

void region_leave(int handle) noexcept {
  const Accounting accounting;
  if (is_counting()) regions.leave(handle);
}

}  // namespace highwater::counting
