// SPDX-License-Identifier: Apache-2.0
// A command that is being measured and runs: what can be seen of it meanwhile, and recording of its call
// sites on request. The counting probe makes a LiveTarget of each request that has a LiveObserver; used by
// gate/ (limits, snapshots) and serve/ (HTTP).
//
// Everything is read from the memory that the target shares (counting/wire.h), and recording is switched
// there by one word: the target gets no thread, signal or socket, holds no lock that the harness takes and is
// never paused.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"
#include "result/measurement.h"

namespace highwater {

// Call sites are recorded in windows: each start begins a new one, in which no site has allocated anything.
struct RecordingState {
  bool on = false;
  std::int64_t window = 0;  // its number, from 1; after a stop that of the last one. 0: none so far
  std::optional<std::chrono::milliseconds> started;  // the window, after the command did
  std::optional<std::chrono::milliseconds> stopped;  // none while it is on
};

// In requested bytes, as everywhere. Cheap enough for a look every few milliseconds.
struct LiveNumbers {
  int pid = 0;                           // 0: it has not started to count yet; the numbers are 0 too
  std::chrono::milliseconds elapsed{0};  // since the command was started; of one that has ended, its life
  std::chrono::system_clock::time_point started_at;
  std::int64_t live_bytes = 0;
  std::int64_t live_blocks = 0;
  std::int64_t peak_bytes = 0;        // since the start, whether anybody looked then or not
  std::int64_t peak_upper_bytes = 0;  // as in Measurement
  std::int64_t allocated_bytes = 0;
  std::int64_t allocations = 0;
  RecordingState recording;
  std::optional<ScenarioEnd> end;  // none: it runs
};

// A result that was kept while the command ran.
struct LiveSnapshot {
  std::int64_t number = 0;  // from 1
  std::string path;
};

// Thread safety: all calls, from any thread. Valid until LiveObserver::ended() has returned.
class LiveTarget {
 public:
  virtual ~LiveTarget() = default;

  virtual LiveNumbers numbers() const = 0;

  // Live bytes over the run so far, with the marks of regions and the notes of mark().
  virtual Timeline timeline() const = 0;

  // The result so far: what the result file would say if the command ended now (`retained_bytes`: what is
  // live), but for the context's libraries and peak RSS, which are known at the end. Takes milliseconds, and
  // longer where sites are named for the first time. Errors: kProbe, not attached (yet), or no symboliser.
  //
  // Where recording is available it has sites: those of the window that is on, or of the last one, and one
  // row for all else, with which the sums over the sites are the metrics: kBeforeRecordingFrame (site.h),
  // after a stop kNotRecordedFrame. Before any window this is the only row. The row has no peak_blocks. What
  // is live is the sites' own after a stop too: frees of recorded blocks are counted on.
  //
  // Of a target that allocates meanwhile, each row is right at a moment within the reading, which takes about
  // a millisecond for 10,000 sites; the row for all else may be off by what happens in it, and is never
  // negative. Of one that is quiet or has ended, everything is right to the byte.
  virtual Expected<Measurement> measurement() const = 0;

  // Errors (kUsage): recording is not available in this run; it is on, or off, already; the target has ended;
  // too many windows (16,383).
  virtual Expected<void> start_recording() = 0;
  virtual Expected<void> stop_recording() = 0;

  // Sets a mark on the timeline, here and now. Errors (kUsage): an empty name, one of more than 200 bytes or
  // with control characters; more than 512 marks; the target has ended.
  virtual Expected<void> mark(const std::string& name) = 0;

  // Keeps measurement() as a numbered result file. Errors: those of measurement(); kUsage: no place was given
  // for them (LiveRequest::snapshots), or it cannot be written.
  virtual Expected<LiveSnapshot> snapshot() = 0;
};

// What an observer wants to become of the command.
enum class LiveWish {
  kGoOn,
  kEnd,  // SIGTERM now, SIGKILL if it has not ended after LiveRequest::grace
};

// Called by the probe, in the thread that runs it.
class LiveObserver {
 public:
  virtual ~LiveObserver() = default;
  // Before the command is started. An error is the run's: the command is not started.
  virtual Expected<void> starts(LiveTarget& target) = 0;
  // At once and then every LiveRequest::interval while it runs.
  virtual LiveWish look(LiveTarget& target) = 0;
  // It has ended: numbers().end says how, and measurement() is final. Also of a command that could not be
  // started (after starts() has returned), where `end` is none. The last call: afterwards nobody may use the
  // target.
  virtual void ended(LiveTarget& target) = 0;
};

// Where numbered results go: `folder`/`stem`.N.json; those that are older than the last `keep` are removed.
struct SnapshotPlace {
  std::string folder;
  std::string stem = "highwater";
  std::int64_t keep = 10;
};

// What a ProbeRequest asks for besides.
struct LiveRequest {
  LiveObserver* observer = nullptr;  // BORROWS; null: nobody looks, and the rest is ignored
  bool recording = false;  // sites can be recorded on request; with Sites::kOn they are from the start
  std::chrono::milliseconds interval{20};
  std::chrono::milliseconds grace{5000};
  std::optional<SnapshotPlace> snapshots;
};

}  // namespace highwater
