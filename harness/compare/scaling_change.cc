// SPDX-License-Identifier: Apache-2.0
#include "compare/scaling_change.h"

#include <algorithm>
#include <utility>

namespace highwater {
namespace {

std::optional<GatedScaling> scaling_of(const Baseline& baseline, Metric metric) {
  const auto found = baseline.scaling.metrics.find(metric);
  return found == baseline.scaling.metrics.end() ? std::nullopt : std::optional(found->second);
}

// Of a constant the level is what can become more.
std::pair<int, double> steepness(const GatedScaling& scaling) {
  if (scaling.falling) return {-1, static_cast<double>(scaling.offset)};
  if (scaling.model == ScalingModel::kConstant) return {0, static_cast<double>(scaling.offset)};
  return {static_cast<int>(scaling.model), scaling.coefficient};
}

}  // namespace

std::vector<ScalingChange> scaling_changes(const std::vector<const Baseline*>& before, const Baseline& after,
                                           std::optional<Metric> only) {
  std::vector<ScalingChange> changes;
  for (const Metric metric : kScaledMetrics) {
    if (only && metric != *only) continue;
    const std::optional<GatedScaling> now = scaling_of(after, metric);
    if (std::any_of(before.begin(), before.end(),
                    [&](const Baseline* old) { return scaling_of(*old, metric) == now; }))
      continue;
    changes.push_back({.metric = metric, .before = scaling_of(*before.front(), metric), .after = now});
  }
  return changes;
}

bool scales_worse(const ScalingChange& change) {
  return change.before && change.after && steepness(*change.after) > steepness(*change.before);
}

bool is_looser(const ScalingChange& change) {
  return change.before && change.after &&
         (change.after->tolerance.absolute > change.before->tolerance.absolute ||
          change.after->tolerance.relative > change.before->tolerance.relative);
}

}  // namespace highwater
