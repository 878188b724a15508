// SPDX-License-Identifier: Apache-2.0
#include "compare/median_run.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

Measurement run(std::int64_t peak, std::int64_t allocations, std::int64_t region_peak) {
  Measurement measurement;
  measurement.metrics.peak_bytes = peak;
  measurement.metrics.allocations = allocations;
  measurement.peak_upper_bytes = peak + 3;
  measurement.regions.emplace_back();
  measurement.regions[0].name = "r";
  measurement.regions[0].metrics.peak_bytes = region_peak;
  measurement.regions[0].metrics.growth_bytes_per_iteration = region_peak / 10;
  measurement.regions[0].peak_upper_bytes = region_peak;
  return measurement;
}

TEST(MedianRun, EveryNumberIsAMedianOfItsOwn) {
  const Measurement typical = median_run({run(100, 9, 50), run(300, 7, 70), run(200, 8, 20)});
  EXPECT_EQ(typical.metrics.peak_bytes, 200);
  EXPECT_EQ(typical.metrics.allocations, 8);
  EXPECT_EQ(typical.peak_upper_bytes, 203);
  EXPECT_EQ(typical.regions[0].metrics.peak_bytes, 50);
  EXPECT_EQ(typical.regions[0].metrics.growth_bytes_per_iteration, 5);
  EXPECT_EQ(typical.regions[0].peak_upper_bytes, 50);
}

TEST(MedianRun, OfAnEvenNumberItIsOneThatWasMeasured) {
  EXPECT_EQ(median_run({run(100, 1, 1), run(200, 2, 2)}).metrics.peak_bytes, 100);
}

TEST(MedianRun, OneRunIsItself) {
  EXPECT_EQ(median_run({run(100, 1, 1)}), run(100, 1, 1));
}

}  // namespace
}  // namespace highwater
