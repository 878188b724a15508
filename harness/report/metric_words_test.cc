// SPDX-License-Identifier: Apache-2.0
#include "report/metric_words.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(MetricWords, WholePercentHaveNoDecimal) {
  EXPECT_EQ(short_percent(100, 131), "+31 %");
  EXPECT_EQ(short_percent(1000, 1313), "+31.3 %");
  EXPECT_EQ(short_percent(100, 100), "+0 %");
  EXPECT_EQ(short_percent(100, 0), "-100 %");
  EXPECT_EQ(short_percent(0, 5), "new");
}

TEST(MetricWords, ADifferenceHasASignAndTheUnitOfItsMetric) {
  EXPECT_EQ(format_difference(Metric::kPeakBytes, 4096), "+4.00 KiB");
  EXPECT_EQ(format_difference(Metric::kPeakBytes, -4096), "-4.00 KiB");
  EXPECT_EQ(format_difference(Metric::kAllocations, 17), "+17");
  EXPECT_EQ(format_difference(Metric::kAllocations, -17), "-17");
}

TEST(MetricWords, AChangeHasItsPercentage) {
  EXPECT_EQ(format_change(Metric::kPeakBytes, 4096, 6144), "+2.00 KiB (+50.0 %)");
  EXPECT_EQ(format_change(Metric::kAllocations, 4, 3), "-1 (-25.0 %)");
  EXPECT_EQ(format_change(Metric::kAllocations, 0, 3), "+3 (new)");
}

}  // namespace
}  // namespace highwater
