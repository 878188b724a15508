// SPDX-License-Identifier: Apache-2.0
#include "probe/live_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/file.h"
#include "probe/segment_timeline.h"
#include "result/json.h"

namespace highwater {
namespace {

constexpr std::size_t kMaxNotes = 512;
constexpr std::size_t kMaxNameBytes = 200;

double in_seconds(std::chrono::milliseconds time) {
  return static_cast<double>(time.count()) / 1000;
}

tl::unexpected<Error> not_attached_yet(const std::string& name) {
  return fail(ExitStatus::kProbe, fmt::format("{}: nothing is counted yet", name),
              "the command has just been started: ask again");
}

SiteResult row_of_rest(const char* function, SiteResult numbers) {
  Frame frame;
  frame.function = function;
  numbers.frames = {FrameRef(std::move(frame))};
  return numbers;
}

// "[before recording]" while one is on; one that was on from the start leaves nothing to others, but for what
// happened while it was read.
const char* name_of_rest(const RecordingState& recording, bool from_start) {
  if (!recording.on && recording.window > 0) return kNotRecordedFrame;
  return recording.on && from_start && recording.window == 1 ? kUnattributedFrame : kBeforeRecordingFrame;
}

std::optional<std::string> describe(const RecordingState& recording, bool from_start) {
  if (recording.window == 0) return "call sites have not been recorded: POST /api/record/start begins";
  if (recording.on && from_start && recording.window == 1) return std::nullopt;
  if (recording.on)
    return fmt::format("call sites are those from {:.1f} s on (recording {})", in_seconds(*recording.started),
                       recording.window);
  return fmt::format("call sites are those from {:.1f} s to {:.1f} s (recording {})",
                     in_seconds(*recording.started), in_seconds(*recording.stopped), recording.window);
}

std::string snapshot_path(const SnapshotPlace& place, std::int64_t number) {
  return (std::filesystem::path(place.folder) / fmt::format("{}.{}.json", place.stem, number)).string();
}

}  // namespace

LiveRun::LiveRun(Segment& segment, const ProbeRequest& request, std::string plug_ins, Measure measure)
    : segment_(segment),
      name_(request.command.front()),
      can_record_(request.live.recording),
      from_start_(can_record_ && request.sites == Sites::kOn),
      place_(request.live.snapshots),
      plug_ins_(std::move(plug_ins)),
      measure_(std::move(measure)) {
  if (!from_start_) return;
  recording_ = {.on = true, .window = 1, .started = std::chrono::milliseconds(0), .stopped = std::nullopt};
  segment_.set_recording(counting::recording_word(1, true));
}

void LiveRun::started() {
  const std::lock_guard guard(lock_);
  started_ = Clock::now();
  started_at_ = std::chrono::system_clock::now();
}

void LiveRun::ended(const ScenarioEnd& end) {
  const std::lock_guard guard(lock_);
  life_ = elapsed();
  end_ = end;
}

bool LiveRun::is_replaced() const {
  const counting::Process* const process = segment_.first();
  return process != nullptr && process->state.load() == counting::kReplaced;
}

std::chrono::milliseconds LiveRun::elapsed() const {
  if (end_ || !started_) return life_;
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - *started_);
}

std::int64_t LiveRun::peak() const {
  const counting::Process* const process = segment_.first();
  return process == nullptr ? 0 : read_totals(*process).metrics.peak_bytes;
}

LiveNumbers LiveRun::numbers() const {
  LiveNumbers numbers;
  {
    const std::lock_guard guard(lock_);
    numbers.elapsed = elapsed();
    numbers.started_at = started_at_;
    numbers.recording = recording_;
    numbers.end = end_;
  }
  const counting::Process* const process = segment_.first();
  if (process == nullptr) return numbers;
  const ProcessReport report = read_totals(*process);
  numbers.pid = report.pid;
  numbers.live_bytes = report.metrics.retained_bytes;
  numbers.live_blocks = report.metrics.retained_blocks;
  numbers.peak_bytes = report.metrics.peak_bytes;
  numbers.peak_upper_bytes = report.peak_upper_bytes;
  numbers.allocated_bytes = report.metrics.allocated_bytes;
  numbers.allocations = report.metrics.allocations;
  return numbers;
}

Timeline LiveRun::timeline() const {
  const counting::Process* const process = segment_.first();
  if (process == nullptr) return {};
  Timeline timeline = read_process(*process).timeline;
  const std::lock_guard guard(lock_);
  timeline.notes = notes_;
  return timeline;
}

Expected<Measurement> LiveRun::measurement() const {
  const counting::Process* const process = segment_.first();
  if (process == nullptr) return not_attached_yet(name_);
  HIGHWATER_TRY(Measurement measurement, measure_(read_process(*process)));
  HIGHWATER_TRY_VOID(complete(measurement));
  const std::lock_guard guard(lock_);
  measurement.end =
      end_ ? *end_ : ScenarioEnd{.code = 0, .signal = std::nullopt, .timed_out = false, .running = true};
  return measurement;
}

Expected<void> LiveRun::complete(Measurement& measurement) const {
  if (can_record_) HIGHWATER_TRY_VOID(add_sites(measurement));
  const std::lock_guard guard(lock_);
  measurement.timeline.notes = notes_;
  return {};
}

// The numbers first and as quickly as it can be done, the process's peak after them: it only rises, so it is
// no lower than theirs. What takes long comes last.
Expected<void> LiveRun::add_sites(Measurement& measurement) const {
  const std::lock_guard naming(naming_lock_);
  const counting::Process* const process = segment_.first();
  if (process == nullptr) return not_attached_yet(name_);
  RecordingState recording;
  RecordingSpan span;
  {
    const std::lock_guard guard(lock_);
    recording = recording_;
    span = span_;
  }
  const auto number = static_cast<std::uint32_t>(recording.window);
  RecordedNumbers recorded = read_recording(*process, segment_.first_sites(), number);
  const ProcessReport totals = read_totals(*process);
  measurement.metrics.peak_bytes = totals.metrics.peak_bytes;
  measurement.peak_upper_bytes = totals.peak_upper_bytes;
  drop_shares_of_other_peaks(recorded, span, totals.metrics.peak_bytes);
  const SiteResult other = rest_of(recorded, measurement);

  HIGHWATER_TRY_VOID(load_namer());
  read_places(segment_.first_sites(), places_);
  measurement.modules = places_.modules;
  for (std::size_t i = 0; i < recorded.sites.size() && i < places_.stacks.size(); ++i) {
    if (!has_numbers(recorded.sites[i])) continue;
    measurement.sites.push_back(std::move(recorded.sites[i]));
    measurement.sites.back().frames = namer_->frames_of(places_, i);
  }
  if (has_numbers(other))
    measurement.sites.push_back(row_of_rest(name_of_rest(recording, from_start_), other));
  sort_sites(measurement.sites);
  measurement.has_sites = true;
  if (const std::optional<std::string> warning = describe(recording, from_start_))
    measurement.warnings.push_back(*warning);
  if ((totals.flags & counting::kSitesFull) != 0) measurement.warnings.push_back(too_many_sites());
  return {};
}

Expected<void> LiveRun::load_namer() const {
  if (symbolizer_ != nullptr) return {};
  HIGHWATER_TRY(symbolizer_, load_symbolizer(plug_ins_));
  namer_ = std::make_unique<SiteNamer>(*symbolizer_);
  return {};
}

void LiveRun::name_ahead() {
  constexpr std::size_t kAtOnce = 256;
  if (!numbers().recording.on) return;
  const std::unique_lock naming(naming_lock_, std::try_to_lock);
  if (!naming || segment_.first() == nullptr) return;
  const std::uint32_t there = segment_.first_sites().site_count.load();
  if (named_ahead_ >= there || !load_namer()) return;  // who asks for a result is told of the error
  read_places(segment_.first_sites(), places_);
  const std::size_t end = std::min(named_ahead_ + kAtOnce, places_.stacks.size());
  for (; named_ahead_ < end; ++named_ahead_) namer_->frames_of(places_, named_ahead_);
}

Expected<void> LiveRun::require_running() const {
  if (!end_) return {};
  return fail(ExitStatus::kUsage, fmt::format("{}: it has ended", name_), "its result is there");
}

Expected<void> LiveRun::start_recording() {
  const std::lock_guard guard(lock_);
  HIGHWATER_TRY_VOID(require_running());
  if (!can_record_)
    return fail(ExitStatus::kUsage, "call sites are not recorded in this run",
                "start it with --serve or --sites");
  if (recording_.on)
    return fail(ExitStatus::kUsage, fmt::format("recording {} is on already", recording_.window),
                "stop it first: a new one begins with nothing");
  if (recording_.window == counting::kMaxRecordings)
    return fail(ExitStatus::kUsage, fmt::format("there have been {} recordings", recording_.window),
                "start the command again for more");
  span_ = {.peak_at_start = peak(), .peak_at_stop = std::nullopt};
  recording_ = {.on = true, .window = recording_.window + 1, .started = elapsed(), .stopped = std::nullopt};
  segment_.set_recording(counting::recording_word(static_cast<std::uint32_t>(recording_.window), true));
  return {};
}

Expected<void> LiveRun::stop_recording() {
  const std::lock_guard guard(lock_);
  HIGHWATER_TRY_VOID(require_running());
  if (!recording_.on) return fail(ExitStatus::kUsage, "no recording is on", "start one first");
  segment_.set_recording(counting::recording_word(static_cast<std::uint32_t>(recording_.window), false));
  span_.peak_at_stop = peak();
  recording_.on = false;
  recording_.stopped = elapsed();
  return {};
}

Expected<void> LiveRun::mark(const std::string& name) {
  const bool is_plain = std::none_of(
      name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  if (name.empty() || name.size() > kMaxNameBytes || !is_plain)
    return fail(ExitStatus::kUsage, "a mark has a name of 1 to 200 bytes, without control characters",
                "choose another name");
  const std::lock_guard guard(lock_);
  HIGHWATER_TRY_VOID(require_running());
  if (notes_.size() == kMaxNotes)
    return fail(ExitStatus::kUsage, fmt::format("there are {} marks already", kMaxNotes),
                "that is all there may be");
  const counting::Process* const process = segment_.first();
  if (process == nullptr) return not_attached_yet(name_);
  notes_.push_back({name, point_now(*process)});
  return {};
}

Expected<LiveSnapshot> LiveRun::snapshot() {
  const std::lock_guard guard(snapshot_lock_);
  if (!place_)
    return fail(ExitStatus::kUsage, "there is no place for numbered results",
                "start the run with --snapshots DIR, or --json FILE");
  HIGHWATER_TRY(const Measurement result, measurement());
  const LiveSnapshot kept{snapshots_ + 1, snapshot_path(*place_, snapshots_ + 1)};
  HIGHWATER_TRY_VOID(write_file(kept.path, to_json(result), Durability::kUnsynced));
  ++snapshots_;
  if (kept.number > place_->keep) {
    std::error_code gone;  // somebody may have taken it away
    std::filesystem::remove(snapshot_path(*place_, kept.number - place_->keep), gone);
  }
  return kept;
}

}  // namespace highwater
