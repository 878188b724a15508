// SPDX-License-Identifier: Apache-2.0
// For each metric: the tolerance is settled first, then the committed value is kept if every run passes it. A
// hard limit has no part in that: it neither keeps a value nor makes one. The other probes are then held to
// the new numbers of the primary one, and what does not pass becomes an override by the same two steps.
#include "compare/accept.h"

#include <fmt/format.h>

#include <algorithm>

#include "baseline/digest.h"
#include "baseline/gated_scaling.h"
#include "baseline/tolerance.h"
#include "compare/gated_numbers.h"
#include "compare/renewal.h"
#include "compare/scaling.h"

namespace highwater {
namespace {

const GatedMetric* find(const GatedMetrics& metrics, Metric metric) {
  const auto found = metrics.find(metric);
  return found == metrics.end() ? nullptr : &found->second;
}

Expected<GatedNumbers> numbers_of(const AcceptRequest& request, const Measurement& measurement,
                                  const std::vector<Runs>& before) {
  HIGHWATER_TRY(GatedNumbers numbers, gated_numbers(measurement, request.region));
  if (before.empty() || numbers.region == before.front().front().region) return numbers;
  const GatedNumbers& first = before.front().front();
  return fail(
      ExitStatus::kProbe,
      fmt::format("{}: the {} probe measured {}, the {} probe {}", request.scenario, name_of(first.probe),
                  describe_region(first.region), name_of(numbers.probe), describe_region(numbers.region)));
}

// Of each probe, the primary one first.
Expected<std::vector<Runs>> all_runs(const AcceptRequest& request) {
  std::vector<Runs> all;
  for (const Measurement& measurement : request.measurements) {
    HIGHWATER_TRY(GatedNumbers numbers, numbers_of(request, measurement, all));
    all.push_back({std::move(numbers)});
  }
  for (const Measurement& measurement : request.repeats) {
    HIGHWATER_TRY(GatedNumbers numbers, numbers_of(request, measurement, all));
    all.front().push_back(std::move(numbers));
  }
  return all;
}

std::optional<Tolerance> declared_of(const AcceptRequest& request, Metric metric) {
  const auto found = request.tolerances.find(metric);
  return found == request.tolerances.end() ? std::nullopt : std::optional(found->second);
}

bool see(const Runs& runs, Metric metric) {
  return std::all_of(runs.begin(), runs.end(),
                     [&](const GatedNumbers& run) { return has(run.metrics, metric); });
}

// The overrides of one probe that is not the primary one.
GatedMetrics renewed_overrides(const AcceptRequest& request, const Runs& runs, const GatedMetrics& primary,
                               const GatedMetrics& committed, bool same_region) {
  GatedMetrics overrides;
  for (const Metric metric : kGatedMetrics) {
    const GatedMetric* model = find(primary, metric);
    if (model == nullptr || !see(runs, metric) || is_tolerated(*model, metric, runs)) continue;
    overrides[metric] = renewed({.committed = find(committed, metric),
                                 .model = *model,
                                 .declared = declared_of(request, metric),
                                 .same_region = same_region},
                                metric, runs);
  }
  return overrides;
}

// Growth comes from whichever probe sees iterations. What is tolerated next to none is none, and a file from
// before there was growth needs no line for that.
void renew_growth(Baseline& baseline, const Baseline& before, const AcceptRequest& request,
                  const std::vector<Runs>& all, bool same_region) {
  constexpr Metric kGrowth = Metric::kGrowthBytesPerIteration;
  const auto sees = std::find_if(all.begin(), all.end(), [](const Runs& runs) { return see(runs, kGrowth); });
  if (sees == all.end()) {
    if (all.front().front().probe == ProbeKind::kCounting || !same_region) baseline.metrics.erase(kGrowth);
    return;
  }
  const GatedMetric none = default_growth();
  const GatedMetric* committed = find(before.metrics, kGrowth);
  const GatedMetric growth = renewed({.committed = committed != nullptr ? committed : &none,
                                      .model = none,
                                      .declared = declared_of(request, kGrowth),
                                      .same_region = committed == nullptr || same_region},
                                     kGrowth, *sees);
  const bool goes_without_saying =
      committed == nullptr && same_region && growth.value == none.value && growth.tolerance == none.tolerance;
  if (!goes_without_saying) baseline.metrics[kGrowth] = growth;
}

GatedMetrics overrides_of(const Baseline& baseline, ProbeKind probe) {
  const auto found = baseline.overrides.find(probe);
  return found == baseline.overrides.end() ? GatedMetrics{} : found->second;
}

void note_changes(std::vector<Change>& changes, ProbeKind probe, const GatedMetrics& before,
                  const GatedMetrics& after) {
  for (const Metric metric : kGatedMetrics) {
    const GatedMetric* old = find(before, metric);
    const GatedMetric* now = find(after, metric);
    Change change{.probe = probe, .metric = metric, .before = {}, .after = {}};
    if (old != nullptr) change.before = *old;
    if (now != nullptr) change.after = *now;
    // A spread that the file did not have is no change of anything that it had.
    if (change.before && change.after && !change.before->spread) change.before->spread = change.after->spread;
    if (change.before != change.after) changes.push_back(change);
  }
}

std::vector<OverLimit> over_limits(const Baseline& baseline, const std::vector<Runs>& all) {
  std::vector<OverLimit> over;
  for (const Runs& runs : all) {
    const GatedNumbers& numbers = runs.front();
    const GatedMetrics overrides = overrides_of(baseline, numbers.probe);
    for (const auto& [metric, gated] : baseline.metrics) {
      const GatedMetric* own = find(overrides, metric);
      const std::optional<std::int64_t> limit = own != nullptr ? own->limit : gated.limit;
      if (!has(numbers.metrics, metric)) continue;
      const std::int64_t now = range_of(numbers, metric).lowest;
      if (limit && now > *limit)
        over.push_back({.probe = numbers.probe, .metric = metric, .now = now, .limit = *limit});
    }
  }
  return over;
}

// A fit that passes what was committed leaves it as it is.
Expected<ScalingBaseline> renewed_scaling(const AcceptRequest& request, const Baseline& before,
                                          bool same_region, std::vector<std::string>& doubts) {
  const Measurement& measurement = request.measurements.front();
  ScalingBaseline scaling;
  if (measurement.sizes.empty()) return scaling;
  for (const SizedMetrics& sized : measurement.sizes) scaling.sizes.push_back(sized.size);
  const bool comparable = same_region && before.scaling.sizes == scaling.sizes;
  for (const Metric metric : kScaledMetrics) {
    HIGHWATER_TRY(const ScalingFit fit, fit_scaling(points_of(measurement, metric)));
    const auto committed = before.scaling.metrics.find(metric);
    const bool is_committed = committed != before.scaling.metrics.end();
    Tolerance tolerance = is_committed ? committed->second.tolerance : default_tolerance(metric);
    if (const auto declared = request.tolerances.find(metric); declared != request.tolerances.end())
      tolerance = declared->second;
    scaling.metrics[metric] = gated_scaling(fit, tolerance);
    if (const std::string doubt = scaling_doubt(metric, fit); !doubt.empty()) doubts.push_back(doubt);
    if (!comparable || !is_committed) continue;
    GatedScaling kept = committed->second;
    kept.tolerance = tolerance;
    if (judge_scaling(metric, kept, points_of(measurement, metric), fit).verdict == Verdict::kPass)
      scaling.metrics[metric] = kept;
  }
  return scaling;
}

void note_scaling_changes(std::vector<ScalingChange>& changes, const ScalingBaseline& before,
                          const ScalingBaseline& after) {
  for (const Metric metric : kScaledMetrics) {
    ScalingChange change{.metric = metric, .before = {}, .after = {}};
    if (const auto old = before.metrics.find(metric); old != before.metrics.end())
      change.before = old->second;
    if (const auto now = after.metrics.find(metric); now != after.metrics.end()) change.after = now->second;
    if (change.before != change.after) changes.push_back(change);
  }
}

}  // namespace

Expected<Acceptance> accept(const std::optional<Baseline>& old, const AcceptRequest& request) {
  HIGHWATER_TRY(const std::vector<Runs> all, all_runs(request));
  const GatedNumbers& primary = all.front().front();
  const Baseline before = old.value_or(Baseline{});
  // Numbers that somebody typed are not kept for being near the measured ones.
  const bool same_region = old.has_value() && before.region == primary.region && !is_edited(before);

  Acceptance acceptance;
  Baseline& baseline = acceptance.baseline;
  baseline = before;
  baseline.scenario = request.scenario;
  baseline.profile = request.profile;
  baseline.region = primary.region;
  for (const Metric metric : kCountedMetrics) {
    const GatedMetric model{.value = 0, .tolerance = default_tolerance(metric), .limit = {}};
    baseline.metrics[metric] = renewed({.committed = find(before.metrics, metric),
                                        .model = model,
                                        .declared = declared_of(request, metric),
                                        .same_region = same_region},
                                       metric, all.front());
  }
  renew_growth(baseline, before, request, all, same_region);
  note_changes(acceptance.changes, primary.probe, before.metrics, baseline.metrics);

  // Numbers of another region are no numbers of this one, whoever measured them.
  if (!same_region) baseline.overrides.clear();
  for (const Runs& runs : all) {
    const ProbeKind probe = runs.front().probe;
    GatedMetrics overrides;
    if (probe != primary.probe)
      overrides =
          renewed_overrides(request, runs, baseline.metrics, overrides_of(before, probe), same_region);
    baseline.overrides[probe] = overrides;
    if (overrides.empty()) baseline.overrides.erase(probe);
  }
  for (const ProbeKind probe : {ProbeKind::kCounting, ProbeKind::kMassif})
    note_changes(acceptance.changes, probe, overrides_of(before, probe), overrides_of(baseline, probe));

  HIGHWATER_TRY(baseline.scaling, renewed_scaling(request, before, same_region, acceptance.scaling_doubts));
  note_scaling_changes(acceptance.scaling_changes, before.scaling, baseline.scaling);

  acceptance.over_limit = over_limits(baseline, all);
  acceptance.changed = !old || is_edited(before) || !acceptance.changes.empty() ||
                       before.region != baseline.region || before.scaling != baseline.scaling;
  acceptance.completed = !acceptance.changed && baseline.metrics != before.metrics;
  if (acceptance.changed || acceptance.completed)
    baseline.runs = static_cast<std::int64_t>(all.front().size());
  if (acceptance.changed) {
    baseline.probe = primary.probe;
    baseline.context = request.context;
    baseline.context.profile.clear();
    baseline.reason = request.reason;
  }
  return acceptance;
}

std::map<Metric, Tolerance> declared_tolerances(const Scenario& scenario) {
  std::map<Metric, Tolerance> tolerances;
  for (const auto& [name, declared] : scenario.tolerances)
    if (const std::optional<Metric> metric = metric_named(name))
      tolerances[*metric] = {.absolute = declared.absolute, .relative = declared.relative};
  return tolerances;
}

}  // namespace highwater
