// SPDX-License-Identifier: Apache-2.0
#include "compare/renewal.h"

#include <algorithm>

#include "baseline/tolerance.h"

namespace highwater {
namespace {

Noise noise_over(const Runs& runs, Metric metric) {
  std::vector<std::int64_t> values;
  for (const GatedNumbers& run : runs) values.push_back(value_of(run.metrics, metric));
  return noise_of(values, default_tolerance(metric).absolute);
}

std::optional<Spread> spread_of(const Noise& noise) {
  if (noise.runs < 2) return std::nullopt;
  return Spread{.stability = noise.stability, .minimum = noise.minimum, .maximum = noise.maximum};
}

bool is_noisy(const std::optional<Spread>& spread) {
  return spread && spread->stability == Stability::kNoisy;
}

// What a person wrote is only ever widened.
Tolerance derived_tolerance(const GatedMetric& before, Metric metric, const Noise& noise) {
  Tolerance tolerance = without_spread(before, metric);
  tolerance.absolute = std::max(tolerance.absolute, noise.tolerance.value_or(0));
  return tolerance;
}

}  // namespace

bool is_tolerated(GatedMetric gated, Metric metric, const Runs& runs) {
  gated.limit.reset();
  return std::all_of(runs.begin(), runs.end(), [&](const GatedNumbers& run) {
    const Range range = range_of(run, metric);
    return judge(gated, range.lowest, range.highest) == Verdict::kPass;
  });
}

Tolerance without_spread(const GatedMetric& before, Metric metric) {
  Tolerance tolerance = before.tolerance;
  if (!before.spread) return tolerance;
  const std::vector<std::int64_t> ends = {before.spread->minimum, before.spread->maximum};
  const std::int64_t floor = default_tolerance(metric).absolute;
  if (noise_of(ends, floor).tolerance == tolerance.absolute) tolerance.absolute = floor;
  return tolerance;
}

GatedMetric renewed(const Renewal& renewal, Metric metric, const Runs& runs) {
  GatedMetric gated = renewal.committed != nullptr ? *renewal.committed : renewal.model;
  if (renewal.declared) gated.tolerance = *renewal.declared;
  const Noise noise = noise_over(runs, metric);
  const std::optional<Spread> spread = spread_of(noise);
  const bool has_calmed = is_noisy(gated.spread) && spread && !is_noisy(spread);
  const bool stays = renewal.committed != nullptr && renewal.same_region && !has_calmed;
  if (stays && is_tolerated(gated, metric, runs)) {
    if (!gated.spread) gated.spread = spread;
    return gated;
  }
  if (!renewal.declared) gated.tolerance = derived_tolerance(gated, metric, noise);
  gated.value = noise.median;
  gated.spread = spread;
  return gated;
}

}  // namespace highwater
