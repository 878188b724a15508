// SPDX-License-Identifier: Apache-2.0
#include "analysis/growth.h"

#include <gtest/gtest.h>

#include <limits>

#include "analysis/synthetic_series.h"

namespace highwater {
namespace {

Growth growth_of_formula(int count, const std::function<std::int64_t(std::int64_t)>& live_after) {
  return growth_of(series_from(count, live_after));
}

TEST(Growth, SevenPointsAreTooFew) {
  EXPECT_EQ(growth_of({}).shape, GrowthShape::kTooShort);
  EXPECT_EQ(growth_of_formula(7, [](std::int64_t i) { return 16 * i; }).shape, GrowthShape::kTooShort);
  EXPECT_EQ(growth_of_formula(8, [](std::int64_t i) { return 16 * i; }).bytes_per_iteration, 16);
}

// What four threads have kept of 64 pictures, after each: steps of up to 4.6 MB, some of them down.
TEST(Growth, BlocksAsDifferentAsPicturesAreALeak) {
  const std::int64_t after_each[] = {
      1238695,  1331923,  1969667,  4274265,  4431209,  4578462,  5196441,  6153907,  6198507,  5989224,
      6970102,  7029967,  6818136,  8966267,  8752172,  8799729,  8589582,  9593013,  10221326, 10770168,
      10557825, 10626428, 10414179, 11720153, 11764849, 11780574, 12012910, 12183721, 12605010, 12657407,
      14911776, 14696299, 14782188, 14071984, 14120610, 14203248, 15560659, 16464398, 17061686, 16852523,
      17099705, 17612993, 17398923, 17506430, 17294238, 17083592, 17143532, 17455753, 17266958, 17273758,
      22042876, 22189023, 21979677, 22028946, 23692255, 23482105, 23545066, 24145662, 23917113, 23989250,
      24036321, 23824684, 24029737, 24504394};
  std::vector<GrowthPoint> points;
  for (const std::int64_t bytes : after_each)
    points.push_back({.iteration = static_cast<std::int64_t>(points.size()) + 1, .live_bytes = bytes});
  const Growth growth = growth_of(points);
  EXPECT_EQ(growth.shape, GrowthShape::kLeak);
  EXPECT_NEAR(static_cast<double>(growth.bytes_per_iteration), 24504394.0 / 64, 50000);
}

// The same steps in an order that undoes them again: a level with noise.
TEST(Growth, WhatFallsAboutAsFarAsItRoseIsNoLeak) {
  const Growth growth = growth_of_formula(64, [](std::int64_t i) {
    const std::int64_t phase = (i * i) % 61;
    return phase * 100000 + (i / 16) * 50000;
  });
  EXPECT_EQ(growth.bytes_per_iteration, 0);
}

TEST(Growth, TwentyIterationsShowSixteenBytesNextToAMegabyteOfChurn) {
  for (std::int64_t period = 2; period <= 10; ++period) {
    const auto churn = [period](std::int64_t i) { return i % period * (1'000'000 / period) + 16 * i; };
    const Growth growth = growth_of_formula(20, churn);
    EXPECT_EQ(growth.shape, GrowthShape::kLeak) << period;
    EXPECT_EQ(growth.bytes_per_iteration, 16) << period;
    EXPECT_EQ(growth.period, period);
  }
}

TEST(Growth, TheSameChurnWithoutTheLeakIsASawtooth) {
  for (std::int64_t period = 2; period <= 10; ++period) {
    const Growth growth =
        growth_of_formula(20, [period](std::int64_t i) { return i % period * (1'000'000 / period); });
    EXPECT_EQ(growth.shape, GrowthShape::kSawtooth) << period;
    EXPECT_EQ(growth.bytes_per_iteration, 0) << period;
  }
}

TEST(Growth, ACacheThatFillsIsWarmUp) {
  const Growth growth =
      growth_of_formula(20, [](std::int64_t i) { return std::min<std::int64_t>(i, 12) * 100; });
  EXPECT_EQ(growth, (Growth{GrowthShape::kWarmUp, 0, 11,
                            1}));  // level from the 12th iteration on, 11 behind the first
}

TEST(Growth, ALeakBehindAFillingCacheHasItsOwnSlope) {
  const Growth growth =
      growth_of_formula(30, [](std::int64_t i) { return std::min<std::int64_t>(i, 10) * 1000 + 8 * i; });
  EXPECT_EQ(growth, (Growth{GrowthShape::kLeak, 8, 9, 1}));
}

TEST(Growth, ALeakEveryFifthIterationHasItsMeanSlope) {
  EXPECT_EQ(growth_of_formula(20, [](std::int64_t i) { return i / 5 * 80; }).bytes_per_iteration, 16);
  EXPECT_EQ(growth_of_formula(19, [](std::int64_t i) { return i / 5 * 80; }).bytes_per_iteration, 16);
}

TEST(Growth, LessThanAByteAnIterationIsNotRoundedAway) {
  const Growth growth = growth_of_formula(40, [](std::int64_t i) { return i / 5; });  // a byte every fifth
  EXPECT_EQ(growth.shape, GrowthShape::kLeak);
  EXPECT_EQ(growth.bytes_per_iteration, 1);
}

TEST(Growth, TwoStepsAreNoLeak) {
  EXPECT_EQ(growth_of_formula(20, [](std::int64_t i) { return i / 7 * 64; }).bytes_per_iteration, 0);
}

TEST(Growth, ALateJumpInNoiseIsNoLeak) {
  Random random(1);
  for (std::int64_t when = 2; when <= 30; ++when) {
    const Growth growth = growth_of_formula(
        30, [&](std::int64_t i) { return random.between(0, 1000) + (i >= when ? 1'000'000 : 0); });
    EXPECT_EQ(growth.bytes_per_iteration, 0) << when;
  }
}

TEST(Growth, OneGivingBackDoesNotHideALeak) {
  const Growth growth =
      growth_of_formula(20, [](std::int64_t i) { return 16 * i - (i >= 10 ? 1'000'000 : 0); });
  EXPECT_EQ(growth, (Growth{GrowthShape::kLeak, 16, 0, 1}));
}

TEST(Growth, WhatFallsIsBelowZero) {
  EXPECT_EQ(growth_of_formula(20, [](std::int64_t i) { return -32 * i; }),
            (Growth{GrowthShape::kFalling, -32, 0, 1}));
}

TEST(Growth, NumbersThatWereLeftOutCount) {
  Series series;
  for (std::int64_t i = 1; i < 10; ++i) series.push_back({i, 24 * i});
  for (std::int64_t i = 10; i < 100; i += 8) series.push_back({i, 24 * i});
  EXPECT_EQ(growth_of(series), (Growth{GrowthShape::kLeak, 24, 0, 1}));
}

TEST(Growth, PointsThatDoNotIncreaseAreLeftOut) {
  Series series;
  for (std::int64_t i = 1; i <= 20; ++i) {
    series.push_back({i, 24 * i});
    series.push_back({i, 1'000'000});
    series.push_back({i - 5, 0});
  }
  EXPECT_EQ(growth_of(series).bytes_per_iteration, 24);
}

TEST(Growth, TenThousandPointsAreThinned) {
  EXPECT_EQ(growth_of_formula(10'000, [](std::int64_t i) { return 48 * i; }),
            (Growth{GrowthShape::kLeak, 48, 0, 1}));
}

TEST(Growth, TheLargestNumbersDoNotOverflow) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  Series series;
  for (std::int64_t i = 0; i < 20; ++i) series.push_back({kLeast + i, i % 2 ? kMost : kLeast});
  EXPECT_EQ(growth_of(series).shape, GrowthShape::kTooShort);  // all numbers below -2^61 are one
  series.clear();
  for (std::int64_t i = 0; i < 20; ++i) series.push_back({i, i % 2 ? kMost : kLeast});
  EXPECT_EQ(growth_of(series).shape, GrowthShape::kSawtooth);
}

TEST(Growth, EveryShapeHasAName) {
  EXPECT_STREQ(name_of(GrowthShape::kTooShort), "too short");
  EXPECT_STREQ(name_of(GrowthShape::kFlat), "flat");
  EXPECT_STREQ(name_of(GrowthShape::kWarmUp), "warm-up");
  EXPECT_STREQ(name_of(GrowthShape::kSawtooth), "sawtooth");
  EXPECT_STREQ(name_of(GrowthShape::kLeak), "leak");
  EXPECT_STREQ(name_of(GrowthShape::kFalling), "falling");
}

}  // namespace
}  // namespace highwater
