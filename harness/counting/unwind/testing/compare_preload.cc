// SPDX-License-Identifier: Apache-2.0
// A library to preload: compares both stacks at every allocation of a real program. Used by programs_test.cc.
//
// HIGHWATER_COMPARE names a file, which must be there and empty, to which each process appends what it has
// seen when it ends: "<stacks> <differences> <truncated>", a space and the program; and after it the first
// differences, a pair of addresses in "<file> <offset>" each. HIGHWATER_COMPARE_EVERY: of how many
// allocations one is compared.
//
// The tables are the process's own. Nothing here allocates on the way: libunwind keeps to its own pools.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <atomic>
#include <new>

#include "counting/spin_lock.h"
#include "counting/unwind/pages.h"
#include "counting/unwind/testing/both_stacks.h"

namespace highwater::counting {
namespace {

// Not destroyed: allocations follow the last destructor.
alignas(Unwinder) unsigned char unwinder_memory[sizeof(Unwinder)];
BothStacks stacks;  // one comparison at a time, for libunwind's sake
SpinLock lock;
SiteTables* tables = nullptr;
unsigned every = 1;
std::atomic<std::uint64_t> calls{0};
std::uint64_t compared = 0;
std::uint64_t differences = 0;
std::uint64_t truncated = 0;
std::atomic<std::uint64_t> remembered{0};
std::atomic<std::uint64_t> wrong{0};
constexpr std::size_t kShown = 8;
BothStacks shown[kShown];
__attribute__((tls_model("initial-exec"))) thread_local bool is_inside = false;
__attribute__((tls_model("initial-exec"))) thread_local StackMemo* memo = nullptr;

Unwinder& unwinder() {
  return *std::launder(reinterpret_cast<Unwinder*>(unwinder_memory));
}

__attribute__((constructor)) void start() {
  if (getenv("HIGHWATER_COMPARE") == nullptr) return;
  if (const char* const number = getenv("HIGHWATER_COMPARE_EVERY"))
    every = static_cast<unsigned>(strtoul(number, nullptr, 10));
  if (every == 0) every = 1;
  auto* const fresh = static_cast<SiteTables*>(map_pages(sizeof(SiteTables)));
  if (fresh == nullptr) return;
  new (unwinder_memory) Unwinder;
  unwinder().start(fresh, &::_dl_find_object);
  tables = fresh;
}

// The file that it lies in and the offset there, for objdump.
void show(int file, std::uintptr_t address) {
  Dl_info info{};
  ::dladdr(reinterpret_cast<void*>(address), &info);
  ::dprintf(file, "  %s %#lx", info.dli_fname != nullptr ? info.dli_fname : "?",
            address - reinterpret_cast<std::uintptr_t>(info.dli_fbase));
}

void show(int file, const BothStacks& both) {
  ::dprintf(file, "ours %zu%s theirs %zu%s\n", both.ours.depth, both.ours.is_complete ? "" : "+",
            both.theirs.depth, both.theirs.is_complete ? "" : "+");
  for (std::size_t i = 0; i < both.ours.depth || i < both.theirs.depth; ++i) {
    show(file, i < both.ours.depth ? both.ours.frames[i] : 0);
    show(file, i < both.theirs.depth ? both.theirs.frames[i] : 0);
    ::dprintf(file, "\n");
  }
}

__attribute__((destructor)) void finish() {
  if (tables == nullptr) return;
  is_inside = true;
  const char* const path = getenv("HIGHWATER_COMPARE");
  if (path == nullptr) return;
  const int file = ::open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0) return;
  ::dprintf(file, "%lu %lu %lu %lu %lu %s\n", compared, differences, truncated, remembered.load(),
            wrong.load(), program_invocation_short_name);
  for (std::size_t i = 0; i < kShown && i < differences; ++i) show(file, shown[i]);
  ::close(file);
}

void compare() {
  if (tables == nullptr || is_inside) return;
  is_inside = true;
  const int saved_errno = errno;
  if (memo == nullptr) memo = static_cast<StackMemo*>(map_pages(sizeof(StackMemo)));
  if (memo != nullptr) {
    const Remembered stack = capture_with_memo(unwinder(), *memo);
    if (stack.is_known) remembered.fetch_add(1, std::memory_order_relaxed);
    if (!stack.is_right) wrong.fetch_add(1, std::memory_order_relaxed);
  }
  if (calls.fetch_add(1, std::memory_order_relaxed) % every == 0) {
    const SpinGuard guard(lock);
    capture_both(unwinder(), *tables, &stacks);
    ++compared;
    if (!stacks.ours.is_complete) ++truncated;
    if (!stacks.agree()) {
      if (differences < kShown) memcpy(&shown[differences], &stacks, sizeof stacks);
      ++differences;
    }
  }
  errno = saved_errno;
  is_inside = false;
}

}  // namespace
}  // namespace highwater::counting

extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): glibc's names
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

__attribute__((visibility("default"))) void* malloc(size_t size) {
  highwater::counting::compare();
  return __libc_malloc(size);
}
__attribute__((visibility("default"))) void* calloc(size_t count, size_t size) {
  highwater::counting::compare();
  return __libc_calloc(count, size);
}
__attribute__((visibility("default"))) void* realloc(void* block, size_t size) {
  highwater::counting::compare();
  return __libc_realloc(block, size);
}

}  // extern "C"
