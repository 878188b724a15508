// SPDX-License-Identifier: Apache-2.0
// Live bytes over a run. Its clock is deterministic: bytes allocated plus bytes freed so far, the same in
// every run of a deterministic program. Part of a Measurement.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace highwater {

struct TimelinePoint {
  std::int64_t clock_bytes = 0;
  std::int64_t live_bytes = 0;
  std::int64_t time_ns = 0;  // since the first point

  bool operator==(const TimelinePoint&) const = default;
};

enum class MarkKind { kEnter, kIteration, kLeave };
const char* name_of(MarkKind kind);  // "enter", "iteration", "leave"

// A boundary or an iteration of a region.
struct TimelineMark {
  MarkKind kind = MarkKind::kEnter;
  std::string region;
  std::int64_t number = 0;  // from 1: of this kind in this region. Gaps: the ones between were thinned out
  TimelinePoint at;
  std::int64_t net_bytes = 0;  // kIteration: what all passes of the region have retained by then

  bool operator==(const TimelineMark&) const = default;
};

// What somebody who watched the run has noted on it.
struct TimelineNote {
  std::string name;
  TimelinePoint at;

  bool operator==(const TimelineNote&) const = default;
};

// At most a few hundred points: when they have filled their room, every second one goes and step_bytes
// doubles. Marks likewise, each kind in each region on its own.
struct Timeline {
  std::int64_t step_bytes = 0;           // of the clock, from one point to the next
  std::vector<TimelinePoint> points;     // by clock; the last is the end of the run
  std::vector<TimelineMark> marks;       // by clock
  std::vector<TimelineNote> notes = {};  // in the order in which they were made

  bool operator==(const Timeline&) const = default;
};

}  // namespace highwater
