// SPDX-License-Identifier: Apache-2.0
#include "compare/renewal.h"

#include <gtest/gtest.h>

#include "baseline/tolerance.h"

namespace highwater {
namespace {

constexpr Metric kPeak = Metric::kPeakBytes;

Runs peaks(const std::vector<std::int64_t>& values) {
  Runs runs;
  for (const std::int64_t value : values) {
    GatedNumbers run;
    run.metrics.peak_bytes = value;
    run.peak = {value, value};
    runs.push_back(run);
  }
  return runs;
}

Renewal first() {
  return {
      .committed = nullptr, .model = {.tolerance = default_tolerance(kPeak), .limit = {}}, .declared = {}};
}

Renewal keeping(const GatedMetric& committed) {
  Renewal renewal = first();
  renewal.committed = &committed;
  return renewal;
}

TEST(Renewal, EqualRunsAreExactAndKeepTheSmallDefault) {
  const GatedMetric gated = renewed(first(), kPeak, peaks({50'000, 50'000, 50'000}));
  EXPECT_EQ(gated.value, 50'000);
  EXPECT_EQ(gated.tolerance, default_tolerance(kPeak));
  EXPECT_EQ(gated.spread, (Spread{.stability = Stability::kExact, .minimum = 50'000, .maximum = 50'000}));
}

// 102,000 - 98,000 is 4 % of the median: twice that, 8,000, is tolerated.
TEST(Renewal, ASmallSpreadWidensTheTolerance) {
  const GatedMetric gated = renewed(first(), kPeak, peaks({98'000, 102'000, 100'000}));
  EXPECT_EQ(gated.value, 100'000);
  EXPECT_EQ(gated.tolerance.absolute, 8'000);
  EXPECT_EQ(gated.spread, (Spread{.stability = Stability::kStable, .minimum = 98'000, .maximum = 102'000}));
}

TEST(Renewal, ALargeSpreadIsNoisyAndOnlyALimitGatesIt) {
  GatedMetric gated = renewed(first(), kPeak, peaks({100'000, 150'000, 120'000}));
  ASSERT_TRUE(gated.spread);
  EXPECT_EQ(gated.spread->stability, Stability::kNoisy);
  EXPECT_FALSE(is_gated(gated));
  EXPECT_EQ(judge(gated, 1'000'000'000, 1'000'000'000), Verdict::kPass);
  gated.limit = 200'000;
  EXPECT_TRUE(is_gated(gated));
  EXPECT_EQ(judge(gated, 200'000, 200'000), Verdict::kPass);
  EXPECT_EQ(judge(gated, 200'001, 200'001), Verdict::kRegression);
  EXPECT_EQ(judge(gated, 1, 1), Verdict::kPass) << "no win can be told from noise";
}

TEST(Renewal, OneRunSaysNothingOfASpread) {
  EXPECT_FALSE(renewed(first(), kPeak, peaks({50'000})).spread);
}

TEST(Renewal, ANumberThatEveryRunPassesStays) {
  const GatedMetric committed{.value = 50'000, .tolerance = default_tolerance(kPeak), .limit = 60'000};
  const GatedMetric gated = renewed(keeping(committed), kPeak, peaks({50'100, 50'200, 50'100}));
  EXPECT_EQ(gated.value, 50'000);
  EXPECT_EQ(gated.tolerance, committed.tolerance);
  EXPECT_EQ(gated.limit, 60'000);
  EXPECT_EQ(gated.spread, (Spread{.stability = Stability::kStable, .minimum = 50'100, .maximum = 50'200}));
}

// 52,000 is beyond 50,000 + 1,024, though the median is not.
TEST(Renewal, OneRunOutsideRenewsTheNumber) {
  const GatedMetric committed{.value = 50'000, .tolerance = default_tolerance(kPeak), .limit = {}};
  const GatedMetric gated = renewed(keeping(committed), kPeak, peaks({50'500, 52'000, 50'400}));
  EXPECT_EQ(gated.value, 50'500);
  EXPECT_EQ(gated.tolerance.absolute, 3'200);  // 2 * (52,000 - 50,400)
}

TEST(Renewal, ANumberThatHasCalmedIsGatedAgain) {
  const GatedMetric noisy{.value = 100'000,
                          .tolerance = default_tolerance(kPeak),
                          .limit = {},
                          .spread = Spread{Stability::kNoisy, 50'000, 150'000}};
  const GatedMetric gated = renewed(keeping(noisy), kPeak, peaks({70'000, 70'000}));
  EXPECT_EQ(gated.value, 70'000);
  EXPECT_TRUE(is_gated(gated));
  EXPECT_EQ(renewed(keeping(noisy), kPeak, peaks({70'000})).value, 100'000) << "one run does not tell";
}

TEST(Renewal, TheToleranceOfAnEarlierSpreadGoesWithIt) {
  const GatedMetric stable{.value = 100'000,
                           .tolerance = {.absolute = 8'000, .relative = 0.01},
                           .limit = {},
                           .spread = Spread{Stability::kStable, 98'000, 102'000}};
  EXPECT_EQ(renewed(keeping(stable), kPeak, peaks({200'000, 200'000})).tolerance.absolute, 1024);
  GatedMetric by_hand = stable;
  by_hand.tolerance.absolute = 9'000;
  EXPECT_EQ(renewed(keeping(by_hand), kPeak, peaks({200'000, 200'000})).tolerance.absolute, 9'000);
}

TEST(Renewal, ADeclaredToleranceGoesBeforeTheDerived) {
  Renewal renewal = first();
  renewal.declared = Tolerance{.absolute = 5, .relative = 0};
  EXPECT_EQ(renewed(renewal, kPeak, peaks({98'000, 102'000})).tolerance.absolute, 5);
}

}  // namespace
}  // namespace highwater
