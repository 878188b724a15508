// SPDX-License-Identifier: Apache-2.0
#include "compare/selftest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// 10,000 bytes at the peak, 2000 in 3 blocks retained; 20,000 in 50 allocations. Default tolerances: 1
// KiB, 4.
class SelftestOf : public testing::Test {
 protected:
  SelftestOf() {
    plain_.numbers.region = "work";
    plain_.numbers.metrics = {.peak_bytes = 10000,
                              .retained_bytes = 2000,
                              .retained_blocks = 3,
                              .allocated_bytes = 20000,
                              .allocations = 50,
                              .peak_rss_bytes = std::nullopt};
    plain_.numbers.peak = {10000, 10000};
    plain_.iterations = 10;
    for (const Metric metric : {Metric::kPeakBytes, Metric::kRetainedBytes, Metric::kRetainedBlocks,
                                Metric::kAllocatedBytes, Metric::kAllocations})
      expected_[metric] = {.value = value_of(plain_.numbers.metrics, metric),
                           .tolerance = default_tolerance(metric),
                           .limit = std::nullopt};
  }

  InjectionCase plan(InjectionKind kind, Margin margin = Margin::kExact) const {
    return plan_injection(kind, expected_, plain_, margin);
  }

  // A run whose metrics are `now`, compared as `check` does.
  CheckOutcome run(const Metrics& now) const {
    CheckOutcome outcome;
    outcome.region = "work";
    outcome.baseline = Baseline{};
    outcome.baseline->region = "work";
    outcome.baseline->metrics = expected_;
    outcome.measurement = Measurement{};
    outcome.measurement->regions.resize(1);
    outcome.measurement->regions[0].name = "work";
    outcome.measurement->regions[0].metrics = now;
    outcome.measurement->regions[0].peak_upper_bytes = now.peak_bytes;
    judge(outcome);
    return outcome;
  }
  CheckOutcome run_with_peak(std::int64_t peak) const {
    Metrics now = plain_.numbers.metrics;
    now.peak_bytes = peak;
    return run(now);
  }

  PlainRun plain_;
  GatedMetrics expected_;
};

TEST_F(SelftestOf, APeakIsBumpedToOneAboveItsLimit) {
  const InjectionCase entry = plan(InjectionKind::kPeakBump);
  EXPECT_EQ(entry.above.bytes, 1025u);
  EXPECT_EQ(entry.within.bytes, 1024u);
  EXPECT_EQ(entry.above.blocks, 1u);
  EXPECT_EQ(entry.above.in_region, 1u);
  EXPECT_STREQ(entry.above.region, "work");
}

// Both of its metrics at once: 1024 + 1 bytes in 4 + 1 blocks.
TEST_F(SelftestOf, ALeakExceedsBytesAndBlocksTogether) {
  const InjectionCase entry = plan(InjectionKind::kRetainedLeak);
  EXPECT_EQ(entry.above.bytes, 1025u);
  EXPECT_EQ(entry.above.blocks, 5u);
  EXPECT_EQ(entry.within.bytes, 1024u);
  EXPECT_EQ(entry.within.blocks, 4u);
}

// 103 * 10 iterations exceed 1024, 102 * 10 do not.
TEST_F(SelftestOf, ALeakAnIterationAddsUpToTheRetainedBytes) {
  const InjectionCase entry = plan(InjectionKind::kIterationLeak);
  EXPECT_EQ(entry.above.bytes, 103u);
  EXPECT_EQ(entry.metrics.at(0).above, 1030);
  EXPECT_EQ(entry.within.bytes, 102u);
  EXPECT_EQ(entry.metrics.at(0).within, 1020);
}

TEST_F(SelftestOf, WithoutIterationsThereIsNoneToLeakIn) {
  plain_.iterations = 0;
  const InjectionCase entry = plan(InjectionKind::kIterationLeak);
  EXPECT_EQ(entry.not_applicable, "no iterations");
  EXPECT_TRUE(entry.metrics.empty());
  EXPECT_TRUE(entry.problems.empty());
}

TEST_F(SelftestOf, ABurstExceedsAllocationsAndTheirBytes) {
  const InjectionCase entry = plan(InjectionKind::kAllocationBurst);
  EXPECT_EQ(entry.above.bytes, 1025u);  // 1 % of 20,000 is 200
  EXPECT_EQ(entry.above.blocks, 5u);
}

TEST_F(SelftestOf, WhatTheRunHasUsedUpOfItsToleranceIsNotInjected) {
  plain_.numbers.metrics.peak_bytes = 11000;
  plain_.numbers.peak = {11000, 11000};
  const InjectionCase entry = plan(InjectionKind::kPeakBump);
  EXPECT_EQ(entry.above.bytes, 25u);
  EXPECT_EQ(entry.within.bytes, 24u);
}

// Half as much again, and half: 1536 + 1, 512.
TEST_F(SelftestOf, ANumberThatVariesGetsAWiderMargin) {
  const InjectionCase entry = plan(InjectionKind::kPeakBump, Margin::kWide);
  EXPECT_EQ(entry.above.bytes, 1537u);
  EXPECT_EQ(entry.within.bytes, 512u);
}

TEST_F(SelftestOf, AMetricThatIsNotGatedIsNotProven) {
  expected_.erase(Metric::kPeakBytes);
  EXPECT_THAT(plan(InjectionKind::kPeakBump).problems, ElementsAre("peak_bytes is not gated"));
}

// Above 10,000 + 64 KiB, which is more than a quarter of it.
TEST_F(SelftestOf, AToleranceIsTooLooseBeyondAQuarterAnd64KiB) {
  expected_[Metric::kPeakBytes].tolerance = {.absolute = 65536, .relative = 0};
  EXPECT_TRUE(plan(InjectionKind::kPeakBump).problems.empty());
  expected_[Metric::kPeakBytes].tolerance = {.absolute = 65537, .relative = 0};
  EXPECT_THAT(plan(InjectionKind::kPeakBump).problems, ElementsAre(HasSubstr("too loose")));
}

TEST_F(SelftestOf, AHardLimitMakesUpForALooseTolerance) {
  expected_[Metric::kPeakBytes].tolerance = {.absolute = 0, .relative = 1000};
  expected_[Metric::kPeakBytes].limit = 10500;
  const InjectionCase entry = plan(InjectionKind::kPeakBump);
  EXPECT_TRUE(entry.problems.empty());
  EXPECT_EQ(entry.above.bytes, 501u);
}

TEST_F(SelftestOf, WhatTripsAboveAndHoldsWithinIsProven) {
  InjectionCase entry = plan(InjectionKind::kPeakBump);
  enter_above(entry, run_with_peak(11025));
  enter_within(entry, run_with_peak(11024));
  EXPECT_FALSE(looks_noisy(entry));
  conclude(entry);
  EXPECT_TRUE(entry.is_proven()) << testing::PrintToString(entry.problems);
  EXPECT_TRUE(entry.notes.empty());
}

TEST_F(SelftestOf, AProbeThatSeesNothingOfItIsBlind) {
  InjectionCase entry = plan(InjectionKind::kPeakBump);
  enter_above(entry, run_with_peak(10000));
  enter_within(entry, run_with_peak(10000));
  EXPECT_FALSE(looks_noisy(entry) && entry.margin == Margin::kWide);
  conclude(entry);
  EXPECT_THAT(entry.problems,
              ElementsAre("the probe is blind to peak_bytes: 1025 bytes injected, 0 bytes seen"));
}

TEST_F(SelftestOf, AComparisonThatPassesEverythingIsFound) {
  InjectionCase entry = plan(InjectionKind::kPeakBump);
  CheckOutcome broken = run_with_peak(11025);
  for (MetricComparison& compared : broken.comparison->metrics) compared.verdict = Verdict::kPass;
  broken.comparison->worst = Verdict::kPass;
  enter_above(entry, broken);
  conclude(entry);
  EXPECT_THAT(entry.problems, ElementsAre("peak_bytes did not trip at 11025 bytes, 1 bytes above its limit"));
}

TEST_F(SelftestOf, AnExitCodeThatDoesNotFollowTheVerdictIsFound) {
  InjectionCase entry = plan(InjectionKind::kPeakBump);
  CheckOutcome broken = run_with_peak(11025);
  broken.error = Error{ExitStatus::kScenario, "something else", ""};
  enter_above(entry, broken);
  conclude(entry);
  EXPECT_FALSE(entry.is_proven());
}

TEST_F(SelftestOf, ALimitThatTripsTooEarlyIsFound) {
  InjectionCase entry = plan(InjectionKind::kPeakBump);
  enter_above(entry, run_with_peak(11025));
  enter_within(entry, run_with_peak(11025));
  conclude(entry);
  EXPECT_THAT(entry.problems, ElementsAre("peak_bytes trips with 1024 bytes injected, which it may rise by"));
}

TEST_F(SelftestOf, AnotherMetricThatTripsBeforeIsNoted) {
  InjectionCase entry = plan(InjectionKind::kPeakBump);
  enter_above(entry, run_with_peak(11025));
  Metrics now = plain_.numbers.metrics;
  now.peak_bytes = 11024;
  now.allocations = 55;
  enter_within(entry, run(now));
  conclude(entry);
  EXPECT_TRUE(entry.is_proven());
  EXPECT_THAT(entry.notes, ElementsAre("exceeded before peak_bytes is at its limit: allocations"));
}

TEST_F(SelftestOf, ARunThatGivesNoNumbersProvesNothing) {
  InjectionCase entry = plan(InjectionKind::kPeakBump);
  CheckOutcome failed;
  failed.error = Error{ExitStatus::kScenario, "a/b: it died", ""};
  enter_above(entry, failed);
  enter_plain(entry);
  conclude(entry);
  EXPECT_THAT(entry.problems, ElementsAre("the run above the limit gave no numbers: a/b: it died"));
}

TEST_F(SelftestOf, ANumberThatRoseByOtherThanWhatWasInjectedLooksNoisy) {
  InjectionCase entry = plan(InjectionKind::kPeakBump);
  enter_above(entry, run_with_peak(11000));
  EXPECT_TRUE(looks_noisy(entry));
}

TEST(SelftestStatus, IsTheWorstOfCasesAndErrors) {
  SelftestReport report;
  EXPECT_EQ(status_of(report), ExitStatus::kUsage);  // nothing proven is no pass
  report.cases.resize(1);
  EXPECT_EQ(status_of(report), ExitStatus::kOk);
  report.cases[0].not_applicable = "no iterations";
  EXPECT_EQ(status_of(report), ExitStatus::kUsage);
  report.cases[0].problems = {"it did not trip"};
  EXPECT_EQ(status_of(report), ExitStatus::kRegression);
  report.errors = {{ExitStatus::kProbe, "not attached", ""}};
  EXPECT_EQ(status_of(report), ExitStatus::kProbe);
}

}  // namespace
}  // namespace highwater
