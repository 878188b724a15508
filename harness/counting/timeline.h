// SPDX-License-Identifier: Apache-2.0
// Records the timeline: a point where the clock enters a new step, a mark at a region's boundaries and
// iterations. Bounded: when a list is full, its step doubles and every second entry goes. Called by the
// ledger and the regions.
//
// Thread safety: none; the ledger's lock is held, or the process has one thread.
#pragma once

#include <cstdint>

#include "counting/wire_timeline.h"

namespace highwater::counting {

class TimelineRecorder {
 public:
  // BORROWS: timeline, for ever.
  void start(Timeline* timeline) noexcept;

  // The clock at which the next point is due.
  std::int64_t next_point() const noexcept { return next_; }
  // REQUIRES: clock_bytes >= next_point()
  void add_point(std::int64_t clock_bytes, std::int64_t live_bytes) noexcept;

  // Whether the mark of this number would be kept; asked before the numbers for it are gathered.
  bool keeps(std::int64_t number) const noexcept {
    return (number - 1) % timeline_->mark_step.load(std::memory_order_relaxed) == 0;
  }
  // REQUIRES: keeps(number)
  void add_mark(MarkKind kind, std::uint32_t region, std::int64_t number, std::int64_t clock_bytes,
                std::int64_t live_bytes, std::int64_t net_bytes) noexcept;

 private:
  Timeline* timeline_ = nullptr;
  std::int64_t next_ = kFirstStepBytes;
};

}  // namespace highwater::counting
