// SPDX-License-Identifier: Apache-2.0
#include "gate/each_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TestsIn, AreNamedBySuiteAndCase) {
  EXPECT_THAT(
      tests_in("Running main() from gtest_main.cc\n"
               "Cache.\n  Fills\n  Empties\n"
               "Types/0.  # TypeParam = char\n  AreKept\n"
               "Few/Sizes.\n  AreKept/0  # GetParam() = 111\n  AreKept/1  # GetParam() = \"a  # b\"\n"),
      ElementsAre("Cache.Fills", "Cache.Empties", "Types/0.AreKept", "Few/Sizes.AreKept/0",
                  "Few/Sizes.AreKept/1"));
}

TEST(TestsIn, OtherLinesAreNone) {
  EXPECT_THAT(tests_in("usage: program FILE.\n  --help  says this.\n"), IsEmpty());
  EXPECT_THAT(tests_in("  Indented before any suite\n  Alone\n"), IsEmpty());
  EXPECT_THAT(tests_in("Suite.\n  Case\nloaded 3 files.\n  not_a_test\n"), ElementsAre("Suite.Case"));
  EXPECT_THAT(tests_in(""), IsEmpty());
  EXPECT_THAT(tests_in("Suite."), IsEmpty());
  EXPECT_THAT(tests_in("Suite.\r\n  Case\r\n"), ElementsAre("Suite.Case"));
}

// Allocates as many bytes as the filter has letters.
class FilteredProbe final : public Probe {
 public:
  ProbeKind kind() const override { return ProbeKind::kCounting; }
  Expected<ProbeRun> run(const ProbeRequest& request) override {
    requests.push_back(request);
    if (requests.size() == refusing_run) return fail(ExitStatus::kProbe, "refused");
    ProbeRun run;
    run.measurement.metrics.peak_bytes = static_cast<std::int64_t>(request.command.back().size());
    run.outcome.exit_code = request.command.back().ends_with("Fails") ? 1 : 0;
    run.outcome.interrupted = requests.size() == interrupted_run;
    run.outcome.standard_output.tail = "output";
    return run;
  }
  std::vector<ProbeRequest> requests;
  std::size_t refusing_run = 0;
  std::size_t interrupted_run = 0;
};

class MeasureEachTest : public testing::Test {
 protected:
  EachTest measure() {
    ProbeRequest request;
    request.command = {"./tests", "--flag"};
    request.environment = {"GTEST_TOTAL_SHARDS=2", "GTEST_SHARD_INDEX=0", "A=b"};
    return measure_each_test(probe_, request, {"A.B", "A.Fails", "C.D"},
                             [this](std::size_t i) { told_.push_back(i); });
  }
  FilteredProbe probe_;
  std::vector<std::size_t> told_;
};

TEST_F(MeasureEachTest, RunsNoneAndThenEachByItself) {
  const EachTest each = measure();
  ASSERT_EQ(probe_.requests.size(), 4u);
  EXPECT_THAT(probe_.requests[0].command, ElementsAre("./tests", "--flag", "--gtest_filter=-*"));
  EXPECT_THAT(probe_.requests[1].command, ElementsAre("./tests", "--flag", "--gtest_filter=A.B"));
  EXPECT_THAT(probe_.requests[3].command, ElementsAre("./tests", "--flag", "--gtest_filter=C.D"));
  EXPECT_THAT(each.runs.command, ElementsAre("./tests", "--flag"));
  ASSERT_TRUE(each.runs.no_test);
  ASSERT_EQ(each.runs.tests.size(), 3u);
  EXPECT_EQ(each.runs.tests[0].name, "A.B");
  EXPECT_EQ(each.runs.tests[0].measurement.metrics.peak_bytes, 18);
  EXPECT_FALSE(each.stopped);
  EXPECT_THAT(told_, ElementsAre(0u, 1u, 2u));
}

// They have been dealt out already: a test alone would be dealt to the first shard.
TEST_F(MeasureEachTest, KnowNothingOfShards) {
  measure();
  for (const ProbeRequest& request : probe_.requests) EXPECT_THAT(request.environment, ElementsAre("A=b"));
}

TEST_F(MeasureEachTest, FailedOnesAreMeasuredAndTold) {
  const EachTest each = measure();
  ASSERT_EQ(each.failed.size(), 1u);
  EXPECT_EQ(each.failed[0].name, "A.Fails");
  EXPECT_EQ(each.failed[0].outcome.standard_output.tail, "output");
}

TEST_F(MeasureEachTest, ARefusalEndsItAndKeepsTheOthers) {
  probe_.refusing_run = 3;
  const EachTest each = measure();
  ASSERT_TRUE(each.stopped);
  EXPECT_EQ(each.stopped->status, ExitStatus::kProbe);
  EXPECT_EQ(each.runs.tests.size(), 1u);
  EXPECT_EQ(probe_.requests.size(), 3u);
}

TEST_F(MeasureEachTest, AnInterruptionEndsIt) {
  probe_.interrupted_run = 1;
  const EachTest each = measure();
  ASSERT_TRUE(each.stopped);
  EXPECT_EQ(each.stopped->status, ExitStatus::kInterrupted);
  EXPECT_THAT(each.runs.tests, IsEmpty());
  EXPECT_THAT(told_, IsEmpty());
}

// Says what the commands of a listing would.
class ListingRunner final : public ProcessRunner {
 public:
  Expected<ProcessOutcome> run(const ProcessSpec& spec) override {
    argv = spec.argv;
    return fail(ExitStatus::kUsage, "nothing runs here");
  }
  std::vector<std::string> argv;
};

TEST(TestsOf, OnlyGoogleTestProgramsAreAsked) {
  ListingRunner runner;
  ProbeRequest request;
  request.environment = {"PATH=/usr/bin:/bin"};
  for (const char* const program : {"true", "/bin/sh", "/nonexistent", "/etc/passwd"}) {
    request.command = {program};
    EXPECT_THAT(tests_of(runner, request), IsEmpty());
    EXPECT_THAT(runner.argv, IsEmpty()) << program;
  }
}

}  // namespace
}  // namespace highwater
