// SPDX-License-Identifier: Apache-2.0
// Google Benchmark runs a benchmark once more for its memory, for as many iterations as it had and 16 at
// most; the file has the sums of that run, but not how many iterations it was.
#include "gate/benchmark_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/json_reader.h"

namespace highwater {
namespace {

constexpr std::int64_t kSchema = 1;  // files before there was a number are alike
constexpr std::int64_t kMostMemoryIterations = 16;
// Beyond it no double is a whole number for certain.
constexpr double kLargest = 9e15;

constexpr const char* kLinkHint = "link the benchmarks with highwater::benchmark, which counts their memory";
constexpr const char* kFormatHint =
    "write it with --benchmark_out=FILE --benchmark_out_format=json, without "
    "--benchmark_report_aggregates_only";

Expected<void> check_version(const JsonObject& root) {
  HIGHWATER_TRY(const std::optional<JsonObject> context, root.optional_object("context"));
  if (!context || !root.has("benchmarks"))
    return root.complain(context ? "benchmarks" : "context", "missing: not a file of Google Benchmark",
                         kFormatHint);
  HIGHWATER_TRY(const std::optional<std::int64_t> schema, context->optional_integer("json_schema_version"));
  if (schema && *schema != kSchema)
    return context->complain(
        "json_schema_version", fmt::format("{}, and this version reads {}", *schema, kSchema),
        "use a version of Google Benchmark whose files have that number, or a newer highwater");
  return {};
}

Expected<double> number_in_range(const JsonObject& run, const char* key) {
  if (!run.has(key)) return run.complain(key, "missing: the benchmark has no memory numbers", kLinkHint);
  HIGHWATER_TRY(const double value, run.number(key));
  if (!(std::abs(value) <= kLargest))
    return run.complain(key, fmt::format("expected a number up to {}, found {}", kLargest, value));
  return value;
}

Expected<Metrics> read_metrics(const JsonObject& run) {
  HIGHWATER_TRY(const double allocations, number_in_range(run, "allocs_per_iter"));
  HIGHWATER_TRY(const double peak, number_in_range(run, "max_bytes_used"));
  HIGHWATER_TRY(const double allocated, number_in_range(run, "total_allocated_bytes"));
  HIGHWATER_TRY(const double growth, number_in_range(run, "net_heap_growth"));
  HIGHWATER_TRY(const std::int64_t iterations, run.integer("iterations"));
  if (iterations < 1)
    return run.complain("iterations", fmt::format("expected 1 or more, found {}", iterations));
  if (allocations < 0 || peak < 0 || allocated < 0)
    return run.complain(allocations < 0 ? "allocs_per_iter"
                        : peak < 0      ? "max_bytes_used"
                                        : "total_allocated_bytes",
                        "expected 0 or more");
  const auto counted = static_cast<double>(std::min(iterations, kMostMemoryIterations));
  Metrics metrics;
  metrics.peak_bytes = std::llround(peak);
  metrics.allocations = std::llround(allocations);
  metrics.allocated_bytes = std::llround(allocated / counted);
  metrics.retained_bytes = std::llround(growth / counted);
  return metrics;
}

void raise(Metrics& metrics, const Metrics& other) {
  metrics.peak_bytes = std::max(metrics.peak_bytes, other.peak_bytes);
  metrics.retained_bytes = std::max(metrics.retained_bytes, other.retained_bytes);
  metrics.allocated_bytes = std::max(metrics.allocated_bytes, other.allocated_bytes);
  metrics.allocations = std::max(metrics.allocations, other.allocations);
}

// Statistics over several runs, which are there themselves.
Expected<bool> is_aggregate(const JsonObject& run) {
  HIGHWATER_TRY(const std::optional<std::string> type, run.optional_text("run_type"));
  return type && *type == "aggregate";
}

Expected<void> add(std::vector<BenchmarkNumbers>& all, const JsonObject& run) {
  BenchmarkNumbers numbers;
  HIGHWATER_TRY(numbers.name, run.text("name"));
  numbers.scenario = scenario_of_benchmark(numbers.name);
  if (run.has("error_occurred")) {
    HIGHWATER_TRY(const std::optional<std::string> message, run.optional_text("error_message"));
    numbers.failure = message.value_or("");
  } else {
    HIGHWATER_TRY(numbers.metrics, read_metrics(run));
  }
  const auto known = std::find_if(all.begin(), all.end(), [&](const BenchmarkNumbers& other) {
    return other.scenario == numbers.scenario;
  });
  if (known == all.end()) {
    all.push_back(std::move(numbers));
    return {};
  }
  HIGHWATER_TRY(const std::optional<std::int64_t> repetition, run.optional_integer("repetition_index"));
  if (known->name != numbers.name || repetition.value_or(0) == 0)
    return run.complain(
        "name",
        fmt::format("\"{}\" and \"{}\" both are scenario {}", known->name, numbers.name, numbers.scenario),
        "give one of the two another name");
  if (numbers.failure) known->failure = numbers.failure;
  raise(known->metrics, numbers.metrics);
  return {};
}

}  // namespace

std::string scenario_of_benchmark(const std::string& name) {
  std::string scenario;
  std::size_t begin = 0;
  while (begin <= name.size()) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    std::string segment = name.substr(begin, end - begin);
    for (char& c : segment)
      if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '.' && c != '-') c = '_';
    if (segment.empty() || segment == "." || segment == ".." || segment.front() == '-')
      segment.insert(0, "_");
    if (!scenario.empty()) scenario += '/';
    scenario += segment;
    begin = end + 1;
  }
  return scenario;
}

Expected<std::vector<BenchmarkNumbers>> benchmarks_from_json(std::string_view text, const std::string& path) {
  HIGHWATER_TRY(const JsonDocument document, parse_json(text, path));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  HIGHWATER_TRY_VOID(check_version(root));
  HIGHWATER_TRY(const std::vector<JsonObject> runs, root.objects("benchmarks"));
  std::vector<BenchmarkNumbers> all;
  for (const JsonObject& run : runs) {
    HIGHWATER_TRY(const bool skip, is_aggregate(run));
    if (skip) continue;
    HIGHWATER_TRY_VOID(add(all, run));
  }
  if (all.empty())
    return root.complain("benchmarks",
                         runs.empty() ? "empty, there is nothing to compare" : "aggregates alone",
                         runs.empty() ? "did --benchmark_filter leave any?" : kFormatHint);
  return all;
}

}  // namespace highwater
