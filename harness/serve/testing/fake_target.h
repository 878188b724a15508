// SPDX-License-Identifier: Apache-2.0
// A command that does what a test says, for tests of what watches it. Made over in one thread at a time.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "probe/live.h"
#include "report/testing/made_result.h"

namespace highwater {

class FakeTarget final : public LiveTarget {
 public:
  FakeTarget() {
    state_.pid = 4711;
    state_.elapsed = std::chrono::seconds(90);
    state_.live_bytes = 1000;
    state_.live_blocks = 2;
    state_.peak_bytes = 3000;
    state_.peak_upper_bytes = 3000;
    state_.allocated_bytes = 5000;
    state_.allocations = 7;
    result_ = made_result({made_site(900, {"grow", "fetch", "main"}), made_site(100, {"keep", "main"})});
  }

  // Under the lock: requests may be under way.
  void change(const std::function<void(LiveNumbers&, Measurement&)>& how) {
    const std::lock_guard lock(mutex_);
    how(state_, result_);
  }
  std::vector<std::string> marks() const {
    const std::lock_guard lock(mutex_);
    return marks_;
  }
  // While this is set, measurement() does not return.
  std::atomic<bool> is_slow = false;
  std::atomic<int> measured = 0;

  LiveNumbers numbers() const override {
    const std::lock_guard lock(mutex_);
    return state_;
  }
  Timeline timeline() const override { return {}; }
  Expected<Measurement> measurement() const override {
    ++const_cast<FakeTarget*>(this)->measured;
    while (is_slow) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex_);
    return result_;
  }
  Expected<void> start_recording() override {
    const std::lock_guard lock(mutex_);
    if (state_.recording.on) return fail(ExitStatus::kUsage, "call sites are recorded already", "stop first");
    state_.recording = {.on = true,
                        .window = state_.recording.window + 1,
                        .started = state_.elapsed,
                        .stopped = std::nullopt};
    return {};
  }
  Expected<void> stop_recording() override {
    const std::lock_guard lock(mutex_);
    if (!state_.recording.on) return fail(ExitStatus::kUsage, "call sites are not recorded", "start first");
    state_.recording.on = false;
    state_.recording.stopped = state_.elapsed;
    return {};
  }
  Expected<void> mark(const std::string& name) override {
    const std::lock_guard lock(mutex_);
    if (name.size() > 200) return fail(ExitStatus::kUsage, "a mark has at most 200 bytes", "shorten it");
    marks_.push_back(name);
    return {};
  }
  Expected<LiveSnapshot> snapshot() override {
    const std::lock_guard lock(mutex_);
    return LiveSnapshot{++snapshots_, "highwater." + std::to_string(snapshots_) + ".json"};
  }

 private:
  mutable std::mutex mutex_;
  LiveNumbers state_;
  Measurement result_;
  std::vector<std::string> marks_;
  std::int64_t snapshots_ = 0;
};

}  // namespace highwater
