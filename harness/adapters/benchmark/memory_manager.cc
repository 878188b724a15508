// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>
#include <highwater/benchmark.h>
#include <highwater/highwater.h>

#include <cstdio>
#include <cstdlib>

// The counting library linked beside this counts without a harness too (counting/runtime.cc).
extern "C" __attribute__((visibility("hidden"))) const char highwater_counts_itself;
extern "C" const char highwater_counts_itself = 1;

namespace highwater::adapter {
namespace {

constexpr int kProbeExit = 5;  // as the highwater command: the probe did not attach

[[noreturn]] void give_up(int result) {
  std::fprintf(stderr,
               "highwater: error: the memory of benchmarks cannot be counted in this process (%d)\n"
               "hint: link highwater::benchmark into the executable itself, neither -static nor with a "
               "sanitizer, and run it by itself or under the counting probe\n",
               result);
  std::fflush(nullptr);
  std::_Exit(kProbeExit);
}

class CountingMemoryManager : public ::benchmark::MemoryManager {
 public:
  void Start() override {
    scope_ = highwater_scope_begin();
    if (scope_ < 0) give_up(scope_);
  }

  void Stop(Result& result) override {
    highwater_numbers numbers{};
    const int read = highwater_scope_read(scope_, &numbers);
    highwater_scope_end(scope_);
    if (read != HIGHWATER_OK) give_up(read);
    result.num_allocs = numbers.allocations;
    result.max_bytes_used = numbers.peak_bytes;
    result.total_allocated_bytes = numbers.allocated_bytes;
    result.net_heap_growth = numbers.live_bytes;
  }
  // The older form, which a version may call and which is pure in this one.
  void Stop(Result* result) override { Stop(*result); }

 private:
  int scope_ = -1;
};

CountingMemoryManager memory_manager;

const bool kIsRegistered = [] {
  ::benchmark::RegisterMemoryManager(&memory_manager);
  return true;
}();

}  // namespace

void register_memory_manager() {
  highwater_numbers numbers{};
  const int result = highwater_snapshot(&numbers);
  if (result != HIGHWATER_OK) give_up(result);
  ::benchmark::RegisterMemoryManager(&memory_manager);
}

}  // namespace highwater::adapter
