// SPDX-License-Identifier: Apache-2.0
// Live bytes over a run as an inline SVG: what was held when, with regions, iterations, the baseline and the
// limit. Part of the HTML report; its style is style.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "result/timeline.h"

namespace highwater {

// What is judged, and by what. A region's numbers are net of what was live at its start, so its lines are
// drawn from there.
struct TimelineSubject {
  std::optional<std::string> region;  // none: the process
  std::int64_t peak_bytes = 0;
  std::optional<std::int64_t> baseline_bytes;
  std::optional<std::int64_t> limit_bytes;
};

// REQUIRES: timeline.points is not empty.
std::string render_timeline(const Timeline& timeline, const TimelineSubject& subject);

}  // namespace highwater
