// SPDX-License-Identifier: Apache-2.0
#include "compare/compare.h"

#include <fmt/format.h>

#include <algorithm>

#include "compare/gated_numbers.h"

namespace highwater {
namespace {

std::string update_command(const Baseline& baseline) {
  return fmt::format("if that is intended: highwater update {} --reason \"…\"", baseline.scenario);
}

// Numbers that say nothing about each other are never compared.
Expected<void> check_alike(const Baseline& baseline, const Measurement& measurement,
                           const GatedNumbers& numbers) {
  const std::string& profile = measurement.context.profile;
  if (!profile.empty() && profile != baseline.profile)
    return fail(ExitStatus::kBaseline,
                fmt::format("{}: the baseline is for another platform, {}; measured was {}",
                            baseline.scenario, baseline.profile, profile),
                "each platform and build has baselines of its own");
  if (numbers.region != baseline.region)
    return fail(ExitStatus::kBaseline,
                fmt::format("{}: the baseline is of {}, measured was {}", baseline.scenario,
                            describe_region(baseline.region), describe_region(numbers.region)),
                update_command(baseline));
  return {};
}

MetricComparison compare_metric(Metric metric, const GatedMetric& expected, const GatedNumbers& numbers) {
  const Range range = range_of(numbers, metric);
  MetricComparison comparison{.metric = metric,
                              .baseline = expected.value,
                              .now = value_of(numbers.metrics, metric),
                              .allowance = allowance(expected),
                              .limit = limit_of(expected),
                              .verdict = judge(expected, range.lowest, range.highest)};
  comparison.is_gated = is_gated(expected);
  GatedMetric without_limit = expected;
  without_limit.limit.reset();
  comparison.hard_limit =

      comparison.verdict == Verdict::kRegression && comparison.limit < limit_of(without_limit);
  return comparison;
}

// Growth is held to none until a baseline says otherwise. Massif does not see iterations.
Expected<void> settle_growth(GatedMetrics& expected, const Baseline& baseline, const Measurement& measurement,
                             const GatedNumbers& numbers) {
  constexpr Metric kGrowth = Metric::kGrowthBytesPerIteration;
  if (has(numbers.metrics, kGrowth)) {
    expected.emplace(kGrowth, default_growth());
  } else if (expected.erase(kGrowth) != 0 && measurement.probe == ProbeKind::kCounting) {
    return fail(ExitStatus::kBaseline,
                fmt::format("{}: the baseline has the growth of {} an iteration; this run marked too few "
                            "iterations to tell",
                            baseline.scenario, describe_region(numbers.region)),
                "call region.iteration() at the end of each; " + update_command(baseline));
  }
  return {};
}

}  // namespace

GatedMetrics expected_of(const Baseline& baseline, ProbeKind probe) {
  GatedMetrics expected = baseline.metrics;
  if (const auto overrides = baseline.overrides.find(probe); overrides != baseline.overrides.end())
    for (const auto& [metric, gated] : overrides->second) expected[metric] = gated;
  return expected;
}

Expected<Comparison> compare(const Baseline& baseline, const Measurement& measurement,
                             const std::optional<std::string>& region) {
  HIGHWATER_TRY(const GatedNumbers numbers, gated_numbers(measurement, region));
  HIGHWATER_TRY_VOID(check_alike(baseline, measurement, numbers));
  GatedMetrics expected = expected_of(baseline, measurement.probe);
  HIGHWATER_TRY_VOID(settle_growth(expected, baseline, measurement, numbers));
  const auto allocations = expected.find(Metric::kAllocations);
  if (allocations != expected.end() && allocations->second.value != 0 && numbers.metrics.allocations == 0)
    return fail(
        ExitStatus::kProbe,
        fmt::format("{}: the {} probe saw no allocation in {}, the baseline has {}", baseline.scenario,
                    name_of(measurement.probe), describe_region(numbers.region), allocations->second.value),
        update_command(baseline));
  Comparison comparison;
  comparison.region = numbers.region;
  for (const auto& [metric, gated] : expected) {
    comparison.metrics.push_back(compare_metric(metric, gated, numbers));
    comparison.worst = worst(comparison.worst, comparison.metrics.back().verdict);
  }
  const auto is_held = [](const MetricComparison& compared) { return compared.is_gated; };
  if (std::none_of(comparison.metrics.begin(), comparison.metrics.end(), is_held))
    return fail(ExitStatus::kBaseline,
                fmt::format("{}: every metric was NOISY when it was accepted, and none has a limit: nothing "
                            "is gated",
                            baseline.scenario),
                "write a \"limit\" into the baseline, or make the scenario deterministic");
  HIGHWATER_TRY(comparison.scaling, compare_scaling(baseline, measurement));
  for (const ScalingComparison& compared : comparison.scaling)
    comparison.worst = worst(comparison.worst, compared.verdict);
  return comparison;
}

}  // namespace highwater
