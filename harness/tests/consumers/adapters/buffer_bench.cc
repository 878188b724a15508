// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

static void copies(benchmark::State& state) {
  for (auto _ : state) {
    char* const buffer = new char[4096];
    benchmark::DoNotOptimize(buffer);
    delete[] buffer;
  }
}
BENCHMARK(copies);
