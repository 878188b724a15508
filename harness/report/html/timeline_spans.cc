// SPDX-License-Identifier: Apache-2.0
// Entries and departures are paired by their number: either may have been thinned out on its own, and then
// the other says nothing.
#include "report/html/timeline_spans.h"

#include <algorithm>
#include <map>
#include <utility>

namespace highwater {
namespace {

RegionSpans& named(std::vector<RegionSpans>& regions, const std::string& name) {
  for (RegionSpans& region : regions)
    if (region.name == name) return region;
  regions.push_back({.name = name, .spans = {}, .iteration_clocks = {}, .iterations = 0});
  return regions.back();
}

}  // namespace

std::vector<RegionSpans> region_spans(const Timeline& timeline) {
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> departures;
  std::map<std::string, std::int64_t> last_departure;
  for (const TimelineMark& mark : timeline.marks) {
    if (mark.kind != MarkKind::kLeave) continue;
    departures[{mark.region, mark.number}] = mark.at.clock_bytes;
    std::int64_t& last = last_departure[mark.region];
    last = std::max(last, mark.number);
  }
  const std::int64_t end = timeline.points.empty() ? 0 : timeline.points.back().clock_bytes;
  std::vector<RegionSpans> regions;
  for (const TimelineMark& mark : timeline.marks) {
    if (mark.kind == MarkKind::kLeave) continue;
    RegionSpans& region = named(regions, mark.region);
    if (mark.kind == MarkKind::kIteration) {
      region.iteration_clocks.push_back(mark.at.clock_bytes);
      region.iterations = std::max(region.iterations, mark.number);
      continue;
    }
    const auto left = departures.find({mark.region, mark.number});
    if (left == departures.end() && mark.number <= last_departure[mark.region]) continue;
    region.spans.push_back({.from_clock = mark.at.clock_bytes,
                            .to_clock = left == departures.end() ? end : left->second,
                            .entry_live_bytes = mark.at.live_bytes});
  }
  return regions;
}

}  // namespace highwater
