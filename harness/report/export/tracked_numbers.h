// SPDX-License-Identifier: Apache-2.0
// The metrics of results, part by part, as trackers of numbers over time want them. For prometheus.h,
// bencher.h and action_benchmark.h, which spell them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "result/measurement.h"

namespace highwater {

struct NamedMeasurement {
  std::string file;  // that it was read from
  Measurement measurement;
};

// The process, or a region of it.
struct TrackedPart {
  const NamedMeasurement* source = nullptr;  // BORROWS
  const RegionResult* region = nullptr;      // null: the process

  const Metrics& metrics() const;
  // How sure the peak is: the two ends of what it may be.
  std::int64_t least_peak_bytes() const;
  std::int64_t most_peak_bytes() const;
};

// Every process and every region; with `region` that one of each result, which must be there.
Expected<std::vector<TrackedPart>> tracked_parts(const std::vector<NamedMeasurement>& results,
                                                 const std::optional<std::string>& region);

// The scenario, or the command of a measurement of none.
std::string scenario_of(const Measurement& measurement);

// "batch_download/trimmed (counting, region download)". Control characters are shown.
std::string name_of(const TrackedPart& part);

// Two parts of one name would overwrite each other: an error that names both files, with `hint`.
Expected<void> require_distinct(const std::vector<TrackedPart>& parts,
                                std::string (*name)(const TrackedPart&), const std::string& hint);

}  // namespace highwater
