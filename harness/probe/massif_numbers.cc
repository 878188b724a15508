// SPDX-License-Identifier: Apache-2.0
// What is known of a peak. Let L be the requested bytes that are live (mem_heap_B), X what Valgrind's
// rounding adds to them (mem_heap_extra_B), T = L + X.
//
//   1. Between two deallocations (a free, or a realloc to less) neither L nor T falls: an allocation adds to
//   both; a
//      growing realloc either stays within its rounded block (L rises, T stays) or moves to a larger one
//      (both rise). So in any stretch of the run both are largest at a moment just before a deallocation, or
//      at the stretch's end.
//   2. At each deallocation massif compares T with the T of its peak snapshot P and keeps the larger
//   (--peak-inaccuracy=0,
//      the first of equals). So for every deallocation d: L(d) <= T(d) <= T(P) = L(P) + X(P).
//   3. Live bytes at the end of the stretch are known exactly.
//   Therefore the largest L is at least max(L(P), L(end)) and at most max(L(P) + X(P), L(end)).
//
// It is known to the byte when the two are equal: when the end is above T(P), when nothing was rounded at the
// peak, when nothing was ever deallocated (no P: by 1 the end is the largest). And when massif took a
// snapshot at every event and has thrown none away (its statistics say so): then the largest L of them is the
// largest of all.
//
// The shim (shim/massif_shim.cc) cuts the run into windows, and sees to it that P is the window's own; its
// ballast is in every moment of a window, and subtracted here. The process's peak is the largest of the
// windows'; a region's the largest of those it spans, less the live bytes at its start. Where other threads
// ran during a boundary, by `gap_bytes` of allocations and frees, T was never more than the T before and all
// of these: that widens the upper end.
#include "probe/massif_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace highwater {
namespace {

// Bytes and blocks fit: Valgrind has 128 TiB to give, and 2^63 bytes in all would take years.
std::int64_t to_signed(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

struct Interval {
  std::int64_t low = 0;
  std::int64_t high = 0;

  void include(const Interval& other) {
    low = std::max(low, other.low);
    high = std::max(high, other.high);
  }
};

// Sums at one moment, the shim's own blocks taken off.
struct Sums {
  std::int64_t live_bytes = 0;
  std::int64_t live_blocks = 0;
  std::int64_t total_bytes = 0;
  std::int64_t total_blocks = 0;
};

Interval window_peak(const std::optional<MassifMoment>& peak, std::uint64_t all_events_heap,
                     bool kept_every_event, const MassifBallast& held, std::int64_t start, std::int64_t end) {
  Interval result;
  result.low = std::max(start, end);
  if (kept_every_event) {
    result.low = std::max(result.low, to_signed(all_events_heap) - to_signed(held.bytes));
    result.high = result.low;
    return result;
  }
  result.high = result.low;
  if (!peak) return result;
  result.low = std::max(result.low, to_signed(peak->heap) - to_signed(held.bytes));
  result.high = std::max(result.low, to_signed(peak->heap + peak->extra) - to_signed(held.usable));
  return result;
}

// The window that boundary `index` ends, and what other threads did during that boundary.
Interval window_before(const MassifRun& run, std::size_t index) {
  const MassifBoundary& boundary = run.events.boundaries[index];
  std::int64_t start = 0;
  if (index > 0) {
    const MassifBoundary& previous = run.events.boundaries[index - 1];
    start = to_signed(previous.after.heap) - to_signed(previous.next.bytes);
  }
  const MassifStats& stats = run.log.marks.at(static_cast<std::uint32_t>(index));
  return window_peak(boundary.peak, boundary.window_heap, stats.kept_every_event(), boundary.held, start,
                     to_signed(boundary.before.heap) - to_signed(boundary.held.bytes));
}

std::optional<std::int64_t> gap_peak(const MassifBoundary& boundary) {
  if (boundary.gap_bytes == 0) return std::nullopt;
  return to_signed(boundary.before.heap + boundary.before.extra) - to_signed(boundary.held.usable) +
         to_signed(boundary.gap_bytes);
}

// The window from the last boundary, or the program's start, to its end.
Interval last_window(const MassifRun& run, std::int64_t end) {
  const std::vector<MassifBoundary>& boundaries = run.events.boundaries;
  MassifBallast held{};
  std::int64_t start = 0;
  std::uint64_t peak_before = 0;
  std::size_t first_snapshot = 0;
  if (!boundaries.empty()) {
    const MassifBoundary& last = boundaries.back();
    held = last.next;
    start = to_signed(last.after.heap) - to_signed(held.bytes);
    peak_before = last.peak.heap + last.peak.extra;
    first_snapshot = last.snapshots;
  }
  // A peak that is not above the last one is the last one: nothing has been freed since.
  std::optional<MassifMoment> peak;
  if (const MassifSnapshot* found = find_peak(run.snapshots);
      found != nullptr && found->heap_bytes + found->extra_bytes > peak_before)
    peak = MassifMoment{0, found->heap_bytes, found->extra_bytes};
  std::uint64_t all_events_heap = 0;
  for (std::size_t index = first_snapshot; index < run.snapshots.snapshots.size(); ++index)
    all_events_heap = std::max(all_events_heap, run.snapshots.snapshots[index].heap_bytes);
  return window_peak(peak, all_events_heap, run.log.at_exit->kept_every_event(), held, start, end);
}

Sums sums_at(const MassifRun& run, std::size_t index) {
  const MassifBoundary& boundary = run.events.boundaries[index];
  return Sums{to_signed(boundary.current_bytes),
              run.log.marks.at(static_cast<std::uint32_t>(index)).live_blocks(),
              to_signed(boundary.total_bytes - boundary.own_bytes),
              to_signed(boundary.total_blocks - boundary.own_blocks)};
}

Sums sums_at_exit(const MassifRun& run) {
  const MassifWireHeader& header = run.events.header;
  return Sums{to_signed(run.at_exit.current_bytes) - to_signed(header.ballast.bytes),
              std::int64_t{run.log.at_exit->live_blocks()} - (header.ballast.bytes != 0 ? 1 : 0),
              to_signed(run.at_exit.total_bytes - header.own_bytes),
              to_signed(run.at_exit.total_blocks - header.own_blocks)};
}

Expected<void> check(const MassifRun& run) {
  const auto refuse = [](std::string what, std::string hint) {
    return fail(ExitStatus::kProbe, std::move(what), std::move(hint));
  };
  if (!run.log.at_exit)
    return refuse("Valgrind's log lacks massif's statistics",
                  "is the disk full, or is this Valgrind older than 3.19?");
  const MassifStats& stats = *run.log.at_exit;
  if (stats.ignored != 0)
    return refuse(fmt::format("massif left out {} allocations and frees whose call stack it could not read",
                              stats.ignored),
                  "measure this scenario with the counting probe");
  if (stats.allocations + stats.reallocations != static_cast<std::uint32_t>(run.at_exit.total_blocks))
    return refuse(
        fmt::format(
            "massif lost track of the heap: it saw {} allocations and {} reallocations, but {} blocks",
            stats.allocations, stats.reallocations, run.at_exit.total_blocks),
        "a realloc that fails makes massif forget the block; measure this scenario with the counting probe");
  if (stats.peak_snapshots != 0 && find_peak(run.snapshots) == nullptr)
    return refuse("massif's file lacks the peak that its statistics count",
                  "the file was cut: is the disk full?");
  const std::vector<MassifBoundary>& boundaries = run.events.boundaries;
  for (std::size_t index = 0; index < boundaries.size(); ++index) {
    if (!run.log.marks.contains(static_cast<std::uint32_t>(index)))
      return refuse(fmt::format("Valgrind's log lacks the statistics of region boundary {}", index),
                    "is the disk full?");
    const MassifBoundary& boundary = boundaries[index];
    const std::uint64_t peak = boundary.peak.heap + boundary.peak.extra;
    const std::uint64_t peak_before =
        index == 0 ? 0 : boundaries[index - 1].peak.heap + boundaries[index - 1].peak.extra;
    if (index > 0 && (peak <= peak_before || boundary.peak.heap < boundary.held.bytes))
      return refuse(fmt::format("massif kept no peak of its own before region boundary {}", index),
                    "please report this: the shim's ballast block was too small");
  }
  const std::uint64_t held_last = boundaries.empty() ? 0 : boundaries.back().next.bytes;
  if (run.events.header.ballast.bytes != held_last)
    return refuse("the program ended while one of its threads was entering or leaving a region",
                  "end the region before the program, or measure it with the counting probe");
  return {};
}

RegionResult region_entry(const MassifRun& run, std::size_t first, std::size_t last, const Interval& peak) {
  const bool at_exit = last == run.events.boundaries.size();
  const Sums begin = sums_at(run, first);
  const Sums end = at_exit ? sums_at_exit(run) : sums_at(run, last);
  RegionResult result;
  result.name = run.events.boundaries[first].name;
  result.iterations = to_signed(run.events.boundaries[first].iterations);
  result.metrics.peak_bytes = std::max<std::int64_t>(0, peak.low - begin.live_bytes);
  result.peak_upper_bytes = std::max<std::int64_t>(0, peak.high - begin.live_bytes);
  result.metrics.retained_bytes = end.live_bytes - begin.live_bytes;
  result.metrics.retained_blocks = end.live_blocks - begin.live_blocks;
  result.metrics.allocated_bytes = end.total_bytes - begin.total_bytes;
  result.metrics.allocations = end.total_blocks - begin.total_blocks;
  return result;
}

// One name, one region: the largest of the peaks, the sum of the rest.
void merge(std::vector<RegionResult>& regions, RegionResult entry) {
  const auto same = std::find_if(regions.begin(), regions.end(),
                                 [&](const RegionResult& region) { return region.name == entry.name; });
  if (same == regions.end()) {
    regions.push_back(std::move(entry));
    return;
  }
  same->metrics.peak_bytes = std::max(same->metrics.peak_bytes, entry.metrics.peak_bytes);
  same->peak_upper_bytes = std::max(same->peak_upper_bytes, entry.peak_upper_bytes);
  same->metrics.retained_bytes += entry.metrics.retained_bytes;
  same->metrics.retained_blocks += entry.metrics.retained_blocks;
  same->metrics.allocated_bytes += entry.metrics.allocated_bytes;
  same->metrics.allocations += entry.metrics.allocations;
  same->iterations += entry.iterations;
}

}  // namespace

Expected<MassifNumbers> massif_numbers(const MassifRun& run) {
  HIGHWATER_TRY_VOID(check(run));
  const std::vector<MassifBoundary>& boundaries = run.events.boundaries;
  const Sums exit = sums_at_exit(run);

  std::vector<Interval> windows;  // windows[k] is the one before boundary k; the last ends with the program
  for (std::size_t index = 0; index < boundaries.size(); ++index)
    windows.push_back(window_before(run, index));
  windows.push_back(last_window(run, exit.live_bytes));

  // Of the windows first..last and the boundaries between and around them, those of the region alone or of
  // the process.
  const auto peak_of = [&](std::size_t first_window, std::size_t last_window_index,
                           std::size_t first_boundary) {
    Interval peak = windows[first_window];
    for (std::size_t index = first_window; index <= last_window_index; ++index) peak.include(windows[index]);
    for (std::size_t index = first_boundary; index < boundaries.size() && index <= last_window_index; ++index)
      if (const std::optional<std::int64_t> gap = gap_peak(boundaries[index]))
        peak.high = std::max(peak.high, *gap);
    return peak;
  };

  MassifNumbers numbers;
  const Interval peak = peak_of(0, boundaries.size(), 0);
  numbers.metrics.peak_bytes = peak.low;
  numbers.peak_upper_bytes = peak.high;
  numbers.exact = peak.low == peak.high;
  numbers.metrics.retained_bytes = exit.live_bytes;
  numbers.metrics.retained_blocks = exit.live_blocks;
  numbers.metrics.allocated_bytes = exit.total_bytes;
  numbers.metrics.allocations = exit.total_blocks;

  for (std::size_t index = 0; index < boundaries.size(); ++index) {
    if (boundaries[index].kind != MassifBoundaryKind::kEnter) continue;
    std::size_t last = index + 1;  // the boundary that leaves it, or one past the end
    while (last < boundaries.size() &&
           (boundaries[last].kind != MassifBoundaryKind::kLeave || boundaries[last].entry != index))
      ++last;
    merge(numbers.regions, region_entry(run, index, last, peak_of(index + 1, last, index)));
  }
  for (RegionResult& region : numbers.regions)
    region.exact = region.metrics.peak_bytes == region.peak_upper_bytes;
  return numbers;
}

}  // namespace highwater
