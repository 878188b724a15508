// SPDX-License-Identifier: Apache-2.0
// What a watched process has recorded (counting/recording_accountant.h), read while it runs and afterwards.
// Used by live_run.h.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "counting/wire.h"
#include "result/measurement.h"

namespace highwater {

// The sites of one recording, by number, without frames, and the process's counters of the same time.
// `peak_bytes` are shares of the highest moment of the recording.
struct RecordedNumbers {
  std::vector<SiteResult> sites;
  counting::Counters counters;
  // Nothing happened while this was read. Otherwise each site is right at a moment within the reading.
  bool is_quiet = false;
};

// `recording` is its number, 0 for none. Reads anew, a few times, when something happens meanwhile; waits for
// nothing that the target does. Believes nothing unchecked. Pure but for that the target may write meanwhile.
RecordedNumbers read_recording(const counting::Process& process, const counting::SiteTables& tables,
                               std::uint32_t recording);

// From when to when there was a recording, by the process's peak then.
struct RecordingSpan {
  std::int64_t peak_at_start = 0;
  std::optional<std::int64_t> peak_at_stop;  // none: it is on
};

// What the sites leave over of the metrics, so that all together add up to them. Where the sites say more
// than the metrics do, which were read at another moment, the metrics follow: a larger peak is no longer
// exact. Changes `measurement.metrics` and how exact the peak is.
SiteResult rest_of(const RecordedNumbers& recorded, Measurement& measurement);

// Sets peak_bytes and peak_blocks to 0 where the process's peak was not in the recording.
void drop_shares_of_other_peaks(RecordedNumbers& recorded, const RecordingSpan& span,
                                std::int64_t process_peak);

}  // namespace highwater
