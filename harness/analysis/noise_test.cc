// SPDX-License-Identifier: Apache-2.0
#include "analysis/noise.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "analysis/synthetic_series.h"

namespace highwater {
namespace {

constexpr std::int64_t kFloor = 1024;

TEST(Noise, EqualRunsAreExact) {
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{700, 700, 700}, kFloor),
            (Noise{Stability::kExact, 3, 700, 700, 700, 0}));
}

TEST(Noise, ASmallSpreadIsStableWithTwiceTheSpread) {
  // 100,900 - 100,000 = 900, below 10 % of 100,400.
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{100'400, 100'000, 100'900, 100'500}, 0),
            (Noise{Stability::kStable, 4, 100'000, 100'900, 100'400, 1'800}));
}

TEST(Noise, TenPercentIsTheBound) {
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{100'000, 100'000, 110'000}, kFloor).stability,
            Stability::kStable);
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{100'000, 100'000, 110'001}, kFloor).stability,
            Stability::kNoisy);
}

TEST(Noise, WhatIsNoisyDerivesNoTolerance) {
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{100'000, 200'000}, kFloor),
            (Noise{Stability::kNoisy, 2, 100'000, 200'000, 100'000, std::nullopt}));
}

TEST(Noise, ASpreadUpToTheFloorIsStableHoweverSmallTheMedian) {
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{0, 1024}, kFloor).stability, Stability::kStable);
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{0, 1025}, kFloor).stability, Stability::kNoisy);
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{-512, 512}, kFloor).tolerance, 2048);
}

TEST(Noise, NoRunsSayNothing) {
  EXPECT_EQ(noise_of({}, kFloor).runs, 0);
}

TEST(Noise, TheLargestNumbersSaturate) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{kLeast, kMost}, kFloor).stability, Stability::kNoisy);
  EXPECT_EQ(noise_of(std::vector<std::int64_t>{kLeast, kMost}, kMost).tolerance, kMost);
}

// How many of a thousand checks fail by noise alone after a baseline of five runs.
template <typename Draw>
int false_alarms(Draw draw) {
  int alarms = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Random random(seed);
    std::vector<std::int64_t> runs;
    for (int run = 0; run < 5; ++run) runs.push_back(draw(random));
    const Noise noise = noise_of(runs, kFloor);
    // The gate's own least tolerance: 1 % (baseline/tolerance.h) of a million.
    const std::int64_t tolerance = std::max<std::int64_t>(10'000, noise.tolerance.value_or(0));
    alarms += draw(random) > noise.median + tolerance ? 1 : 0;
  }
  return alarms;
}

TEST(Noise, FalseAlarmsAreRare) {
  const int normal =
      false_alarms([](Random& random) { return 1'000'000 + std::llround(random.normal() * 10'000); });
  const int uniform = false_alarms([](Random& random) { return random.between(970'000, 1'030'000); });
  const int two_levels =  // one in five is 2 % higher
      false_alarms([](Random& random) { return random.chance(20) ? 1'020'000 : 1'000'000; });
  fmt::print("false alarms of 1000: normal {}, uniform {}, two levels {}\n", normal, uniform, two_levels);
  EXPECT_LE(normal, 10);
  EXPECT_LE(uniform, 10);
  // Five runs miss the higher level in 0.8^5 = 33 % of baselines, and the next has it in 20 %: 66 are
  // expected. More runs help (--runs 20: 0.8^20 = 1 %), no arithmetic does.
  EXPECT_LE(two_levels, 90);
}

}  // namespace
}  // namespace highwater
