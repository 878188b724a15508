// SPDX-License-Identifier: Apache-2.0
#include "compare/scaling_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "baseline/baseline_example.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

GatedScaling linear(double coefficient) {
  return {.model = ScalingModel::kLinear,
          .falling = false,
          .coefficient = coefficient,
          .offset = 512,
          .tolerance = {1024, 0.01}};
}

GatedScaling constant(std::int64_t level) {
  return {.model = ScalingModel::kConstant,
          .falling = false,
          .coefficient = 0,
          .offset = level,
          .tolerance = {1024, 0.01}};
}

Baseline with_peak(const GatedScaling& peak) {
  Baseline baseline = example_baseline();
  baseline.scaling.sizes = {1000, 2000};
  baseline.scaling.metrics[Metric::kPeakBytes] = peak;
  return baseline;
}

std::vector<ScalingChange> changes(const Baseline& before, const Baseline& after) {
  return scaling_changes({&before}, after, std::nullopt);
}

TEST(ScalingChanges, AreNoneBetweenEqualOnes) {
  EXPECT_THAT(changes(with_peak(linear(2)), with_peak(linear(2))), IsEmpty());
}

TEST(ScalingChanges, AreOfTheMetricWhoseScalingChanged) {
  EXPECT_THAT(changes(with_peak(linear(2)), with_peak(linear(3))),
              ElementsAre(ScalingChange{Metric::kPeakBytes, linear(2), linear(3)}));
}

TEST(ScalingChanges, ComeAndGoWithTheSizes) {
  const Baseline without = example_baseline();
  EXPECT_THAT(changes(without, with_peak(linear(2))),
              ElementsAre(ScalingChange{Metric::kPeakBytes, std::nullopt, linear(2)}));
  EXPECT_THAT(changes(with_peak(linear(2)), without),
              ElementsAre(ScalingChange{Metric::kPeakBytes, linear(2), std::nullopt}));
}

TEST(ScalingChanges, OfAMergeAreThoseAgainstEveryParent) {
  const Baseline ours = with_peak(linear(2));
  const Baseline theirs = with_peak(linear(3));
  EXPECT_THAT(scaling_changes({&ours, &theirs}, with_peak(linear(3)), std::nullopt), IsEmpty());
}

TEST(ScalingChanges, OfAnotherMetricAreLeftOut) {
  const Baseline before = with_peak(linear(2));
  EXPECT_THAT(scaling_changes({&before}, with_peak(linear(3)), Metric::kRetainedBytes), IsEmpty());
}

TEST(ScalesWorse, IsAClassFurtherUpOrMoreOfTheSame) {
  const auto worse = [](const GatedScaling& before, const GatedScaling& after) {
    return scales_worse({Metric::kPeakBytes, before, after});
  };
  EXPECT_TRUE(worse(constant(1 << 20), linear(0.5)));
  EXPECT_FALSE(worse(linear(0.5), constant(1 << 20)));
  EXPECT_TRUE(worse(linear(2), linear(3)));
  EXPECT_FALSE(worse(linear(3), linear(2)));
  EXPECT_TRUE(worse(constant(100), constant(200)));
  GatedScaling falling = constant(200);
  falling.falling = true;
  EXPECT_TRUE(worse(falling, constant(100)));
  EXPECT_FALSE(scales_worse({Metric::kPeakBytes, std::nullopt, linear(3)})) << "a new one is not worse";
}

TEST(IsLooser, IsEitherPartOfTheTolerance) {
  const auto looser = [](Tolerance after) {
    GatedScaling scaling = linear(2);
    scaling.tolerance = after;
    return is_looser({Metric::kPeakBytes, linear(2), scaling});
  };
  EXPECT_FALSE(looser({1024, 0.01}));
  EXPECT_TRUE(looser({1025, 0.01}));
  EXPECT_TRUE(looser({1024, 0.02}));
  EXPECT_FALSE(looser({1000, 0.005}));
}

}  // namespace
}  // namespace highwater
