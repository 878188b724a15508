// SPDX-License-Identifier: Apache-2.0
#include "report/html/timeline_scale.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace highwater {
namespace {

TEST(TimelineScale, TicksArePowersOfTwoApart) {
  EXPECT_EQ(byte_ticks(1000, 5), (std::vector<double>{0, 256, 512, 768}));
  EXPECT_EQ(byte_ticks(1, 5), (std::vector<double>{0, 1}));
  EXPECT_EQ(byte_ticks(9.2e18, 5).size(), 4U);
}

TEST(TimelineScale, TickLabelsAreShort) {
  EXPECT_EQ(tick_label(0), "0 B");
  EXPECT_EQ(tick_label(8 << 20), "8 MiB");
  EXPECT_EQ(tick_label(1536), "1.50 KiB");
}

TEST(TimelineScale, WhatLiesOutsideIsDrawnAtTheEdge) {
  const ChartScale scale{.most_clock = 100, .most_live = 10};
  EXPECT_EQ(scale.x(-5), kPlotLeft);
  EXPECT_EQ(scale.x(1000), kPlotRight);
  EXPECT_EQ(scale.y(-1), kPlotBottom);
  EXPECT_EQ(scale.y(10), kPlotTop);
}

TEST(TimelineScale, ThinningKeepsTheEndsAndTheHighest) {
  std::vector<TimelinePoint> points;
  for (std::int64_t i = 0; i < 100'000; ++i) points.push_back({i, i == 77'777 ? 5'000 : i % 10, 0});
  const std::vector<TimelinePoint> kept = thinned(points);
  EXPECT_LE(kept.size(), 600U);
  EXPECT_EQ(kept.front(), points.front());
  EXPECT_EQ(kept.back(), points.back());
  EXPECT_NE(std::find(kept.begin(), kept.end(), points[77'777]), kept.end());
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end(), [](const TimelinePoint& a, const TimelinePoint& b) {
    return a.clock_bytes < b.clock_bytes;
  }));
  points.resize(300);
  EXPECT_EQ(thinned(points), points);
}

}  // namespace
}  // namespace highwater
