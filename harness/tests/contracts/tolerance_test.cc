// SPDX-License-Identifier: Apache-2.0
// How far a number varies is measured by `update`, kept, shown, and decides what gates it.
#include <gtest/gtest.h>

#include "tests/contracts/varying_project.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class MeasuredTolerance : public testing::Test {
 protected:
  VaryingProject project_;
};

TEST_F(MeasuredTolerance, ADeterministicScenarioIsExactAndKeepsTheSmallDefault) {
  project_.plays({"iterate", "10", "0", "5000"});
  const Ran ran = project_.update();
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, Not(HasSubstr("varies")));
  const nlohmann::json baseline = project_.baseline();
  EXPECT_EQ(baseline["measured"]["runs"], 5);
  const nlohmann::json peak = baseline["metrics"]["peak_bytes"];
  EXPECT_EQ(peak["class"], "EXACT");
  EXPECT_EQ(peak["minimum"], 5000);
  EXPECT_EQ(peak["maximum"], 5000);
  EXPECT_EQ(peak["absolute"], 1024);
}

// Up to 1,000,000 more than 1,000,000: no five runs lie within a tenth.
TEST_F(MeasuredTolerance, ANoisyNumberIsNamedAndOnlyALimitGatesIt) {
  project_.plays({"flaky", "1000000", "1000000"});
  const Ran ran = project_.update({"--runs", "12"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(
      ran.out,
      ContainsRegex("note  a/b: peak_bytes is NOISY: [0-9,]+ to [0-9,]+ in 12 runs; nothing gates it"));
  EXPECT_THAT(ran.out,
              ContainsRegex("note  a/b: varies: [^ ]*read_clock <- main: peak_bytes [0-9,]+ to [0-9,]+"));
  EXPECT_THAT(ran.out, HasSubstr("note  a/b: it may be time: "));
  EXPECT_EQ(project_.baseline()["metrics"]["peak_bytes"]["class"], "NOISY");
  EXPECT_EQ(project_.baseline()["metrics"]["allocations"]["class"], "EXACT");

  project_.plays({"flaky", "9000000", "1"});
  const Ran loose = project_.check();
  EXPECT_THAT(loose, Succeeds());
  project_.write_limit("peak_bytes", 2'500'000);
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "peak "));
}

TEST_F(MeasuredTolerance, NothingGatedIsNoPass) {
  project_.plays({"flaky", "1000000", "1000000"});
  EXPECT_THAT(project_.update({"--runs", "12"}), Succeeds());
  nlohmann::json baseline = project_.baseline();
  baseline.erase("digest");
  for (auto& metric : baseline["metrics"]) metric["class"] = "NOISY";
  project_.write(project_.baseline_path("a/b"), baseline.dump(2) + "\n");
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kBaseline, "nothing is gated", "\"limit\""));
}

// Up to 20,000 more than 1,000,000 is 2 %: twice the spread is tolerated, which is more than 1 %.
TEST_F(MeasuredTolerance, ASmallSpreadIsStableAndWidensTheTolerance) {
  project_.plays({"flaky", "1000000", "20000"});
  EXPECT_THAT(project_.update({"--runs", "10"}), Succeeds());
  const nlohmann::json peak = project_.baseline()["metrics"]["peak_bytes"];
  EXPECT_EQ(peak["class"], "STABLE");
  const std::int64_t spread = peak["maximum"].get<std::int64_t>() - peak["minimum"].get<std::int64_t>();
  EXPECT_EQ(peak["absolute"], 2 * spread);
  project_.plays({"flaky", "1100000", "20000"});
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "peak "));
}

TEST_F(MeasuredTolerance, CheckRunsJudgesTheMedianAndSaysWhatWasExact) {
  project_.plays({"flaky", "1000000", "0"});
  project_.accept();
  project_.plays({"flaky", "1000000", "9000"});
  const Ran ran = project_.check({"--runs", "9"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(
      ran.out,
      ContainsRegex("peak_bytes was EXACT when it was accepted, and is [0-9,]+ to [0-9,]+ in these 9 runs"));
}

TEST_F(MeasuredTolerance, RunsAreANumber) {
  project_.plays({"iterate", "10", "0", "5000"});
  EXPECT_THAT(project_.update({"--runs", "0"}), Says(ExitStatus::kUsage, "--runs"));
  EXPECT_THAT(project_.update({"--runs", "1"}), Succeeds());
  EXPECT_FALSE(project_.baseline()["metrics"]["peak_bytes"].contains("class"));
}

}  // namespace
}  // namespace highwater
