// SPDX-License-Identifier: Apache-2.0
// When a run was in which region, from the marks of its timeline. Used by timeline_chart.cc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result/timeline.h"

namespace highwater {

struct RegionSpan {
  std::int64_t from_clock = 0;
  std::int64_t to_clock = 0;
  std::int64_t entry_live_bytes = 0;  // what the region's numbers are net of
};

struct RegionSpans {
  std::string name;
  std::vector<RegionSpan> spans;               // by entry
  std::vector<std::int64_t> iteration_clocks;  // those that the timeline kept
  std::int64_t iterations = 0;                 // how many there were at the last one that it kept
};

// In order of first entry. A region that was not left (the run ended in it) reaches to the last point.
std::vector<RegionSpans> region_spans(const Timeline& timeline);

}  // namespace highwater
