// SPDX-License-Identifier: Apache-2.0
#include "counting/timeline.h"

#include <time.h>

namespace highwater::counting {
namespace {

constexpr std::memory_order kRelaxed = std::memory_order_relaxed;

// Through the vDSO: no system call.
std::int64_t now_ns() noexcept {
  struct timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void copy(TimelinePoint& to, const TimelinePoint& from) noexcept {
  to.clock_bytes.store(from.clock_bytes.load(kRelaxed), kRelaxed);
  to.live_bytes.store(from.live_bytes.load(kRelaxed), kRelaxed);
  to.time_ns.store(from.time_ns.load(kRelaxed), kRelaxed);
}

void copy(TimelineMark& to, const TimelineMark& from) noexcept {
  to.kind.store(from.kind.load(kRelaxed), kRelaxed);
  to.region.store(from.region.load(kRelaxed), kRelaxed);
  to.number.store(from.number.load(kRelaxed), kRelaxed);
  copy(to.at, from.at);
}

void fill(TimelinePoint& point, std::int64_t clock_bytes, std::int64_t live_bytes) noexcept {
  point.clock_bytes.store(clock_bytes, kRelaxed);
  point.live_bytes.store(live_bytes, kRelaxed);
  point.time_ns.store(now_ns(), kRelaxed);
}

// The next free entry; null when the list is full.
template <typename Entry, std::uint32_t kCapacity>
Entry* next_entry(ThinnedList<Entry, kCapacity>& list) noexcept {
  const std::uint32_t filled = list.filled.load(kRelaxed);
  const std::uint32_t count = filled & ~kSecondCopy;
  return count == kCapacity ? nullptr : &list.copies[filled / kSecondCopy][count];
}

template <typename Entry, std::uint32_t kCapacity>
void publish(ThinnedList<Entry, kCapacity>& list) noexcept {
  list.filled.store(list.filled.load(kRelaxed) + 1, std::memory_order_release);
}

template <typename Entry, std::uint32_t kCapacity, typename Keep>
void thin(ThinnedList<Entry, kCapacity>& list, Keep keep) noexcept {
  const std::uint32_t from = list.filled.load(kRelaxed) / kSecondCopy;
  const std::uint32_t to = 1 - from;
  std::uint32_t count = 0;
  for (const Entry& entry : list.copies[from])
    if (keep(entry)) copy(list.copies[to][count++], entry);
  list.filled.store(to * kSecondCopy + count, std::memory_order_release);
}

}  // namespace

void TimelineRecorder::start(Timeline* timeline) noexcept {
  timeline_ = timeline;
  timeline->step_bytes.store(kFirstStepBytes, kRelaxed);
  timeline->mark_step.store(1, kRelaxed);
  timeline->start_ns.store(now_ns(), kRelaxed);
}

// A large block may skip steps, so a point is kept by the step that it is in and not by its number.
void TimelineRecorder::add_point(std::int64_t clock_bytes, std::int64_t live_bytes) noexcept {
  std::int64_t step = timeline_->step_bytes.load(kRelaxed);
  std::int64_t last = -1;
  while (next_entry(timeline_->points) == nullptr) {
    step *= 2;
    last = 0;  // the step before the first, which is the start of the run
    thin(timeline_->points, [&](const TimelinePoint& point) {
      const std::int64_t own = point.clock_bytes.load(kRelaxed) / step;
      const bool keep = own > last;
      if (keep) last = own;
      return keep;
    });
    timeline_->step_bytes.store(step, kRelaxed);
  }
  next_ = (clock_bytes / step + 1) * step;
  if (clock_bytes / step == last) return;  // its step has become that of the point before
  fill(*next_entry(timeline_->points), clock_bytes, live_bytes);
  publish(timeline_->points);
}

void TimelineRecorder::add_mark(MarkKind kind, std::uint32_t region, std::int64_t number,
                                std::int64_t clock_bytes, std::int64_t live_bytes,
                                std::int64_t net_bytes) noexcept {
  // Many regions may have entered once each: then nothing goes, and the list stays full.
  constexpr std::int64_t kLargestStep = std::int64_t{1} << 40;
  const std::int64_t step = timeline_->mark_step.load(kRelaxed);
  if (next_entry(timeline_->marks) == nullptr && step < kLargestStep) {
    timeline_->mark_step.store(2 * step, kRelaxed);
    thin(timeline_->marks, [&](const TimelineMark& mark) { return keeps(mark.number.load(kRelaxed)); });
    if (!keeps(number)) return;
  }
  TimelineMark* mark = next_entry(timeline_->marks);
  if (mark == nullptr) return;
  mark->kind.store(kind, kRelaxed);
  mark->region.store(region, kRelaxed);
  mark->number.store(number, kRelaxed);
  mark->net_bytes.store(net_bytes, kRelaxed);
  fill(mark->at, clock_bytes, live_bytes);
  publish(timeline_->marks);
}

}  // namespace highwater::counting
