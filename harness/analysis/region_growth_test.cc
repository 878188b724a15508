// SPDX-License-Identifier: Apache-2.0
#include "analysis/region_growth.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TimelineMark iteration(const std::string& region, std::int64_t number, std::int64_t net_bytes) {
  return {.kind = MarkKind::kIteration, .region = region, .number = number, .at = {}, .net_bytes = net_bytes};
}

Measurement measured(std::int64_t iterations) {
  Measurement measurement;
  for (const char* name : {"leaks", "holds"}) {
    RegionResult region;
    region.name = name;
    region.iterations = iterations;
    measurement.regions.push_back(region);
  }
  for (std::int64_t i = 1; i <= iterations; ++i) {
    measurement.timeline.marks.push_back(iteration("leaks", i, 1000 + 16 * i));
    measurement.timeline.marks.push_back(iteration("holds", i, 1000));
  }
  return measurement;
}

TEST(RegionGrowth, EachRegionHasItsOwn) {
  Measurement measurement = measured(20);
  add_growth(measurement);
  EXPECT_EQ(measurement.regions[0].metrics.growth_bytes_per_iteration, 16);
  EXPECT_EQ(measurement.regions[1].metrics.growth_bytes_per_iteration, 0);
}

TEST(RegionGrowth, TooFewIterationsGiveNone) {
  Measurement measurement = measured(static_cast<std::int64_t>(kMinimumGrowthPoints) - 1);
  add_growth(measurement);
  EXPECT_FALSE(measurement.regions[0].metrics.growth_bytes_per_iteration);
}

TEST(RegionGrowth, EntriesOfARegionAreNoIterations) {
  Timeline timeline;
  timeline.marks = {{.kind = MarkKind::kEnter, .region = "r", .number = 1, .at = {}},
                    iteration("r", 1, 5),
                    iteration("s", 1, 7),
                    {.kind = MarkKind::kLeave, .region = "r", .number = 1, .at = {}}};
  EXPECT_EQ(iterations_of(timeline, "r"), (std::vector<GrowthPoint>{{.iteration = 1, .live_bytes = 5}}));
}

}  // namespace
}  // namespace highwater
