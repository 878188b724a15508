// SPDX-License-Identifier: Apache-2.0
// A command that stands still, for the server to be asked about. It keeps nothing that clients send.
#pragma once

#include <mutex>
#include <string>

#include "probe/live.h"

namespace highwater::fuzz {

class StillTarget final : public LiveTarget {
 public:
  LiveNumbers numbers() const override {
    const std::lock_guard lock(mutex_);
    LiveNumbers numbers;
    numbers.pid = 4711;
    numbers.elapsed = std::chrono::seconds(90);
    numbers.live_bytes = numbers.peak_bytes = numbers.peak_upper_bytes = numbers.allocated_bytes = kBytes;
    numbers.live_blocks = numbers.allocations = 1;
    numbers.recording = recording_;
    return numbers;
  }
  Timeline timeline() const override { return {}; }
  Expected<Measurement> measurement() const override {
    Measurement measurement;
    measurement.command = {"./service"};
    measurement.metrics.peak_bytes = measurement.metrics.retained_bytes =
        measurement.metrics.allocated_bytes = kBytes;
    measurement.metrics.retained_blocks = measurement.metrics.allocations = 1;
    measurement.peak_upper_bytes = kBytes;
    measurement.has_sites = true;
    Frame frame;
    frame.function = "serve(<b>)";
    frame.module = "/bin/service";
    measurement.sites.push_back({.peak_bytes = kBytes,
                                 .peak_blocks = 1,
                                 .retained_bytes = kBytes,
                                 .retained_blocks = 1,
                                 .allocated_bytes = kBytes,
                                 .allocations = 1,
                                 .frames = {}});
    measurement.sites.back().frames.emplace_back(frame);
    return measurement;
  }
  Expected<void> start_recording() override { return record(true); }
  Expected<void> stop_recording() override { return record(false); }
  Expected<void> mark(const std::string& name) override {
    if (name.empty()) return fail(ExitStatus::kUsage, "a mark without a name", "name it");
    return {};
  }
  Expected<LiveSnapshot> snapshot() override { return LiveSnapshot{1, "highwater.1.json"}; }

 private:
  static constexpr std::int64_t kBytes = 1000;

  Expected<void> record(bool on) {
    const std::lock_guard lock(mutex_);
    if (recording_.on == on) return fail(ExitStatus::kUsage, "it is so already", "leave it");
    recording_.on = on;
    return {};
  }

  mutable std::mutex mutex_;
  RecordingState recording_;
};

}  // namespace highwater::fuzz
