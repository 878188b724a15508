// SPDX-License-Identifier: Apache-2.0
#include "gate/benchmark_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/benchmark_suite.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string file_with(const std::string& runs, const std::string& context = "{}") {
  return R"({"context": )" + context + R"(, "benchmarks": [)" + runs + "]}";
}

std::string run_of(const std::string& name, const std::string& memory, const std::string& more = "") {
  return R"({"name": ")" + name + R"(", "run_type": "iteration", "iterations": 20)" + more + memory + "}";
}

constexpr char kMemory[] =
    R"(, "allocs_per_iter": 1.125, "max_bytes_used": 4504, "total_allocated_bytes": 65944, "net_heap_growth": 0)";

Error error_of(const std::string& text) {
  const auto read = benchmarks_from_json(text, "b.json");
  EXPECT_FALSE(read);
  return read ? Error{} : read.error();
}

// 20 iterations, of which 16 were counted: 65944 / 16 = 4121.5.
TEST(BenchmarkFile, NumbersAreThoseOfOneIteration) {
  const auto read = benchmarks_from_json(file_with(run_of("BM_Fill/4096", kMemory)), "b.json");
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_EQ(read->size(), 1u);
  const BenchmarkNumbers& fill = read->front();
  EXPECT_EQ(fill.scenario, "BM_Fill/4096");
  EXPECT_EQ(fill.metrics.peak_bytes, 4504);
  EXPECT_EQ(fill.metrics.allocations, 1);
  EXPECT_EQ(fill.metrics.allocated_bytes, 4122);
  EXPECT_EQ(fill.metrics.retained_bytes, 0);
  EXPECT_FALSE(fill.failure);
}

// 10 blocks of 100 bytes that are kept, over the 10 iterations that there were.
TEST(BenchmarkFile, FewerIterationsAreCountedAsSuch) {
  const std::string run =
      R"({"name": "BM_Keep", "iterations": 10, "allocs_per_iter": 1, "max_bytes_used": 1000,
          "total_allocated_bytes": 1000, "net_heap_growth": 1000})";
  const auto read = benchmarks_from_json(file_with(run), "b.json");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->front().metrics.retained_bytes, 100);
}

TEST(BenchmarkFile, OfRepetitionsTheLargestCountsAndAggregatesDoNot) {
  const std::string larger =
      R"(, "allocs_per_iter": 3, "max_bytes_used": 9, "total_allocated_bytes": 160, "net_heap_growth": 0)";
  const std::string aggregate = R"({"name": "BM_mean", "run_type": "aggregate", "iterations": 2})";
  const auto read =
      benchmarks_from_json(file_with(run_of("BM", kMemory, R"(, "repetition_index": 0)") + "," +
                                     run_of("BM", larger, R"(, "repetition_index": 1)") + "," + aggregate),
                           "b.json");
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_EQ(read->size(), 1u);
  EXPECT_EQ(read->front().metrics.peak_bytes, 4504);
  EXPECT_EQ(read->front().metrics.allocations, 3);
}

TEST(BenchmarkFile, ABenchmarkThatFailedSaysSo) {
  const std::string run =
      R"({"name": "BM", "run_type": "iteration", "error_occurred": true, "error_message": "no file", "iterations": 0})";
  const auto read = benchmarks_from_json(file_with(run), "b.json");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->front().failure, "no file");
}

TEST(BenchmarkFile, NamesBecomeNamesOfScenarios) {
  EXPECT_EQ(scenario_of_benchmark("BM_Fill/8/iterations:20"), "BM_Fill/8/iterations_20");
  EXPECT_EQ(scenario_of_benchmark("BM_T<std::pair<int, char>>/-1"), "BM_T_std__pair_int__char__/_-1");
  EXPECT_EQ(scenario_of_benchmark("/../a//."), "_/_../a/_/_.");
}

TEST(BenchmarkFile, WithoutMemoryNumbersItIsRefused) {
  const Error error = error_of(file_with(run_of("BM", "")));
  EXPECT_EQ(error.status, ExitStatus::kUsage);
  EXPECT_EQ(error.what,
            "b.json:1: benchmarks[0].allocs_per_iter: missing: the benchmark has no memory numbers");
  EXPECT_THAT(error.hint, HasSubstr("highwater::benchmark"));
  // A memory manager of somebody else's, which counts less.
  EXPECT_THAT(error_of(file_with(run_of("BM", R"(, "allocs_per_iter": 1, "max_bytes_used": 1)"))).what,
              HasSubstr("total_allocated_bytes: missing"));
}

TEST(BenchmarkFile, OfNoIterationItIsRefused) {
  std::string run = run_of("BM", kMemory);
  run.replace(run.find("\"iterations\": 20"), 16, "\"iterations\": 0");
  EXPECT_EQ(error_of(file_with(run)).what, "b.json:1: benchmarks[0].iterations: expected 1 or more, found 0");
}

TEST(BenchmarkFile, OfAnotherVersionItIsRefused) {
  const Error error = error_of(file_with(run_of("BM", kMemory), R"({"json_schema_version": 2})"));
  EXPECT_EQ(error.what, "b.json:1: context.json_schema_version: 2, and this version reads 1");
  EXPECT_FALSE(error.hint.empty());
  EXPECT_TRUE(
      benchmarks_from_json(file_with(run_of("BM", kMemory), R"({"json_schema_version": 1})"), "b.json"));
}

TEST(BenchmarkFile, WithoutBenchmarksItIsRefused) {
  EXPECT_EQ(error_of(file_with("")),
            (Error{ExitStatus::kUsage, "b.json:1: benchmarks: empty, there is nothing to compare",
                   "did --benchmark_filter leave any?"}));
  EXPECT_THAT(error_of(file_with(R"({"name": "BM_mean", "run_type": "aggregate"})")).hint,
              HasSubstr("aggregates_only"));
}

TEST(BenchmarkFile, SomethingElseIsRefused) {
  EXPECT_THAT(error_of(R"({"schema": 1})").what,
              HasSubstr("context: missing: not a file of Google Benchmark"));
  EXPECT_THAT(error_of(R"({"context": {}})").what, HasSubstr("benchmarks: missing"));
  EXPECT_THAT(error_of("").what, StartsWith("b.json:1: the file is empty"));
  EXPECT_THAT(error_of("BM_Fill  12 ns").what, StartsWith("b.json:1"));
}

TEST(BenchmarkFile, NumbersThatCannotBeAreRefused) {
  const auto with = [](const char* number) {
    return file_with(run_of("BM", std::string(R"(, "allocs_per_iter": 1, "max_bytes_used": )") + number +
                                      R"(, "total_allocated_bytes": 1, "net_heap_growth": 0)"));
  };
  EXPECT_THAT(error_of(with("-1")).what, HasSubstr("max_bytes_used: expected 0 or more"));
  EXPECT_THAT(error_of(with("1e300")).what, HasSubstr("max_bytes_used: expected a number up to"));
  EXPECT_FALSE(benchmarks_from_json(with("\"1\""), "b.json"));
}

TEST(BenchmarkFile, TwoNamesThatBecomeOneAreRefused) {
  EXPECT_EQ(error_of(file_with(run_of("BM<1>", kMemory) + "," + run_of("BM(1)", kMemory))).what,
            "b.json:1: benchmarks[1].name: \"BM<1>\" and \"BM(1)\" both are scenario BM_1_");
}

}  // namespace
}  // namespace highwater
