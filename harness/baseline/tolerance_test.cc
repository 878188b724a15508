// SPDX-License-Identifier: Apache-2.0
#include "baseline/tolerance.h"

#include <gtest/gtest.h>

#include <limits>

namespace highwater {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

GatedMetric gated(std::int64_t value, std::int64_t absolute, double relative,
                  std::optional<std::int64_t> limit = std::nullopt) {
  return {.value = value, .tolerance = {.absolute = absolute, .relative = relative}, .limit = limit};
}

Verdict judge_exact(const GatedMetric& metric, std::int64_t now) {
  return judge(metric, now, now);
}

TEST(Tolerance, DefaultsAreOnePercentWithAFloor) {
  EXPECT_EQ(default_tolerance(Metric::kPeakBytes), (Tolerance{.absolute = 1024, .relative = 0.01}));
  EXPECT_EQ(default_tolerance(Metric::kRetainedBytes), (Tolerance{.absolute = 1024, .relative = 0.01}));
  EXPECT_EQ(default_tolerance(Metric::kAllocatedBytes), (Tolerance{.absolute = 1024, .relative = 0.01}));
  EXPECT_EQ(default_tolerance(Metric::kRetainedBlocks), (Tolerance{.absolute = 4, .relative = 0.01}));
  EXPECT_EQ(default_tolerance(Metric::kAllocations), (Tolerance{.absolute = 4, .relative = 0.01}));
}

TEST(Tolerance, TheLargerPartCounts) {
  EXPECT_EQ(allowance(gated(100000, 1024, 0.01)), 1024);
  EXPECT_EQ(allowance(gated(102400, 1024, 0.01)), 1024);
  EXPECT_EQ(allowance(gated(102500, 1024, 0.01)), 1025);
  EXPECT_EQ(allowance(gated(-200000, 1024, 0.01)), 2000);
  EXPECT_EQ(allowance(gated(0, 4, 0.5)), 4);
  EXPECT_EQ(allowance(gated(0, 0, 0.5)), 0);
}

TEST(Tolerance, DecimalsAreExactAndRoundDown) {
  EXPECT_EQ(allowance(gated(100, 0, 0.29)), 29);  // 0.29 * 100 is 28.999999999999996 in binary
  EXPECT_EQ(allowance(gated(100, 0, 0.57)), 57);
  EXPECT_EQ(allowance(gated(199, 0, 0.01)), 1);
  EXPECT_EQ(allowance(gated(-199, 0, 0.01)), 1);
  EXPECT_EQ(allowance(gated(1000000000, 0, 0.000000001)), 1);
  for (std::int64_t percent = 0; percent <= 1000; ++percent)
    EXPECT_EQ(allowance(gated(100, 0, static_cast<double>(percent) / 100)), percent);
}

TEST(Tolerance, NothingOverflows) {
  EXPECT_EQ(allowance(gated(kMax, 0, 1)), kMax);
  EXPECT_EQ(allowance(gated(kMax, 0, 2)), kMax);
  EXPECT_EQ(allowance(gated(kMin, 0, 1)), kMax);
  EXPECT_EQ(allowance(gated(kMax, 0, 1e300)), kMax);
  EXPECT_EQ(allowance(gated(0, 0, 1e300)), 0);
  EXPECT_EQ(limit_of(gated(kMax, 1, 0)), kMax);
  EXPECT_EQ(judge_exact(gated(kMax, 0, 1), kMin), Verdict::kImprovement);
  EXPECT_EQ(judge_exact(gated(kMin, kMax, 0), kMin), Verdict::kPass);
}

TEST(Tolerance, TheLimitIsTheLastNumberThatPasses) {
  const GatedMetric metric = gated(100000, 1024, 0.01);
  EXPECT_EQ(limit_of(metric), 101024);
  EXPECT_EQ(judge_exact(metric, 101024), Verdict::kPass);
  EXPECT_EQ(judge_exact(metric, 101025), Verdict::kRegression);
  EXPECT_EQ(judge_exact(metric, 98976), Verdict::kPass);
  EXPECT_EQ(judge_exact(metric, 98975), Verdict::kImprovement);
}

TEST(Tolerance, AZeroBaselineHasItsAbsolutePart) {
  EXPECT_EQ(judge_exact(gated(0, 4, 0.01), 4), Verdict::kPass);
  EXPECT_EQ(judge_exact(gated(0, 4, 0.01), 5), Verdict::kRegression);
  EXPECT_EQ(judge_exact(gated(0, 0, 0.01), 1), Verdict::kRegression);
  EXPECT_EQ(judge_exact(gated(0, 0, 0.01), 0), Verdict::kPass);
}

TEST(Tolerance, ANegativeBaselineWorksLikeAnyOther) {
  const GatedMetric metric = gated(-10000, 100, 0.02);
  EXPECT_EQ(judge_exact(metric, -9800), Verdict::kPass);
  EXPECT_EQ(judge_exact(metric, -9799), Verdict::kRegression);
  EXPECT_EQ(judge_exact(metric, -10200), Verdict::kPass);
  EXPECT_EQ(judge_exact(metric, -10201), Verdict::kImprovement);
}

TEST(Tolerance, AHardLimitTightensAndNeverLoosens) {
  EXPECT_EQ(limit_of(gated(100, 10, 0, 105)), 105);
  EXPECT_EQ(judge_exact(gated(100, 10, 0, 105), 106), Verdict::kRegression);
  EXPECT_EQ(limit_of(gated(100, 10, 0, 1000)), 110);
  EXPECT_EQ(judge_exact(gated(100, 10, 0, 1000), 111), Verdict::kRegression);
  // Set below the baseline: even the accepted number fails.
  EXPECT_EQ(judge_exact(gated(100, 10, 0, 50), 100), Verdict::kRegression);
}

TEST(Tolerance, OfAnUncertainNumberTheNearEndDecides) {
  const GatedMetric metric = gated(100, 10, 0);
  EXPECT_EQ(judge(metric, 110, 500), Verdict::kPass);
  EXPECT_EQ(judge(metric, 111, 500), Verdict::kRegression);
  EXPECT_EQ(judge(metric, 0, 90), Verdict::kPass);
  EXPECT_EQ(judge(metric, 0, 89), Verdict::kImprovement);
  EXPECT_EQ(judge(metric, 0, 500), Verdict::kPass);
}

TEST(Tolerance, ARegressionOutranksAnImprovement) {
  EXPECT_EQ(worst(Verdict::kImprovement, Verdict::kRegression), Verdict::kRegression);
  EXPECT_EQ(worst(Verdict::kImprovement, Verdict::kPass), Verdict::kImprovement);
  EXPECT_EQ(worst(Verdict::kPass, Verdict::kPass), Verdict::kPass);
  // What is waived must not be hidden by an improvement, nor a regression by a waiver.
  EXPECT_EQ(worst(Verdict::kImprovement, Verdict::kWaived), Verdict::kWaived);
  EXPECT_EQ(worst(Verdict::kWaived, Verdict::kUnusedWaiver), Verdict::kUnusedWaiver);
  EXPECT_EQ(worst(Verdict::kUnusedWaiver, Verdict::kRegression), Verdict::kRegression);
  EXPECT_STREQ(name_of(Verdict::kPass), "ok");
  EXPECT_STREQ(name_of(Verdict::kRegression), "regression");
  EXPECT_STREQ(name_of(Verdict::kImprovement), "improvement");
}

}  // namespace
}  // namespace highwater
