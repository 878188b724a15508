// SPDX-License-Identifier: Apache-2.0
// How the scaling that a baseline holds a scenario to differs from that of the baseline before. Pure. Trends
// and reviews of branches list it.
#pragma once

#include <optional>
#include <vector>

#include "baseline/baseline.h"

namespace highwater {

// Without `before` the metric's scaling is gated from here on, without `after` no longer.
struct ScalingChange {
  Metric metric = Metric::kPeakBytes;
  std::optional<GatedScaling> before;
  std::optional<GatedScaling> after;

  bool operator==(const ScalingChange&) const = default;
};

// What `after` has otherwise than every one of `before`, against the first of them; of `only`, or of every
// metric. REQUIRES: before is not empty.
std::vector<ScalingChange> scaling_changes(const std::vector<const Baseline*>& before, const Baseline& after,
                                           std::optional<Metric> only);

// Grows faster with size than before: a class further up, or more of the same one. Not for what comes or
// goes.
bool scales_worse(const ScalingChange& change);

// A wider tolerance.
bool is_looser(const ScalingChange& change);

}  // namespace highwater
