// SPDX-License-Identifier: Apache-2.0
#include "injection/injector.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>

namespace {

// No allocation is taken away because nobody reads the block, and no call becomes a jump, which would leave
// the caller out of the stack.
void* kept(void* block) noexcept {
  __asm__ volatile("" : "+r"(block) : : "memory");
  return block;
}

}  // namespace

// The sites that a report names.
// NOLINTBEGIN(clang-analyzer-unix.Malloc): the block comes back through the assembler
extern "C" {
[[gnu::noinline, gnu::visibility("hidden")]] void* highwater_selftest_peak_bump(std::size_t bytes) noexcept {
  return kept(malloc(bytes));
}
[[gnu::noinline, gnu::visibility("hidden")]] void* highwater_selftest_retained_leak(
    std::size_t bytes) noexcept {
  return kept(malloc(bytes));
}
[[gnu::noinline, gnu::visibility("hidden")]] void* highwater_selftest_iteration_leak(
    std::size_t bytes) noexcept {
  return kept(malloc(bytes));
}
[[gnu::noinline, gnu::visibility("hidden")]] void* highwater_selftest_allocation_burst(
    std::size_t bytes) noexcept {
  return kept(malloc(bytes));
}
}
// NOLINTEND(clang-analyzer-unix.Malloc)

namespace highwater {
namespace {

class ErrnoKept {
 public:
  ErrnoKept() noexcept : saved_(errno) {}
  ~ErrnoKept() { errno = saved_; }
  ErrnoKept(const ErrnoKept&) = delete;  // would restore twice
  ErrnoKept& operator=(const ErrnoKept&) = delete;

 private:
  int saved_;
};

bool same_name(const char* ordered, const char* name) noexcept {
  std::size_t i = 0;
  for (; i + 1 < kInjectionRegionBytes && name[i] != '\0'; ++i)
    if (ordered[i] != name[i]) return false;
  return ordered[i] == '\0';
}

// By name, so that a library without an exit hook for its programs needs none for this either. Registered
// before the program's own, it is called after them.
void free_at_exit(void* block) noexcept {
  using AtExit = int (*)(void (*)(void*), void*, void*);
  const auto at_exit = reinterpret_cast<AtExit>(::dlsym(RTLD_DEFAULT, "__cxa_atexit"));
  if (at_exit != nullptr) at_exit(free, block, nullptr);
}

// The first block takes what the division leaves over.
template <typename Use>
void share_out(const InjectionOrder& order, Use use) noexcept {
  if (order.blocks == 0) return;
  const std::uint64_t share = order.bytes / order.blocks;
  use(share + order.bytes % order.blocks);
  for (std::uint64_t i = 1; i < order.blocks; ++i) use(share);
}

}  // namespace

void Injector::begin(void** bump) noexcept {
  if (order_.kind == InjectionKind::kPeakBump) *bump = highwater_selftest_peak_bump(order_.bytes);
  const bool is_once =
      order_.kind == InjectionKind::kRetainedLeak || order_.kind == InjectionKind::kAllocationBurst;
  if (!is_once || done_once_.exchange(true)) return;
  if (order_.kind == InjectionKind::kRetainedLeak)
    share_out(order_, [](std::size_t bytes) { highwater_selftest_retained_leak(bytes); });
  else
    share_out(order_, [](std::size_t bytes) { free(highwater_selftest_allocation_burst(bytes)); });
}

void Injector::process_started() noexcept {
  if (is_idle() || order_.in_region != 0) return;
  const ErrnoKept errno_kept;
  void* bump = nullptr;
  begin(&bump);
  if (bump != nullptr) free_at_exit(bump);
}

void Injector::entered(const char* name, int handle) noexcept {
  if (is_idle() || order_.in_region == 0 || handle < 0 || static_cast<std::size_t>(handle) >= count_ ||
      !same_name(order_.region, name))
    return;
  const ErrnoKept errno_kept;
  begin(&passes_[handle].bump);
  passes_[handle].is_ordered.store(true);
}

Injector::Pass* Injector::ordered_pass(int handle) noexcept {
  if (is_idle() || handle < 0 || static_cast<std::size_t>(handle) >= count_) return nullptr;
  Pass* const pass = &passes_[handle];
  return pass->is_ordered.load() ? pass : nullptr;
}

void Injector::iterates(int handle) noexcept {
  if (order_.kind != InjectionKind::kIterationLeak || ordered_pass(handle) == nullptr) return;
  const ErrnoKept errno_kept;
  highwater_selftest_iteration_leak(order_.bytes);
}

void Injector::leaves(int handle) noexcept {
  Pass* const pass = ordered_pass(handle);
  if (pass == nullptr) return;
  const ErrnoKept errno_kept;
  void* const bump = pass->bump;
  pass->bump = nullptr;
  pass->is_ordered.store(false);
  free(bump);
}

}  // namespace highwater
