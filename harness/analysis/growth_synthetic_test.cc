// SPDX-License-Identifier: Apache-2.0
// Over seeded series of every kind: how often growth is seen where there is none, and not seen where there
// is. For deterministic kinds never; for random ones the bounds say how often.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analysis/growth.h"
#include "analysis/synthetic_series.h"

namespace highwater {
namespace {

constexpr int kSeries = 500;

using Maker = std::function<Series(Random&)>;

struct Kind {
  const char* name;
  Maker make;
  int wrong_at_most;  // of kSeries
};

bool is_leak(const Growth& growth) {
  return growth.shape == GrowthShape::kLeak;
}

// How many series of the kind are taken for what they are not.
int count_wrong(const Kind& kind, const std::function<bool(const Series&)>& wrong) {
  int count = 0;
  for (int seed = 0; seed < kSeries; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    const Series series = kind.make(random);
    if (!wrong(series)) continue;
    if (++count == 1)
      fmt::print("first wrong one of {}: seed {}, {} points\n", kind.name, seed, series.size());
  }
  return count;
}

TEST(SyntheticGrowth, SeriesWithoutGrowthAreSeldomLeaks) {
  const Kind kinds[] = {
      {"plateau", plateau, 0},
      {"one step", one_step, 0},
      {"cache that fills", cache, 0},
      {"cache with random keys", random_cache, 0},
      {"vector", vector_growth, 0},
      {"sawtooth", [](Random& random) { return sawtooth(random, 0); }, 0},
      {"random sawtooth", [](Random& random) { return random_sawtooth(random, 0); }, 1},
      {"another thread", thread_noise, 1},
      {"noise", [](Random& random) { return noise(random, 0, 0, 20); }, 1},
      {"noise with memory", [](Random& random) { return noise(random, 0.7, 0, 20); }, 2},
  };
  int series = 0;
  int false_positives = 0;
  for (const Kind& kind : kinds) {
    const int wrong = count_wrong(kind, [](const Series& points) { return is_leak(growth_of(points)); });
    fmt::print("{:24} {:3} false positives of {}\n", kind.name, wrong, kSeries);
    EXPECT_LE(wrong, kind.wrong_at_most) << kind.name;
    series += kSeries;
    false_positives += wrong;
  }
  fmt::print("false positives: {} of {} series without growth\n", false_positives, series);
}

TEST(SyntheticGrowth, LeaksAreSeldomMissed) {
  const Kind kinds[] = {
      {"random sawtooth and leak", [](Random& random) { return random_sawtooth(random, 16); }, 2},
      {"strings", random_leak, 2},
      {"leak in some iterations", leak_sometimes, 10},
      // Of 64 points, a deviation in ten iterations: 4.8 deviations over the last three quarters.
      {"leak in noise", [](Random& random) { return noise(random, 0, 0.1, 60); }, 25},
  };
  int series = 0;
  int false_negatives = 0;
  for (const Kind& kind : kinds) {
    const int wrong = count_wrong(kind, [](const Series& points) { return !is_leak(growth_of(points)); });
    fmt::print("{:24} {:3} false negatives of {}\n", kind.name, wrong, kSeries);
    EXPECT_LE(wrong, kind.wrong_at_most) << kind.name;
    series += kSeries;
    false_negatives += wrong;
  }
  fmt::print("false negatives: {} of {} random leaks\n", false_negatives, series);
}

TEST(SyntheticGrowth, DeterministicLeaksHaveTheirExactSlope) {
  const Kind kinds[] = {
      {"leak", [](Random& random) { return leak(random, 16); }, 0},
      {"leak after warm-up", [](Random& random) { return leak_after_warm_up(random, 16); }, 0},
      {"leak and a step", [](Random& random) { return leak_with_step(random, 16); }, 0},
      {"leak every second", [](Random& random) { return leak_every(random, 32, 2); }, 0},
      {"leak every sixth", [](Random& random) { return leak_every(random, 96, 6); }, 0},
      {"leak and sawtooth", [](Random& random) { return sawtooth(random, 16); }, 0},
  };
  int series = 0;
  int false_negatives = 0;
  for (const Kind& kind : kinds) {
    const int wrong = count_wrong(kind, [](const Series& points) {
      const Growth growth = growth_of(points);
      return !is_leak(growth) || growth.bytes_per_iteration != 16;
    });
    fmt::print("{:24} {:3} wrong of {}\n", kind.name, wrong, kSeries);
    EXPECT_EQ(wrong, 0) << kind.name;
    series += kSeries;
    false_negatives += wrong;
  }
  fmt::print("false negatives or wrong slopes: {} of {} deterministic leaks\n", false_negatives, series);
}

}  // namespace
}  // namespace highwater
