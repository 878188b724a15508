// SPDX-License-Identifier: Apache-2.0
// Reads what Google Benchmark writes with --benchmark_format=json: the memory numbers of each benchmark.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "result/measurement.h"

namespace highwater {

// One benchmark. Its peak is max_bytes_used. The other numbers are those of one iteration, rounded to the
// nearest, because how many iterations there were depends on how fast the machine was: allocations
// (allocs_per_iter), allocated bytes and retained bytes (total_allocated_bytes and net_heap_growth over the
// iterations that were counted). Retained blocks are not known, and 0.
struct BenchmarkNumbers {
  std::string name;                    // as Google Benchmark has it
  std::string scenario;                // the same as the name of a scenario
  Metrics metrics;                     // of several repetitions the largest
  std::optional<std::string> failure;  // what it says of itself, if it failed
};

// Every benchmark of a file, in its order. `path` is for messages. Errors (kUsage): not Google Benchmark's
// JSON, or of another version; no benchmark in it; one without memory numbers; two whose names become one.
Expected<std::vector<BenchmarkNumbers>> benchmarks_from_json(std::string_view text, const std::string& path);

// "BM_Fill<int, 8>/4096" -> "BM_Fill_int__8_/4096": what a scenario's name may not have becomes '_'.
std::string scenario_of_benchmark(const std::string& name);

}  // namespace highwater
