// SPDX-License-Identifier: Apache-2.0
#include "probe/segment_timeline.h"

#include <time.h>

#include <algorithm>
#include <optional>

namespace highwater {
namespace {

// The valid copy of a list, and how many entries it has.
template <typename Entry, std::uint32_t kCapacity, typename Take>
void for_each(const counting::ThinnedList<Entry, kCapacity>& list, Take take) {
  const std::uint32_t filled = list.filled.load();
  const std::uint32_t count = std::min(filled & ~counting::kSecondCopy, kCapacity);
  for (std::uint32_t i = 0; i < count; ++i) take(list.copies[filled / counting::kSecondCopy][i]);
}

// Unsigned, because the target may have put anything there.
std::int64_t difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

TimelinePoint read_point(const counting::TimelinePoint& point, std::int64_t start_ns) {
  return {point.clock_bytes.load(), point.live_bytes.load(), difference(point.time_ns.load(), start_ns)};
}

std::optional<MarkKind> kind_of(const counting::TimelineMark& mark) {
  switch (mark.kind.load()) {
    case counting::kEnterMark:
      return MarkKind::kEnter;
    case counting::kIterationMark:
      return MarkKind::kIteration;
    case counting::kLeaveMark:
      return MarkKind::kLeave;
    default:
      return std::nullopt;
  }
}

TimelinePoint end_of(const counting::Process& process, const Timeline& timeline) {
  const counting::Counters counters = counting::counters_of(process);
  TimelinePoint end;
  end.live_bytes = counters.live_bytes;
  // What was freed is what was allocated and is not live.
  end.clock_bytes =
      difference(counters.allocated_bytes, difference(counters.live_bytes, counters.allocated_bytes));
  if (!timeline.points.empty()) end.time_ns = timeline.points.back().time_ns;
  if (!timeline.marks.empty()) end.time_ns = std::max(end.time_ns, timeline.marks.back().at.time_ns);
  return end;
}

}  // namespace

namespace {

Timeline read_timeline_once(const counting::Process& process, const std::vector<std::string>& regions) {
  const counting::Timeline& wire = process.timeline;
  const std::int64_t start_ns = wire.start_ns.load();
  Timeline timeline;
  timeline.step_bytes = wire.step_bytes.load();
  timeline.points.push_back({});  // the start: nothing was live yet
  for_each(wire.points, [&](const counting::TimelinePoint& point) {
    timeline.points.push_back(read_point(point, start_ns));
  });
  for_each(wire.marks, [&](const counting::TimelineMark& mark) {
    const std::optional<MarkKind> kind = kind_of(mark);
    const std::uint32_t region = mark.region.load();
    if (kind && region < regions.size())
      timeline.marks.push_back({.kind = *kind,
                                .region = regions[region],
                                .number = mark.number.load(),
                                .at = read_point(mark.at, start_ns),
                                .net_bytes = *kind == MarkKind::kIteration ? mark.net_bytes.load() : 0});
  });
  timeline.points.push_back(end_of(process, timeline));
  return timeline;
}

}  // namespace

Timeline read_timeline(const counting::Process& process, const std::vector<std::string>& regions) {
  // A target that runs may thin a list out, into its other copy; if it does so twice while we read, into
  // ours.
  constexpr int kTries = 4;
  const counting::Timeline& wire = process.timeline;
  Timeline timeline;
  for (int i = 0; i < kTries; ++i) {
    const std::int64_t step = wire.step_bytes.load();
    const std::int64_t mark_step = wire.mark_step.load();
    timeline = read_timeline_once(process, regions);
    if (wire.step_bytes.load() == step && wire.mark_step.load() == mark_step) break;
  }
  return timeline;
}

TimelinePoint point_now(const counting::Process& process) {
  struct timespec now {};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  TimelinePoint point = end_of(process, {});
  point.time_ns =
      difference(std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec, process.timeline.start_ns.load());
  return point;
}

}  // namespace highwater
