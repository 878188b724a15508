// SPDX-License-Identifier: Apache-2.0
// Compares a measurement with its baseline. Pure: it runs nothing, reads no file and no clock. `check` asks
// it, reports show what it says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "baseline/baseline.h"
#include "baseline/tolerance.h"
#include "compare/scaling.h"
#include "result/measurement.h"
#include "suite/waivers.h"

namespace highwater {

// What became of a waiver. Neither expired nor exceeded: it lets its regression through, or there is none.
struct MetricWaiver {
  Waiver waiver;
  bool expired = false;
  bool exceeded = false;  // the number is above the ceiling

  bool operator==(const MetricWaiver&) const = default;
};

struct MetricComparison {
  Metric metric = Metric::kPeakBytes;
  std::int64_t baseline = 0;
  std::int64_t now = 0;        // of a peak that is not exact: the measured number
  std::int64_t allowance = 0;  // the tolerance, in bytes or as a count
  std::int64_t limit = 0;  // not to be exceeded: baseline + allowance, or the hard limit where that is lower
  Verdict verdict = Verdict::kPass;
  bool hard_limit = false;  // a regression because of the hard limit, which lies below baseline + allowance
  bool is_gated = true;     // false: NOISY, and no limit was written for it
  std::optional<MetricWaiver> waiver = std::nullopt;  // that covers it

  bool operator==(const MetricComparison&) const = default;
};

struct Comparison {
  std::optional<std::string> region;            // what was compared; none: the process
  std::vector<MetricComparison> metrics;        // every gated metric that was measured, in order
  std::vector<ScalingComparison> scaling = {};  // of a scenario with sizes, one a scaled metric
  Verdict worst = Verdict::kPass;

  bool operator==(const Comparison&) const = default;
};

// The numbers that `probe` is held to: the baseline's, with that probe's overrides in place.
GatedMetrics expected_of(const Baseline& baseline, ProbeKind probe);

// `region` is the manifest's, see gated_numbers(), whose errors it passes on. Further errors: the baseline is
// of another region or profile (kBaseline); no allocation was seen where the baseline has some (kProbe),
// which is how a probe that did not attach looks; the baseline has growth and the run, under the counting
// probe, no iterations to tell it from, or other sizes than the baseline's (kBaseline). Whether the scenario
// ended well is for the caller to see to.
Expected<Comparison> compare(const Baseline& baseline, const Measurement& measurement,
                             const std::optional<std::string>& region);

}  // namespace highwater
