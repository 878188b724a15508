// SPDX-License-Identifier: Apache-2.0
// What one stack costs: walked by known rules, found in the memo, and by libunwind for comparison. Measured
// on fibers, on which nothing is above the benchmark: the argument is the number of frames.
#include <benchmark/benchmark.h>
#include <dlfcn.h>
#include <ucontext.h>

#define UNW_LOCAL_ONLY
#include <libunwind.h>

#include <vector>

#include "counting/unwind/pages.h"
#include "counting/unwind/unwinder.h"

namespace highwater::counting {
namespace {

struct Shared {
  Shared() { unwinder.start(tables, &::_dl_find_object); }
  SiteTables* tables = static_cast<SiteTables*>(map_pages(sizeof(SiteTables)));
  StackMemo* memo = static_cast<StackMemo*>(map_pages(sizeof(StackMemo)));
  Unwinder unwinder;
};

Shared& shared() {
  static Shared only;
  return only;
}

using Measure = void (*)(benchmark::State&);

volatile int sink;
benchmark::State* current_state;
Measure current_measure;

__attribute__((noinline, noclone)) void at_depth(int depth) {
  if (depth == 0) {
    current_measure(*current_state);
  } else {
    at_depth(depth - 1);
  }
  sink = depth;
}

// Below the measuring function: at_depth() and libc's function that a fiber starts from.
constexpr int kOtherFrames = 3;

void on_fiber() {
  at_depth(static_cast<int>(current_state->range(0)) - kOtherFrames - 1);
  sink = 0;
}

void run(benchmark::State& state, Measure measure) {
  current_state = &state;
  current_measure = measure;
  std::vector<char> stack(1 << 20);
  ucontext_t back;
  ucontext_t fiber;
  ::getcontext(&fiber);
  fiber.uc_stack.ss_sp = stack.data();
  fiber.uc_stack.ss_size = stack.size();
  fiber.uc_link = &back;
  ::makecontext(&fiber, on_fiber, 0);
  ::swapcontext(&back, &fiber);
}

// What the hooks do.
__attribute__((noinline)) Captured hook(std::uint32_t* frames, StackMemo* memo) {
  const Captured captured = shared().unwinder.capture(__builtin_return_address(0), frames, kMaxDepth, memo);
  benchmark::DoNotOptimize(frames);
  return captured;
}

void report(benchmark::State& state, std::size_t depth) {
  state.counters["frames"] = static_cast<double>(depth);
  state.counters["each"] =
      benchmark::Counter(static_cast<double>(depth) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void walk(benchmark::State& state) {
  std::uint32_t frames[kMaxDepth];
  std::size_t depth = 0;
  for (auto unused : state) {
    (void)unused;
    depth = hook(frames, nullptr).depth;
  }
  report(state, depth);
}
void BM_Walk(benchmark::State& state) {
  run(state, walk);
}

// A memo that never knows the stack.
void walk_and_remember(benchmark::State& state) {
  std::uint32_t frames[kMaxDepth];
  std::size_t depth = 0;
  for (auto unused : state) {
    (void)unused;
    depth = hook(frames, shared().memo).depth;
  }
  report(state, depth);
}
void BM_WalkForMemo(benchmark::State& state) {
  shared().memo->clear();
  run(state, walk_and_remember);
}

void find(benchmark::State& state) {
  std::uint32_t frames[kMaxDepth];
  std::size_t depth = 0;
  std::uint64_t walks = 0;
  for (auto unused : state) {
    (void)unused;
    const Captured captured = hook(frames, shared().memo);
    if (captured.site != StackMemo::kNoSite) continue;
    depth = captured.depth;
    shared().memo->remember(7);
    ++walks;
  }
  if (walks != 1) state.SkipWithError("the memo did not know the stack");
  report(state, depth);
}
void BM_Memo(benchmark::State& state) {
  shared().memo->clear();
  run(state, find);
}

void libunwind(benchmark::State& state) {
  void* frames[kMaxDepth];
  int depth = 0;
  for (auto unused : state) {
    (void)unused;
    depth = ::unw_backtrace(frames, kMaxDepth);
    benchmark::DoNotOptimize(frames);
  }
  report(state, static_cast<std::size_t>(depth));
}
void BM_Libunwind(benchmark::State& state) {
  run(state, libunwind);
}

BENCHMARK(BM_Walk)->Arg(5)->Arg(15)->Arg(60);
BENCHMARK(BM_WalkForMemo)->Arg(5)->Arg(15)->Arg(60);
BENCHMARK(BM_Memo)->Arg(5)->Arg(15)->Arg(60);
BENCHMARK(BM_Libunwind)->Arg(5)->Arg(15)->Arg(60);

}  // namespace
}  // namespace highwater::counting
