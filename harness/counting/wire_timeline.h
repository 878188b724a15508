// SPDX-License-Identifier: Apache-2.0
// The part of the shared memory that says how the live bytes went over the run. Its clock is bytes allocated
// plus bytes freed: the same in every run of a deterministic program.
//
// Written by timeline.cc in the target; read by probe/segment_timeline.cc in the harness. Change kWireVersion
// in wire.h with any change here.
#pragma once

#include <atomic>
#include <cstdint>

namespace highwater::counting {

inline constexpr std::uint32_t kMaxPoints = 512;
inline constexpr std::uint32_t kMaxMarks = 512;
inline constexpr std::int64_t kFirstStepBytes = 1024;

struct TimelinePoint {
  std::atomic<std::int64_t> clock_bytes;
  std::atomic<std::int64_t> live_bytes;
  std::atomic<std::int64_t> time_ns;  // CLOCK_MONOTONIC
};

enum MarkKind : std::uint32_t { kEnterMark, kIterationMark, kLeaveMark };

struct TimelineMark {
  std::atomic<std::uint32_t> kind;      // MarkKind
  std::atomic<std::uint32_t> region;    // index into Process::regions
  std::atomic<std::int64_t> number;     // from 1, of this kind in this region
  std::atomic<std::int64_t> net_bytes;  // of an iteration: retained by all passes of the region up to here
  TimelinePoint at;
};

// Entries in order of time. `filled` is the number of those in copies[0], or kSecondCopy plus the number in
// copies[1]: thinning out writes the other copy and changes over with one store, so that a kill leaves one or
// the other.
inline constexpr std::uint32_t kSecondCopy = 1u << 31;
template <typename Entry, std::uint32_t kCapacity>
struct ThinnedList {
  std::atomic<std::uint32_t> filled;
  Entry copies[2][kCapacity];
};

struct Timeline {
  std::atomic<std::int64_t> step_bytes;  // of the clock: one point in each
  std::atomic<std::int64_t> mark_step;   // one mark of each kind and region in so many
  std::atomic<std::int64_t> start_ns;
  ThinnedList<TimelinePoint, kMaxPoints> points;
  ThinnedList<TimelineMark, kMaxMarks> marks;
};

}  // namespace highwater::counting
