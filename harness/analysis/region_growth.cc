// SPDX-License-Identifier: Apache-2.0
#include "analysis/region_growth.h"

namespace highwater {

std::vector<GrowthPoint> iterations_of(const Timeline& timeline, const std::string& region) {
  std::vector<GrowthPoint> points;
  for (const TimelineMark& mark : timeline.marks)
    if (mark.kind == MarkKind::kIteration && mark.region == region)
      points.push_back({.iteration = mark.number, .live_bytes = mark.net_bytes});
  return points;
}

void add_growth(Measurement& measurement) {
  for (RegionResult& region : measurement.regions) {
    const Growth growth = growth_of(iterations_of(measurement.timeline, region.name));
    if (growth.shape != GrowthShape::kTooShort)
      region.metrics.growth_bytes_per_iteration = growth.bytes_per_iteration;
  }
}

}  // namespace highwater
