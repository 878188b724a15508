// SPDX-License-Identifier: Apache-2.0
// So many at once, and then so many a second: for wrong tokens. Used by guard.cc.
#pragma once

#include <chrono>

namespace highwater {

// A bucket that fills up again with time. Thread safety: none. Reads no clock.
class RateLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  RateLimit(double most_at_once, double a_second)
      : most_at_once_(most_at_once), a_second_(a_second), left_(most_at_once) {}

  // Is one more allowed at `now`? If so it is taken. Time does not go backwards.
  bool take(Time now);

 private:
  double most_at_once_;
  double a_second_;
  double left_;
  Time last_{};
};

}  // namespace highwater
