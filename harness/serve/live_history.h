// SPDX-License-Identifier: Apache-2.0
// What the live page's chart begins with: live bytes and peak since the start of the command, so that a page
// that is opened late shows it all. Kept by live_service.cc.
#pragma once

#include <cstdint>
#include <vector>

namespace highwater {

struct HistoryPoint {
  std::int64_t elapsed_ms = 0;
  std::int64_t live_bytes = 0;
  std::int64_t peak_bytes = 0;  // since the start: between two points it may have been higher than both

  bool operator==(const HistoryPoint&) const = default;
};

// At most `kMost` points: when they have filled their room every second one goes, and half as many come in.
// Thread safety: none.
class LiveHistory {
 public:
  static constexpr std::size_t kMost = 600;

  // REQUIRES: not earlier than the last one.
  void add(const HistoryPoint& point);
  const std::vector<HistoryPoint>& points() const { return points_; }

 private:
  std::vector<HistoryPoint> points_;
  std::int64_t step_ms_ = 1;
};

}  // namespace highwater
