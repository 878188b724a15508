// SPDX-License-Identifier: Apache-2.0
// When the peak was is not recorded to the byte; the timeline's highest point is the nearest that is.
#include "report/export/massif_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "base/terminal.h"
#include "report/export/massif_heap_tree.h"

namespace highwater {
namespace {

struct Snapshot {
  std::int64_t clock_bytes = 0;
  std::int64_t bytes = 0;
  const char* kind = "empty";
  const MassifHeapTree* tree = nullptr;  // null: empty
};

Snapshot peak_at(std::int64_t clock_bytes, const MassifHeapTree& tree) {
  return {clock_bytes, tree.bytes, "peak", &tree};
}
Snapshot end_at(std::int64_t clock_bytes, const MassifHeapTree& tree) {
  return {clock_bytes, tree.bytes, "detailed", &tree};
}

Expected<void> require_forwards(const Timeline& timeline, const std::string& file) {
  std::int64_t clock = 0;
  for (std::size_t i = 0; i < timeline.points.size(); ++i) {
    const TimelinePoint& point = timeline.points[i];
    if (point.clock_bytes < clock || point.live_bytes < 0)
      return fail(ExitStatus::kUsage,
                  fmt::format("{}: timeline.points[{}]: {}", file, i,
                              point.live_bytes < 0 ? "negative live bytes" : "the clock runs backwards"),
                  "the file is damaged; measure again");
    clock = point.clock_bytes;
  }
  return {};
}

// REQUIRES: the timeline has points.
std::vector<Snapshot> along(const Timeline& timeline, const MassifHeapTree& peak, const MassifHeapTree& end) {
  const auto highest = std::max_element(
      timeline.points.begin(), timeline.points.end(),
      [](const TimelinePoint& a, const TimelinePoint& b) { return a.live_bytes < b.live_bytes; });
  std::vector<Snapshot> snapshots;
  for (auto point = timeline.points.begin(); point != timeline.points.end(); ++point) {
    const bool is_peak = point == highest;
    // The trees say the same and more.
    if (!(is_peak && point->live_bytes == peak.bytes))
      snapshots.push_back({point->clock_bytes, point->live_bytes});
    if (is_peak) snapshots.push_back(peak_at(point->clock_bytes, peak));
  }
  if (snapshots.back().tree == nullptr && snapshots.back().bytes == end.bytes) snapshots.pop_back();
  snapshots.push_back(end_at(timeline.points.back().clock_bytes, end));
  return snapshots;
}

// Without a timeline: the start, the peak and the end. At the end the clock, which counts what is allocated
// and what is freed, is known; at the peak at least so much has been allocated.
std::vector<Snapshot> start_peak_and_end(const Metrics& metrics, const MassifHeapTree& peak,
                                         const MassifHeapTree& end) {
  constexpr std::int64_t kMost = std::int64_t{1} << 60;
  const std::int64_t allocated = std::clamp<std::int64_t>(metrics.allocated_bytes, 0, kMost);
  const std::int64_t freed = std::max<std::int64_t>(0, allocated - end.bytes);
  return {{0, 0}, peak_at(peak.bytes, peak), end_at(std::max(peak.bytes, allocated + freed), end)};
}

std::string header(const Measurement& measurement, const SiteSelection& selection) {
  std::string command;
  for (const std::string& word : measurement.command) command += (command.empty() ? "" : " ") + word;
  return fmt::format("desc: highwater export, {} probe, {}\ncmd: {}\ntime_unit: B\n",
                     name_of(measurement.probe), name_of(selection), printable(command));
}

}  // namespace

Expected<MassifText> render_massif(const Measurement& measurement, const SiteSelection& selection,
                                   const std::string& file) {
  HIGHWATER_TRY_VOID(require_forwards(measurement.timeline, file));
  const MassifHeapTree peak = make_massif_heap_tree(*selection.sites, &SiteResult::peak_bytes);
  const MassifHeapTree end = make_massif_heap_tree(*selection.sites, &SiteResult::retained_bytes);
  const bool has_timeline = selection.region == nullptr && !measurement.timeline.points.empty();
  const Metrics& metrics = selection.region == nullptr ? measurement.metrics : selection.region->metrics;
  const std::vector<Snapshot> snapshots =
      has_timeline ? along(measurement.timeline, peak, end) : start_peak_and_end(metrics, peak, end);
  MassifText massif{.text = header(measurement, selection),
                    .left_out = peak.left_out + end.left_out,
                    .left_out_bytes = peak.left_out_bytes + end.left_out_bytes};
  for (std::size_t i = 0; i < snapshots.size(); ++i) {
    const Snapshot& snapshot = snapshots[i];
    fmt::format_to(std::back_inserter(massif.text),
                   "#-----------\nsnapshot={}\n#-----------\ntime={}\nmem_heap_B={}\nmem_heap_extra_B=0\n"
                   "mem_stacks_B=0\nheap_tree={}\n",
                   i, snapshot.clock_bytes, snapshot.bytes, snapshot.kind);
    if (snapshot.tree != nullptr) massif.text += snapshot.tree->text;
  }
  return massif;
}

}  // namespace highwater
