// SPDX-License-Identifier: Apache-2.0
// What a running command is held to: a limit of live bytes, a time after which it is enough, and results that
// are kept at intervals. Called by `run`, which gives it to the probe as the run's observer.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "probe/live.h"

namespace highwater {

struct LiveRules {
  std::optional<std::int64_t> fail_above_bytes;
  std::optional<std::chrono::milliseconds> snapshot_every;
  std::optional<std::chrono::milliseconds> run_for;
};

// Thread safety: none; the probe calls it in the thread of its run().
class LiveLimits final : public LiveObserver {
 public:
  // `next`, if there is one, is told everything too, and may end the command. BORROWS: next.
  explicit LiveLimits(LiveRules rules, LiveObserver* next = nullptr) : rules_(rules), next_(next) {}

  Expected<void> starts(LiveTarget& target) override;
  LiveWish look(LiveTarget& target) override;
  void ended(LiveTarget& target) override;

  // After the run: whether it was the rules that ended it.
  bool has_ended_it() const { return wants_end_; }
  // Whether more than fail_above_bytes were live at any moment: the process's own peak says so, whether
  // anybody looked then or not.
  bool is_above() const { return is_above_; }
  // The result of the moment when that was noticed, while the command ran.
  const std::optional<Measurement>& at_limit() const { return at_limit_; }
  std::chrono::milliseconds noticed() const { return noticed_; }  // after the command was started
  // The first numbered result that could not be kept; the run goes on without.
  const std::optional<Error>& problem() const { return problem_; }
  std::int64_t snapshots() const { return snapshots_; }

 private:
  void look_at_limit(LiveTarget& target, const LiveNumbers& numbers);
  void keep_snapshot(LiveTarget& target, const LiveNumbers& numbers);

  LiveRules rules_;
  LiveObserver* next_;
  bool wants_end_ = false;
  bool is_above_ = false;
  std::optional<Measurement> at_limit_;
  std::chrono::milliseconds noticed_{0};
  std::chrono::milliseconds last_snapshot_{0};
  std::int64_t snapshots_ = 0;
  std::optional<Error> problem_;
};

}  // namespace highwater
