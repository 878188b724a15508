// SPDX-License-Identifier: Apache-2.0
// Makes the new baseline out of the old one and new measurements, changing only what is out of tolerance.
// Pure; `update` saves what it gives and shows the changes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "baseline/baseline.h"
#include "compare/scaling_change.h"
#include "result/measurement.h"
#include "suite/manifest.h"

namespace highwater {

struct AcceptRequest {
  std::string scenario;
  std::string profile;
  std::vector<Measurement>
      measurements;  // one a probe; the first is the primary one, which gives the numbers
  std::vector<Measurement> repeats = {};  // further runs of the primary probe
  std::optional<std::string> region;      // the manifest's
  std::map<Metric, Tolerance>
      tolerances;  // the manifest's; the rest keeps the old baseline's, or has the default
  Context context;
  std::string reason;
};

// One row of the table that `update` prints. Without `before` it is new, without `after` an override that is
// no longer needed; with equal values the tolerance is what changed.
struct Change {
  ProbeKind probe = ProbeKind::kCounting;
  Metric metric = Metric::kPeakBytes;
  std::optional<GatedMetric> before;
  std::optional<GatedMetric> after;

  bool operator==(const Change&) const = default;
};

// A number above a hard limit, which `update` does not lift: only a person edits a limit.
struct OverLimit {
  ProbeKind probe = ProbeKind::kCounting;
  Metric metric = Metric::kPeakBytes;
  std::int64_t now = 0;
  std::int64_t limit = 0;

  bool operator==(const OverLimit&) const = default;
};

struct Acceptance {
  Baseline baseline;
  bool changed = false;    // false: `baseline` has the old numbers, reason and context
  bool completed = false;  // not changed, but it has got the spread that files from before did not have
  std::vector<Change> changes;
  std::vector<ScalingChange> scaling_changes;
  std::vector<std::string> scaling_doubts;  // what to know before it is committed
  std::vector<OverLimit> over_limit;
};

// A metric that is within its tolerance in every run keeps its committed value, so that files do not change
// where nothing moved; one that has moved, or is NOISY no longer, gets the median of the runs, their spread,
// and the tolerance that follows from it (analysis/noise.h) where the manifest declares none. Tolerances of
// the manifest are adopted, hard limits stay. A probe other than the primary one gets an override for each
// metric in which it is outside the tolerance of the primary's numbers, and loses those that are no longer
// needed; overrides of probes that were not measured stay. How metrics grow with size is kept and
// replaced by the same rule. Numbers of another region replace all, and so they
// do where the old ones do not fit their digest. Errors: those of gated_numbers(); probes that disagree on
// the region (kProbe). REQUIRES: at least one measurement; `old`, if any, is of the same scenario and
// profile.
Expected<Acceptance> accept(const std::optional<Baseline>& old, const AcceptRequest& request);

// The manifest's tolerances of `scenario` by metric.
std::map<Metric, Tolerance> declared_tolerances(const Scenario& scenario);

}  // namespace highwater
