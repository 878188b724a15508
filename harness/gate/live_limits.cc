// SPDX-License-Identifier: Apache-2.0
#include "gate/live_limits.h"

#include <utility>

namespace highwater {

Expected<void> LiveLimits::starts(LiveTarget& target) {
  return next_ == nullptr ? Expected<void>() : next_->starts(target);
}

// The peak and not what is live: it has seen what came and went between two looks.
void LiveLimits::look_at_limit(LiveTarget& target, const LiveNumbers& numbers) {
  if (is_above_ || !rules_.fail_above_bytes || numbers.peak_bytes <= *rules_.fail_above_bytes) return;
  is_above_ = true;
  wants_end_ = true;
  noticed_ = numbers.elapsed;
  Expected<Measurement> measurement = target.measurement();
  if (measurement) at_limit_ = *std::move(measurement);  // else the run's own result will do
}

// One that was missed (the machine slept) is not made up for.
void LiveLimits::keep_snapshot(LiveTarget& target, const LiveNumbers& numbers) {
  if (!rules_.snapshot_every || numbers.elapsed - last_snapshot_ < *rules_.snapshot_every) return;
  last_snapshot_ = numbers.elapsed - (numbers.elapsed - last_snapshot_) % *rules_.snapshot_every;
  const Expected<LiveSnapshot> kept = target.snapshot();
  if (kept) ++snapshots_;
  if (!kept && !problem_) problem_ = kept.error();
}

LiveWish LiveLimits::look(LiveTarget& target) {
  const LiveNumbers numbers = target.numbers();
  look_at_limit(target, numbers);
  if (!wants_end_) keep_snapshot(target, numbers);
  if (rules_.run_for && numbers.elapsed >= *rules_.run_for) wants_end_ = true;
  const LiveWish next = next_ == nullptr ? LiveWish::kGoOn : next_->look(target);
  return wants_end_ ? LiveWish::kEnd : next;
}

void LiveLimits::ended(LiveTarget& target) {
  const LiveNumbers numbers = target.numbers();
  if (!is_above_ && rules_.fail_above_bytes && numbers.peak_bytes > *rules_.fail_above_bytes) {
    is_above_ = true;
    noticed_ = numbers.elapsed;
  }
  if (next_ != nullptr) next_->ended(target);
}

}  // namespace highwater
