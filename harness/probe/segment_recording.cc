// SPDX-License-Identifier: Apache-2.0
#include "probe/segment_recording.h"

#include <algorithm>

#include "probe/plausible.h"
#include "probe/segment_sites.h"

namespace highwater {
namespace {

using counting::Counters;
using counting::Process;
using counting::Recording;
using counting::SiteState;
using counting::SiteTables;

// A site may be seen between the two lanes of an event: released in one, and not yet allocated in the other.
std::int64_t count_of(std::int64_t number) {
  return std::max<std::int64_t>(plausible(number), 0);
}

Counters plausible_counters(const Process& process) {
  Counters counters = counting::counters_of(process);
  for (std::int64_t* number :
       {&counters.live_bytes, &counters.live_blocks, &counters.allocated_bytes, &counters.allocations})
    *number = count_of(*number);
  return counters;
}

bool is_same(const Counters& a, const Counters& b) {
  return a.live_bytes == b.live_bytes && a.live_blocks == b.live_blocks &&
         a.allocated_bytes == b.allocated_bytes && a.allocations == b.allocations;
}

RecordedNumbers read_sites_once(const Process& process, const SiteTables& tables, std::uint32_t number) {
  const Recording& recording = tables.recording;
  RecordedNumbers recorded;
  const std::uint64_t events = recording.events.load();
  const Counters before = plausible_counters(process);
  // What is live may be the highest, and nothing has left it yet.
  const bool is_highest = plausible(recording.other_bytes) + plausible(recording.recorded_bytes) >
                          plausible(recording.peak_bytes);
  const std::uint64_t window = recording.window.load();
  // The target begins a recording with its first event; until then its sites are of the one before.
  const bool has_begun = number != 0 && recording.number.load() == number;
  const std::uint32_t count = has_begun ? std::min(tables.site_count.load(), counting::kMaxSites) : 0;
  recorded.sites.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const SiteState state = counting::state_of(tables, i, window, number);
    recorded.sites.push_back({.peak_bytes = count_of(is_highest ? state.live_bytes : state.peak_bytes),
                              .peak_blocks = count_of(is_highest ? state.live_blocks : state.peak_blocks),
                              .retained_bytes = count_of(state.live_bytes),
                              .retained_blocks = count_of(state.live_blocks),
                              .allocated_bytes = count_of(state.allocated_bytes),
                              .allocations = count_of(state.allocations),
                              .frames = {}});
  }
  // After the sites: an allocation is counted for the process first.
  recorded.counters = plausible_counters(process);
  recorded.is_quiet =
      events % 2 == 0 && recording.events.load() == events && is_same(before, recorded.counters);
  return recorded;
}

std::int64_t total_of(const std::vector<SiteResult>& sites, std::int64_t SiteResult::*member) {
  std::int64_t sum = 0;
  for (const SiteResult& site : sites) add_plausible(sum, site.*member);
  return sum;
}

// What is left of `whole`, which is no less than its parts.
std::int64_t rest(std::int64_t& whole, std::int64_t parts) {
  whole = std::max(whole, parts);
  return whole - parts;
}

}  // namespace

RecordedNumbers read_recording(const Process& process, const SiteTables& tables, std::uint32_t recording) {
  constexpr int kTries = 3;
  RecordedNumbers recorded;
  for (int i = 0; i < kTries && !recorded.is_quiet; ++i)
    recorded = read_sites_once(process, tables, recording);
  recorded.sites = believable(std::move(recorded.sites));
  return recorded;
}

void drop_shares_of_other_peaks(RecordedNumbers& recorded, const RecordingSpan& span,
                                std::int64_t process_peak) {
  const bool is_own =
      process_peak > span.peak_at_start && process_peak <= span.peak_at_stop.value_or(process_peak);
  if (is_own) return;
  for (SiteResult& site : recorded.sites) site.peak_bytes = site.peak_blocks = 0;
}

SiteResult rest_of(const RecordedNumbers& recorded, Measurement& measurement) {
  Metrics& metrics = measurement.metrics;
  metrics.retained_bytes = recorded.counters.live_bytes;
  metrics.retained_blocks = recorded.counters.live_blocks;
  metrics.allocated_bytes = recorded.counters.allocated_bytes;
  metrics.allocations = recorded.counters.allocations;
  SiteResult other;
  other.retained_bytes = rest(metrics.retained_bytes, total_of(recorded.sites, &SiteResult::retained_bytes));
  other.retained_blocks =
      rest(metrics.retained_blocks, total_of(recorded.sites, &SiteResult::retained_blocks));
  other.allocated_bytes =
      rest(metrics.allocated_bytes, total_of(recorded.sites, &SiteResult::allocated_bytes));
  other.allocations = rest(metrics.allocations, total_of(recorded.sites, &SiteResult::allocations));
  const std::int64_t certain = 2 * metrics.peak_bytes - measurement.peak_upper_bytes;
  metrics.peak_bytes = std::max(metrics.peak_bytes, metrics.retained_bytes);
  other.peak_bytes = rest(metrics.peak_bytes, total_of(recorded.sites, &SiteResult::peak_bytes));
  measurement.peak_upper_bytes = 2 * metrics.peak_bytes - certain;
  measurement.exact = measurement.peak_upper_bytes == metrics.peak_bytes;
  return other;
}

}  // namespace highwater
