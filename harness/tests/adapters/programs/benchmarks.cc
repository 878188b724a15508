// SPDX-License-Identifier: Apache-2.0
// Benchmarks whose memory is known; GROWN makes one of them allocate more.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <vector>

namespace {

#if defined(GROWN)
constexpr std::size_t kBuffers = 3;
#else
constexpr std::size_t kBuffers = 1;
#endif

void fill(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    std::vector<std::vector<char>> buffers(kBuffers);
    for (std::vector<char>& buffer : buffers) buffer.resize(static_cast<std::size_t>(state.range(0)));
    benchmark::DoNotOptimize(buffers.data());
  }
}
BENCHMARK(fill)->Arg(10000)->Arg(200000)->Iterations(32);

void keep(benchmark::State& state) {
  // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): that they are kept is the point
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(std::malloc(1000));
}
BENCHMARK(keep)->Iterations(32);

}  // namespace

BENCHMARK_MAIN();
