// SPDX-License-Identifier: Apache-2.0
#include "compare/scaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "compare/accept.h"
#include "compare/compare.h"
#include "compare/outcome.h"
#include "compare/outcome_json.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Formula = std::function<std::int64_t(std::int64_t)>;

// Peak by the formula, everything else level.
Measurement measured(const Formula& peak,
                     const std::vector<std::int64_t>& sizes = {1'000'000, 2'000'000, 4'000'000},
                     ProbeKind probe = ProbeKind::kCounting) {
  Measurement measurement;
  measurement.scenario = "a/b";
  measurement.probe = probe;
  for (const std::int64_t size : sizes) {
    Metrics metrics;
    metrics.peak_bytes = peak(size);
    metrics.retained_bytes = 64;
    metrics.allocated_bytes = 100'000'000;
    metrics.allocations = 10;
    measurement.sizes.push_back({size, metrics});
    measurement.metrics = metrics;
  }
  measurement.peak_upper_bytes = measurement.metrics.peak_bytes;
  return measurement;
}

Acceptance accepted(const Measurement& measurement, const std::optional<Baseline>& old = std::nullopt) {
  AcceptRequest request;
  request.scenario = "a/b";
  request.profile = "linux-test";
  request.measurements = {measurement};
  request.reason = "why";
  const Expected<Acceptance> acceptance = accept(old, request);
  EXPECT_TRUE(acceptance) << (acceptance ? "" : acceptance.error().what);
  return acceptance.value_or(Acceptance{});
}

Formula linear(double coefficient, std::int64_t offset) {
  return [=](std::int64_t n) {
    return static_cast<std::int64_t>(coefficient * static_cast<double>(n)) + offset;
  };
}

Formula constant(std::int64_t level) {
  return [=](std::int64_t) { return level; };
}

Formula quadratic() {
  return [](std::int64_t n) { return n / 1000 * (n / 1000) * 8; };
}

// The comparison of the peak of `now` with the baseline that `before` makes.
ScalingComparison compared(const Formula& before, const Formula& now) {
  const auto all = compare_scaling(accepted(measured(before)).baseline, measured(now));
  EXPECT_TRUE(all) << (all ? "" : all.error().what);
  return all ? all->front() : ScalingComparison{};
}

TEST(Scaling, WhatIsUnchangedPasses) {
  const ScalingComparison same = compared(linear(2, 512), linear(2, 512));
  EXPECT_EQ(same.verdict, Verdict::kPass);
  EXPECT_EQ(describe(same), "peak = 2.00 n + 512 B, baseline peak = 2.00 n + 512 B");
}

TEST(Scaling, AHigherClassIsARegression) {
  const ScalingComparison worse = compared(constant(4096), linear(1, 0));
  EXPECT_EQ(worse.verdict, Verdict::kRegression);
  EXPECT_EQ(describe(worse), "peak = 1.00 n, baseline peak = 4.00 KiB; grows as n, not as 1");
  EXPECT_EQ(compared(linear(1, 0), quadratic()).verdict, Verdict::kRegression);
}

TEST(Scaling, AHigherClassIsARegressionEvenWhereEveryNumberIsSmaller) {
  const ScalingComparison worse = compared(constant(10'000'000), linear(0.5, 0));
  EXPECT_EQ(worse.verdict, Verdict::kRegression);
}

TEST(Scaling, ALowerClassIsAnImprovement) {
  EXPECT_EQ(compared(linear(1, 0), constant(4096)).verdict, Verdict::kImprovement);
}

TEST(Scaling, ACoefficientBeyondItsToleranceIsARegression) {
  const ScalingComparison worse = compared(linear(2, 512), linear(3, 512));
  EXPECT_EQ(worse.verdict, Verdict::kRegression);
  EXPECT_FALSE(worse.other_class);
  // 2 and 3 times 4,000,000: 7.63 and 11.44 MiB.
  EXPECT_EQ(
      describe(worse),
      "peak = 3.00 n + 512 B, baseline peak = 2.00 n + 512 B; at size 4000000 that is 11.44 MiB instead of "
      "7.63 MiB (+50.0 %)");
}

TEST(Scaling, OnePercentIsTheToleranceOfACoefficient) {
  EXPECT_EQ(compared(linear(2, 0), linear(2.0199, 0)).verdict, Verdict::kPass);
  EXPECT_EQ(compared(linear(2, 0), linear(2.0201, 0)).verdict, Verdict::kRegression);
  EXPECT_EQ(compared(linear(2, 0), linear(1.97, 0)).verdict, Verdict::kImprovement);
}

TEST(Scaling, AnOffsetThatHidesASteeperSlopeIsSeen) {
  // At the largest size both have 8,000,000 bytes; the slope is half more.
  const ScalingComparison worse = compared(linear(1, 4'000'000), linear(1.5, 2'000'000));
  EXPECT_EQ(worse.verdict, Verdict::kRegression);
}

TEST(Scaling, NumbersWithinToleranceOfTheBaselinesModelPassWhateverExplainsThemBest) {
  // 0.3 % of growth over the sizes is more than a constant, and within 1 % of it.
  const ScalingComparison same = compared(constant(10'000'000), linear(0.01, 10'000'000));
  EXPECT_NE(same.now.model, ScalingModel::kConstant);
  EXPECT_EQ(same.verdict, Verdict::kPass);
}

TEST(Scaling, WhatFallsWithSizeIsNoPass) {
  const Formula falling = [](std::int64_t n) { return 10'000'000 - 2 * n; };
  const ScalingComparison fell = compared(constant(9'000'000), falling);
  EXPECT_EQ(fell.verdict, Verdict::kImprovement);
  EXPECT_THAT(describe(fell), HasSubstr("grows as falling, not as 1"));
  EXPECT_EQ(compared(falling, constant(9'000'000)).verdict, Verdict::kRegression);
  EXPECT_THAT(accepted(measured(falling)).scaling_doubts, SizeIs(1));
}

TEST(Scaling, OtherSizesAreNotCompared) {
  const Baseline baseline = accepted(measured(linear(2, 0))).baseline;
  const auto other = compare_scaling(baseline, measured(linear(2, 0), {1'000'000, 4'000'000}));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().status, ExitStatus::kBaseline);
  EXPECT_EQ(
      other.error().what,
      "a/b: the baseline has the sizes 1000000, 2000000, 4000000, measured were the sizes 1000000, 4000000");
  EXPECT_FALSE(compare_scaling(baseline, measured(linear(2, 0), {})));
  EXPECT_FALSE(compare_scaling(accepted(measured(linear(2, 0), {})).baseline, measured(linear(2, 0))));
}

TEST(Scaling, AnotherProbeMeasuresTheLargestSizeAlone) {
  const Baseline baseline = accepted(measured(linear(2, 0))).baseline;
  const auto none = compare_scaling(baseline, measured(linear(2, 0), {}, ProbeKind::kMassif));
  ASSERT_TRUE(none);
  EXPECT_THAT(*none, IsEmpty());
}

TEST(Scaling, TheWorstDecidesTheComparison) {
  const Baseline baseline = accepted(measured(linear(1, 4'000'000))).baseline;
  const Expected<Comparison> worse = compare(baseline, measured(linear(1.5, 2'000'000)), std::nullopt);
  ASSERT_TRUE(worse);
  EXPECT_EQ(worse->worst, Verdict::kRegression);
  for (const MetricComparison& metric : worse->metrics) EXPECT_EQ(metric.verdict, Verdict::kPass);
}

TEST(Scaling, WithinItsToleranceTheFileKeepsWhatItHas) {
  const Baseline first = accepted(measured(linear(2, 512))).baseline;
  const Acceptance second = accepted(measured(linear(2.01, 512)), first);
  EXPECT_FALSE(second.changed);
  EXPECT_EQ(second.baseline, first);
}

TEST(Scaling, BeyondItANewFitIsAcceptedWithTheOldTolerance) {
  Baseline first = accepted(measured(linear(2, 512))).baseline;
  first.scaling.metrics.at(Metric::kPeakBytes).tolerance.relative = 0.05;
  const Acceptance second = accepted(measured(linear(3, 512)), first);
  EXPECT_TRUE(second.changed);
  ASSERT_THAT(second.scaling_changes, SizeIs(1));
  EXPECT_EQ(second.scaling_changes[0].before->coefficient, 2);
  EXPECT_EQ(second.scaling_changes[0].after->coefficient, 3);
  EXPECT_EQ(second.scaling_changes[0].after->tolerance.relative, 0.05);
}

TEST(Scaling, AScenarioThatLostItsSizesLosesItsScaling) {
  const Baseline first = accepted(measured(linear(2, 512))).baseline;
  Measurement unsized = measured(linear(2, 512));
  unsized.sizes.clear();
  const Acceptance second = accepted(unsized, first);
  EXPECT_TRUE(second.changed);
  EXPECT_THAT(second.scaling_changes, SizeIs(3));
  EXPECT_EQ(second.baseline.scaling, ScalingBaseline{});
}

TEST(Scaling, AResultFileHasTheSizesAndTheVerdict) {
  CheckOutcome outcome;
  outcome.scenario = "a/b";
  outcome.baseline = accepted(measured(linear(2, 512))).baseline;
  outcome.measurement = measured(linear(3, 512));
  outcome.measurement->context.profile = "linux-test";
  outcome.measurement->end.code = 0;
  judge(outcome);
  const std::string text = to_json(outcome);
  EXPECT_THAT(text, HasSubstr("{\"size\":1000000,\"metrics\":{\"peak_bytes\":3000512,"));
  EXPECT_THAT(text, HasSubstr("at size 4000000 that is 11.44 MiB instead of 7.63 MiB"));
  const Expected<CheckOutcome> read = outcome_from_json(text, "r.json");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->comparison, outcome.comparison);
  EXPECT_EQ(read->measurement->sizes, outcome.measurement->sizes);
}

}  // namespace
}  // namespace highwater
