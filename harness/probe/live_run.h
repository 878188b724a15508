// SPDX-License-Identifier: Apache-2.0
// The LiveTarget of a run under the counting library: reads the segment while the target writes it. Made by
// the counting probe, which tells it when the command starts and ends.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "probe/live.h"
#include "probe/probe.h"
#include "probe/segment.h"
#include "probe/segment_recording.h"
#include "probe/site_names.h"

namespace highwater {

class LiveRun final : public LiveTarget {
 public:
  // Of a report, the measurement without sites, or why there is none.
  using Measure = std::function<Expected<Measurement>(const ProcessReport&)>;

  // With Sites::kOn the first recording is on from the start. `plug_ins` is the folder of the symboliser.
  // BORROWS: segment, which is watched if request.live.recording.
  LiveRun(Segment& segment, const ProbeRequest& request, std::string plug_ins, Measure measure);

  // The command has been started, has ended.
  void started();
  void ended(const ScenarioEnd& end);
  // Another program runs in its place: the numbers are a wrapper's, and no result will come of it.
  bool is_replaced() const;
  // Names some of the sites that are new, so that who wants a result need not wait for it. Takes milliseconds
  // (the first time a tenth of a second, for the symboliser), and nothing while no recording is on or
  // somebody else is naming.
  void name_ahead();

  // Sites and notes of the target as it is, for a measurement that was made of its report. Errors: kProbe, no
  // symboliser.
  Expected<void> complete(Measurement& measurement) const;

  LiveNumbers numbers() const override;
  Timeline timeline() const override;
  Expected<Measurement> measurement() const override;
  Expected<void> start_recording() override;
  Expected<void> stop_recording() override;
  Expected<void> mark(const std::string& name) override;
  Expected<LiveSnapshot> snapshot() override;

 private:
  using Clock = std::chrono::steady_clock;

  // Under the lock.
  std::chrono::milliseconds elapsed() const;
  std::int64_t peak() const;
  Expected<void> require_running() const;
  Expected<void> add_sites(Measurement& measurement) const;
  // Under the naming lock.
  Expected<void> load_namer() const;

  Segment& segment_;
  const std::string name_;  // of the command, for messages
  const bool can_record_;
  const bool from_start_;
  const std::optional<SnapshotPlace> place_;
  const std::string plug_ins_;
  const Measure measure_;

  mutable std::mutex lock_;
  std::optional<Clock::time_point> started_;
  std::chrono::system_clock::time_point started_at_;
  std::optional<ScenarioEnd> end_;
  std::chrono::milliseconds life_{0};
  RecordingState recording_;
  RecordingSpan span_;
  std::vector<TimelineNote> notes_;

  // Naming takes long: the quick calls do not wait for it. Locked before lock_.
  mutable std::mutex naming_lock_;
  mutable std::unique_ptr<Symbolizer> symbolizer_;
  mutable std::unique_ptr<SiteNamer> namer_;
  mutable SegmentSites places_;
  std::size_t named_ahead_ = 0;

  std::mutex snapshot_lock_;  // locked before the others
  std::int64_t snapshots_ = 0;
};

}  // namespace highwater
