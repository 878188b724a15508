// SPDX-License-Identifier: Apache-2.0
#include "serve/live_history.h"

namespace highwater {

void LiveHistory::add(const HistoryPoint& point) {
  // The last one is where the chart ends, so it is always there; it stays if the one before is far enough.
  if (points_.size() >= 2 && points_.back().elapsed_ms - points_[points_.size() - 2].elapsed_ms < step_ms_)
    points_.pop_back();
  points_.push_back(point);
  if (points_.size() <= kMost) return;
  std::vector<HistoryPoint> kept;
  for (std::size_t i = 0; i < points_.size(); i += 2) kept.push_back(points_[i]);
  step_ms_ = 2 * (points_.back().elapsed_ms - points_.front().elapsed_ms) /
             static_cast<std::int64_t>(points_.size() - 1);
  points_.swap(kept);
}

}  // namespace highwater
