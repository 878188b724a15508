// SPDX-License-Identifier: Apache-2.0
#include "compare/waiving.h"

#include <fmt/format.h>

#include <algorithm>

#include "compare/gated_numbers.h"

namespace highwater {
namespace {

void apply(MetricComparison& compared, const Waiver& waiver, std::int64_t lowest, std::int64_t today) {
  compared.waiver = MetricWaiver{
      .waiver = waiver, .expired = is_expired(waiver, today), .exceeded = lowest > waiver.ceiling};
  if (compared.verdict != Verdict::kRegression) {
    compared.verdict = Verdict::kUnusedWaiver;
    compared.waiver->exceeded = false;
  } else if (!compared.waiver->expired && !compared.waiver->exceeded) {
    compared.verdict = Verdict::kWaived;
  }
}

}  // namespace

std::vector<Waiver> covering(const Waivers& waivers, const std::string& scenario, const std::string& profile,
                             ProbeKind probe) {
  std::vector<Waiver> found;
  for (const Waiver& waiver : waivers_of(waivers, scenario))
    if (covers(waiver, profile, name_of(probe))) found.push_back(waiver);
  return found;
}

Expected<void> waive(Comparison& comparison, const Measurement& measurement,
                     const std::optional<std::string>& region, const std::vector<Waiver>& waivers,
                     std::int64_t today) {
  if (waivers.empty()) return {};
  HIGHWATER_TRY(const GatedNumbers numbers, gated_numbers(measurement, region));
  for (const Waiver& waiver : waivers) {
    const std::optional<Metric> metric = metric_named(waiver.metric);
    // Massif sees no iterations, whatever the waiver of their growth says of other probes.
    if (metric && !is_counted(*metric) && measurement.probe == ProbeKind::kMassif) continue;
    const auto compared =
        std::find_if(comparison.metrics.begin(), comparison.metrics.end(),
                     [&](const MetricComparison& one) { return metric && one.metric == *metric; });
    if (compared == comparison.metrics.end())
      return fail(
          ExitStatus::kUsage,
          fmt::format("{}: {} is waived, and the baseline does not have it", waiver.scenario, waiver.metric),
          "remove the waiver: nothing gates that metric");
    apply(*compared, waiver, range_of(numbers, compared->metric).lowest, today);
  }
  comparison.worst = Verdict::kPass;
  for (const MetricComparison& compared : comparison.metrics)
    comparison.worst = worst(comparison.worst, compared.verdict);
  for (const ScalingComparison& compared : comparison.scaling)
    comparison.worst = worst(comparison.worst, compared.verdict);
  return {};
}

}  // namespace highwater
