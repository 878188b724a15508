// SPDX-License-Identifier: Apache-2.0
#include "compare/accept.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/error_printer.h"
#include "baseline/tolerance.h"
#include "compare/compare.h"

namespace highwater {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

Measurement measured(ProbeKind probe, std::int64_t peak, std::int64_t allocations) {
  Measurement measurement;
  measurement.scenario = "a/b";
  measurement.probe = probe;
  measurement.metrics.peak_bytes = measurement.peak_upper_bytes = peak;
  measurement.metrics.retained_bytes = 100;
  measurement.metrics.retained_blocks = 1;
  measurement.metrics.allocated_bytes = 2 * peak;
  measurement.metrics.allocations = allocations;
  return measurement;
}

AcceptRequest request(std::vector<Measurement> measurements) {
  AcceptRequest request;
  request.scenario = "a/b";
  request.profile = "linux-x86_64-gnu12-release";
  request.measurements = std::move(measurements);
  request.context.profile = request.profile;
  request.context.libc = "glibc 2.36";
  request.reason = "new reason";
  return request;
}

Measurement counted(std::int64_t peak, std::int64_t allocations) {
  return measured(ProbeKind::kCounting, peak, allocations);
}

Measurement massif(std::int64_t peak, std::int64_t allocations) {
  return measured(ProbeKind::kMassif, peak, allocations);
}

Baseline first_baseline(std::vector<Measurement> measurements = {counted(100000, 50)}) {
  AcceptRequest first = request(std::move(measurements));
  first.reason = "first numbers";
  first.context.libc = "glibc 2.35";
  return accept(std::nullopt, first)->baseline;
}

TEST(Accept, FirstNumbersAreAllNew) {
  const Acceptance first = *accept(std::nullopt, request({counted(100000, 50)}));
  EXPECT_TRUE(first.changed);
  EXPECT_THAT(first.changes, SizeIs(5));
  EXPECT_EQ(first.changes[0].before, std::nullopt);
  EXPECT_EQ(first.baseline.scenario, "a/b");
  EXPECT_EQ(first.baseline.profile, "linux-x86_64-gnu12-release");
  EXPECT_EQ(first.baseline.metrics.at(Metric::kPeakBytes),
            (GatedMetric{.value = 100000, .tolerance = {.absolute = 1024, .relative = 0.01}, .limit = {}}));
  EXPECT_EQ(first.baseline.reason, "new reason");
  EXPECT_EQ(first.baseline.context.libc, "glibc 2.36");
  EXPECT_EQ(first.baseline.context.profile, "") << "the baseline itself says it";
}

// 100,900 is within 1 % of 100,000, which nobody measured.
TEST(Accept, ANumberEditedByHandIsNotKeptForBeingNear) {
  Baseline edited = first_baseline();
  edited.digest = "of other numbers";
  edited.digest_fits = false;
  const Acceptance again = *accept(edited, request({counted(100900, 53)}));
  EXPECT_TRUE(again.changed);
  EXPECT_EQ(again.baseline.metrics.at(Metric::kPeakBytes).value, 100900);
  EXPECT_EQ(again.baseline.reason, "new reason");
}

TEST(Accept, WhatIsWithinToleranceLeavesTheFileAsItIs) {
  const Baseline old = first_baseline();
  const Acceptance again = *accept(old, request({counted(100900, 53)}));
  EXPECT_FALSE(again.changed);
  EXPECT_THAT(again.changes, IsEmpty());
  EXPECT_EQ(again.baseline, old);
}

TEST(Accept, OnlyWhatIsOutOfToleranceIsRewritten) {
  const Baseline old = first_baseline();
  const Acceptance moved = *accept(old, request({counted(100900, 60)}));
  EXPECT_TRUE(moved.changed);
  ASSERT_THAT(moved.changes, SizeIs(1));
  EXPECT_EQ(moved.changes[0].metric, Metric::kAllocations);
  EXPECT_EQ(moved.changes[0].before->value, 50);
  EXPECT_EQ(moved.changes[0].after->value, 60);
  EXPECT_EQ(moved.baseline.metrics.at(Metric::kPeakBytes).value, 100000);
  EXPECT_EQ(moved.baseline.reason, "new reason");
  EXPECT_EQ(moved.baseline.context.libc, "glibc 2.36");
  EXPECT_EQ(accept(old, request({counted(100000, 40)}))->baseline.metrics.at(Metric::kAllocations).value, 40);
}

TEST(Accept, ATolerancesChangeAloneIsAChange) {
  const Baseline old = first_baseline();
  AcceptRequest wider = request({counted(100000, 50)});
  wider.tolerances[Metric::kPeakBytes] = {.absolute = 4096, .relative = 0.05};
  const Acceptance adopted = *accept(old, wider);
  ASSERT_THAT(adopted.changes, SizeIs(1));
  EXPECT_EQ(adopted.changes[0].before->value, adopted.changes[0].after->value);
  EXPECT_EQ(adopted.baseline.metrics.at(Metric::kPeakBytes).tolerance, (Tolerance{4096, 0.05}));
  // No longer in the manifest: the file keeps it, as it keeps one that was set by hand.
  EXPECT_FALSE(accept(adopted.baseline, request({counted(100000, 50)}))->changed);
}

TEST(Accept, TheNewToleranceDecidesWhatHasMoved) {
  AcceptRequest exact = request({counted(100500, 50)});
  exact.tolerances[Metric::kPeakBytes] = {.absolute = 0, .relative = 0};
  EXPECT_EQ(accept(first_baseline(), exact)->baseline.metrics.at(Metric::kPeakBytes).value, 100500);
}

TEST(Accept, AHardLimitStaysAndIsReported) {
  Baseline old = first_baseline();
  old.metrics[Metric::kPeakBytes].limit = 150000;
  EXPECT_THAT(accept(old, request({counted(140000, 50)}))->over_limit, IsEmpty());
  const Acceptance moved = *accept(old, request({counted(200000, 50)}));
  EXPECT_EQ(moved.baseline.metrics.at(Metric::kPeakBytes).value, 200000);
  EXPECT_EQ(moved.baseline.metrics.at(Metric::kPeakBytes).limit, 150000);
  ASSERT_THAT(moved.over_limit, SizeIs(1));
  EXPECT_EQ(
      moved.over_limit[0],
      (OverLimit{
          .probe = ProbeKind::kCounting, .metric = Metric::kPeakBytes, .now = 200000, .limit = 150000}));
}

TEST(Accept, AProbeThatAgreesNeedsNoOverride) {
  EXPECT_THAT(first_baseline({counted(100000, 50), massif(100500, 51)}).overrides, IsEmpty());
  Measurement uncertain = massif(10, 50);
  uncertain.metrics.allocated_bytes = 200000;
  uncertain.exact = false;
  uncertain.peak_upper_bytes = 100000;
  EXPECT_THAT(first_baseline({counted(100000, 50), uncertain}).overrides, IsEmpty());
}

TEST(Accept, AProbeThatDiffersGetsAnOverrideOfWhatDiffers) {
  const Baseline baseline = first_baseline({counted(100000, 50), massif(100000, 80)});
  ASSERT_EQ(baseline.overrides.size(), 1u);
  ASSERT_THAT(baseline.overrides.at(ProbeKind::kMassif), SizeIs(1));
  EXPECT_EQ(baseline.overrides.at(ProbeKind::kMassif).at(Metric::kAllocations),
            (GatedMetric{.value = 80, .tolerance = {.absolute = 4, .relative = 0.01}, .limit = {}}));
  EXPECT_FALSE(accept(baseline, request({counted(100000, 50), massif(100000, 83)}))->changed);
}

TEST(Accept, AnOverrideThatIsNoLongerNeededGoes) {
  const Baseline old = first_baseline({counted(100000, 50), massif(100000, 80)});
  const Acceptance agreed = *accept(old, request({counted(100000, 80), massif(100000, 80)}));
  EXPECT_THAT(agreed.baseline.overrides, IsEmpty());
  ASSERT_THAT(agreed.changes, SizeIs(2));
  EXPECT_EQ(agreed.changes[1].probe, ProbeKind::kMassif);
  EXPECT_EQ(agreed.changes[1].before->value, 80);
  EXPECT_EQ(agreed.changes[1].after, std::nullopt);
}

TEST(Accept, AnOverrideDoesNotLiftTheHardLimit) {
  Baseline old = first_baseline();
  old.metrics[Metric::kAllocations].limit = 60;
  const Acceptance moved = *accept(old, request({counted(100000, 50), massif(100000, 80)}));
  EXPECT_EQ(moved.baseline.overrides.at(ProbeKind::kMassif).at(Metric::kAllocations).limit, 60);
  ASSERT_THAT(moved.over_limit, SizeIs(1));
  EXPECT_EQ(moved.over_limit[0].probe, ProbeKind::kMassif);
}

TEST(Accept, OverridesOfAProbeThatWasNotMeasuredStay) {
  const Baseline old = first_baseline({counted(100000, 50), massif(100000, 80)});
  EXPECT_FALSE(accept(old, request({counted(100000, 50)}))->changed);
  EXPECT_EQ(accept(old, request({counted(200000, 50)}))->baseline.overrides, old.overrides);
}

TEST(Accept, NumbersOfAnotherRegionReplaceAll) {
  const Baseline old = first_baseline({counted(100000, 50), massif(100000, 80)});
  Measurement measurement = counted(100000, 50);
  RegionResult region;
  region.name = "download";
  region.metrics = measurement.metrics;
  region.metrics.allocations = 51;
  region.peak_upper_bytes = region.metrics.peak_bytes;
  measurement.regions = {region};
  const Acceptance other = *accept(old, request({measurement}));
  EXPECT_TRUE(other.changed);
  EXPECT_EQ(other.baseline.region, "download");
  EXPECT_EQ(other.baseline.metrics.at(Metric::kAllocations).value, 51);
  EXPECT_THAT(other.baseline.overrides, IsEmpty());
  region.metrics.allocations = 50;
  measurement.regions = {region};
  EXPECT_TRUE(accept(old, request({measurement}))->changed) << "the region alone is a change";
}

// The baseline that they would make could not be read.
TEST(Accept, NumbersThatNoProgramHasAreRefused) {
  Measurement impossible = counted(100000, 50);
  impossible.regions.emplace_back().name = "download";
  impossible.regions[0].metrics.allocations = -320;
  const Expected<Acceptance> refused = accept(std::nullopt, request({impossible}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(),
            (Error{ExitStatus::kProbe,
                   "a/b: the allocations of region \"download\" are -320, which no program can have",
                   "whatever wrote the numbers down is wrong: measure again"}));
  AcceptRequest repeated = request({counted(100000, 50)});
  repeated.repeats = {counted(-1, 50)};
  EXPECT_FALSE(accept(std::nullopt, repeated));
}

TEST(Accept, ProbesThatMeasuredDifferentThingsAreRefused) {
  Measurement with_region = counted(100000, 50);
  with_region.regions.emplace_back();
  with_region.regions[0].name = "download";
  EXPECT_EQ(accept(std::nullopt, request({with_region, massif(100000, 50)})).error(),
            (Error{ExitStatus::kProbe,
                   "a/b: the counting probe measured region \"download\", the massif probe the whole process",
                   ""}));
}

TEST(Accept, DeclaredTolerancesGoByMetric) {
  Scenario scenario;
  scenario.tolerances["retained_blocks"] = {.absolute = 7, .relative = 0.5};
  EXPECT_EQ(declared_tolerances(scenario),
            (std::map<Metric, Tolerance>{{Metric::kRetainedBlocks, {.absolute = 7, .relative = 0.5}}}));
}

// Whatever was there and whatever was measured: afterwards every probe passes, and accepting again changes
// nothing.
TEST(Accept, WhatWasAcceptedPassesAndIsStable) {
  std::mt19937 random(301);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  std::optional<Baseline> baseline;
  for (int round = 0; round < 5000; ++round) {
    if (pick(0, 50) == 0) baseline.reset();
    Measurement second = massif(pick(0, 5000), pick(1, 60));
    second.exact = pick(0, 1) == 0;
    if (!second.exact) second.peak_upper_bytes += pick(0, 4000);
    AcceptRequest next = request({counted(pick(0, 5000), pick(1, 60)), second});
    if (pick(0, 1) == 0) std::swap(next.measurements[0], next.measurements[1]);
    if (pick(0, 3) == 0)
      next.tolerances[Metric::kPeakBytes] = {.absolute = pick(0, 2000), .relative = pick(0, 4) / 8.0};
    const Acceptance accepted = *accept(baseline, next);
    for (const Measurement& measurement : next.measurements)
      ASSERT_EQ(compare(accepted.baseline, measurement, std::nullopt)->worst, Verdict::kPass) << round;
    ASSERT_FALSE(accept(accepted.baseline, next)->changed) << round;
    baseline = accepted.baseline;
  }
}

}  // namespace
}  // namespace highwater
