// SPDX-License-Identifier: Apache-2.0
// Google Benchmark with its memory counted, and the gate over what it writes: a real program, and its file.
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;

class Benchmarks : public testing::Test {
 protected:
  Benchmarks() { project_.scenario("a/b", {"allocate", "1000", "0"}); }
  // Runs `program` and has its numbers in `file`.
  void run(const char* program, const std::string& file = "bench.json", const std::string& flags = "") {
    ASSERT_THAT(project_.shell(std::string(program) + " --benchmark_out_format=json --benchmark_out=" +
                               project_.path(file) + " " + flags),
                Succeeds());
  }
  Ran check(const Words& more = {}) { return with({"check"}, more); }
  Ran update(const Words& more = {}) { return with({"update"}, more); }
  nlohmann::json benchmark(std::size_t index) {
    return nlohmann::json::parse(project_.text(project_.path("bench.json")))["benchmarks"][index];
  }

  Project project_;

 private:
  Ran with(Words words, const Words& more) {
    words.insert(words.end(), {"--from-benchmark", "bench.json"});
    words.insert(words.end(), more.begin(), more.end());
    return project_.highwater(words);
  }
};

// 16 iterations are counted. A vector of one vector (24 bytes) and its 10000 bytes; Google Benchmark's own
// threads and timers have some hundred bytes in two blocks.
TEST_F(Benchmarks, TheFileHasTheMemory) {
  run(HIGHWATER_TEST_BENCHMARKS);
  const nlohmann::json fill = benchmark(0);
  EXPECT_EQ(fill["name"], "fill/10000/iterations:32");
  EXPECT_GE(fill["max_bytes_used"], 10024);
  EXPECT_LE(fill["max_bytes_used"], 11024);
  EXPECT_GE(fill["allocs_per_iter"], 2);
  EXPECT_LT(fill["allocs_per_iter"], 2.5);
  EXPECT_EQ(fill["net_heap_growth"], 0);
  EXPECT_EQ(benchmark(2)["net_heap_growth"], 16 * 1000);
}

TEST_F(Benchmarks, AreHeldToBaselinesLikeScenarios) {
  run(HIGHWATER_TEST_BENCHMARKS);
  EXPECT_THAT(check(), Says(ExitStatus::kBaseline, "no baselines for"));
  EXPECT_THAT(update(), Says(ExitStatus::kOk, "3 of 3 baselines changed"));
  EXPECT_THAT(check(), Succeeds());
  const nlohmann::json baseline = nlohmann::json::parse(
      project_.text(project_.path("baselines/linux-test-benchmark/keep/iterations_32.json")));
  EXPECT_EQ(baseline["metrics"]["retained_bytes"]["value"], 1000);
  EXPECT_EQ(baseline["metrics"]["allocations"]["value"], 1);
}

TEST_F(Benchmarks, OneThatAllocatesMoreFails) {
  run(HIGHWATER_TEST_BENCHMARKS);
  ASSERT_THAT(update(), Succeeds());
  run(HIGHWATER_TEST_GROWN_BENCHMARKS);
  const Ran ran = check();
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "FAIL  fill/200000/iterations_32"));
  EXPECT_THAT(ran.out, HasSubstr("peak_bytes"));
  EXPECT_THAT(ran.out, HasSubstr("3 checks: 2 REGRESSION, 1 ok"));
  EXPECT_THAT(ran.out, HasSubstr("update --manifest highwater.json --from-benchmark bench.json"));
  // What is shown to be pasted works.
  EXPECT_THAT(update({"fill", "--reason", "three buffers are faster"}),
              Says(ExitStatus::kOk, "2 of 2 baselines changed"));
  EXPECT_THAT(check(), Succeeds());
}

TEST_F(Benchmarks, AChangeNeedsAReason) {
  run(HIGHWATER_TEST_BENCHMARKS);
  ASSERT_THAT(update(), Succeeds());
  run(HIGHWATER_TEST_GROWN_BENCHMARKS);
  EXPECT_THAT(update(), Says(ExitStatus::kUsage, "no reason was given"));
}

TEST_F(Benchmarks, OneThatIsGoneLeavesAnOrphan) {
  run(HIGHWATER_TEST_BENCHMARKS);
  ASSERT_THAT(update(), Succeeds());
  run(HIGHWATER_TEST_BENCHMARKS, "bench.json", "--benchmark_filter=fill");
  EXPECT_THAT(check(), Says(ExitStatus::kBaseline, "keep/iterations_32.json: a baseline without a scenario"));
  // Unless another file has it.
  run(HIGHWATER_TEST_BENCHMARKS, "keep.json", "--benchmark_filter=keep");
  EXPECT_THAT(check({"--from-benchmark", "keep.json"}), Succeeds());
}

// Scenarios and benchmarks have folders of their own: neither are the other's orphans.
TEST_F(Benchmarks, LeaveTheScenariosAlone) {
  ASSERT_THAT(project_.update({"--runs", "1"}), Succeeds());
  run(HIGHWATER_TEST_BENCHMARKS);
  ASSERT_THAT(update(), Succeeds());
  EXPECT_THAT(check(), Succeeds());
  EXPECT_THAT(project_.check(), Succeeds());
}

// Baselines lie where a manifest would have them by default.
TEST_F(Benchmarks, AProjectWithoutScenariosNeedsNoManifest) {
  run(HIGHWATER_TEST_BENCHMARKS);
  const Words fresh = {"--manifest", project_.path("fresh/highwater.json")};
  EXPECT_THAT(update(fresh), Says(ExitStatus::kOk, "3 of 3 baselines changed"));
  EXPECT_THAT(check(fresh), Succeeds());
  EXPECT_THAT(project_.shell("ls fresh/baselines").out, HasSubstr("linux-"));
}

TEST_F(Benchmarks, OneInTwoFilesIsRefused) {
  run(HIGHWATER_TEST_BENCHMARKS);
  run(HIGHWATER_TEST_BENCHMARKS, "again.json", "--benchmark_filter=keep");
  EXPECT_THAT(check({"--from-benchmark", "again.json"}),
              Fails(ExitStatus::kUsage, "benchmark \"keep/iterations:32\" is in bench.json too",
                    "name each file once"));
}

TEST_F(Benchmarks, BadFilesAreRefused) {
  EXPECT_THAT(check(), Says(ExitStatus::kUsage, "bench.json: open: No such file or directory"));
  project_.write(project_.path("bench.json"), R"({"context": {"json_schema_version": 7}, "benchmarks": []})");
  EXPECT_THAT(check(),
              Fails(ExitStatus::kUsage, "json_schema_version: 7", "use a version of Google Benchmark"));
  project_.write(project_.path("bench.json"), R"({"context": {}, "benchmarks": []})");
  EXPECT_THAT(check(), Fails(ExitStatus::kUsage, "nothing to compare", "--benchmark_filter"));
  EXPECT_THAT(update(), Says(ExitStatus::kUsage, "nothing to compare"));
}

TEST_F(Benchmarks, WithoutTheAdapterThereAreNoMemoryNumbers) {
  run(HIGHWATER_TEST_PLAIN_BENCHMARKS);
  EXPECT_THAT(check(),
              Fails(ExitStatus::kUsage, "the benchmark has no memory numbers", "highwater::benchmark"));
}

TEST_F(Benchmarks, OneThatFailedFailsTheGate) {
  run(HIGHWATER_TEST_BENCHMARKS);
  ASSERT_THAT(update(), Succeeds());
  nlohmann::json file = nlohmann::json::parse(project_.text(project_.path("bench.json")));
  file["benchmarks"][2]["error_occurred"] = true;
  file["benchmarks"][2]["error_message"] = "no input";
  project_.write(project_.path("bench.json"), file.dump());
  EXPECT_THAT(check(), Says(ExitStatus::kScenario, "the benchmark failed: no input"));
}

// Zeros would be taken for a benchmark that allocates nothing.
TEST_F(Benchmarks, WithoutCountingTheProgramEnds) {
  const Ran ran = project_.shell(HIGHWATER_TEST_UNCOUNTED_BENCHMARKS);
  EXPECT_THAT(ran,
              Fails(ExitStatus::kProbe, "cannot be counted in this process", "link highwater::benchmark"));
}

}  // namespace
}  // namespace highwater
