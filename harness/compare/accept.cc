// SPDX-License-Identifier: Apache-2.0
// For each metric: the tolerance is settled first, then the committed value is kept if the new number passes
// it. A hard limit has no part in that: it neither keeps a value nor makes one. The other probes are then
// held to the new numbers of the primary one, and what does not pass becomes an override by the same two
// steps.
#include "compare/accept.h"

#include <fmt/format.h>

#include <algorithm>

#include "baseline/gated_scaling.h"
#include "baseline/tolerance.h"
#include "compare/gated_numbers.h"
#include "compare/scaling.h"

namespace highwater {
namespace {

const GatedMetric* find(const GatedMetrics& metrics, Metric metric) {
  const auto found = metrics.find(metric);
  return found == metrics.end() ? nullptr : &found->second;
}

bool is_tolerated(GatedMetric metric, const Range& range) {
  metric.limit.reset();
  return judge(metric, range.lowest, range.highest) == Verdict::kPass;
}

// What `metric` becomes. `committed` is what the file has for it, null for nothing; `model` gives tolerance
// and limit where neither the request nor the file does.
GatedMetric renewed(const AcceptRequest& request, const GatedNumbers& numbers, Metric metric,
                    const GatedMetric* committed, const GatedMetric& model, bool same_region) {
  GatedMetric gated = committed != nullptr ? *committed : model;
  if (const auto declared = request.tolerances.find(metric); declared != request.tolerances.end())
    gated.tolerance = declared->second;
  if (committed == nullptr || !same_region || !is_tolerated(gated, range_of(numbers, metric)))
    gated.value = value_of(numbers.metrics, metric);
  return gated;
}

Expected<std::vector<GatedNumbers>> all_numbers(const AcceptRequest& request) {
  std::vector<GatedNumbers> all;
  for (const Measurement& measurement : request.measurements) {
    HIGHWATER_TRY(GatedNumbers numbers, gated_numbers(measurement, request.region));
    if (!all.empty() && numbers.region != all.front().region)
      return fail(ExitStatus::kProbe,
                  fmt::format("{}: the {} probe measured {}, the {} probe {}", request.scenario,
                              name_of(all.front().probe), describe_region(all.front().region),
                              name_of(numbers.probe), describe_region(numbers.region)));
    all.push_back(std::move(numbers));
  }
  return all;
}

// The overrides of one probe that is not the primary one.
GatedMetrics renewed_overrides(const AcceptRequest& request, const GatedNumbers& numbers,
                               const GatedMetrics& primary, const GatedMetrics& committed, bool same_region) {
  GatedMetrics overrides;
  for (const Metric metric : kGatedMetrics) {
    const GatedMetric& model = primary.at(metric);
    if (is_tolerated(model, range_of(numbers, metric))) continue;
    overrides[metric] = renewed(request, numbers, metric, find(committed, metric), model, same_region);
  }
  return overrides;
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
    if (change.before != change.after) changes.push_back(change);
  }
}

std::vector<OverLimit> over_limits(const Baseline& baseline, const std::vector<GatedNumbers>& all) {
  std::vector<OverLimit> over;
  for (const GatedNumbers& numbers : all) {
    const GatedMetrics overrides = overrides_of(baseline, numbers.probe);
    for (const auto& [metric, gated] : baseline.metrics) {
      const GatedMetric* own = find(overrides, metric);
      const std::optional<std::int64_t> limit = own != nullptr ? own->limit : gated.limit;
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
  HIGHWATER_TRY(const std::vector<GatedNumbers> all, all_numbers(request));
  const GatedNumbers& primary = all.front();
  const Baseline before = old.value_or(Baseline{});
  const bool same_region = old.has_value() && before.region == primary.region;

  Acceptance acceptance;
  Baseline& baseline = acceptance.baseline;
  baseline = before;
  baseline.scenario = request.scenario;
  baseline.profile = request.profile;
  baseline.region = primary.region;
  for (const Metric metric : kGatedMetrics) {
    const GatedMetric model{.value = 0, .tolerance = default_tolerance(metric), .limit = {}};
    baseline.metrics[metric] =
        renewed(request, primary, metric, find(before.metrics, metric), model, same_region);
  }
  note_changes(acceptance.changes, primary.probe, before.metrics, baseline.metrics);

  // Numbers of another region are no numbers of this one, whoever measured them.
  if (!same_region) baseline.overrides.clear();
  for (const GatedNumbers& numbers : all) {
    GatedMetrics overrides;
    if (numbers.probe != primary.probe)
      overrides = renewed_overrides(request, numbers, baseline.metrics, overrides_of(before, numbers.probe),
                                    same_region);
    baseline.overrides[numbers.probe] = overrides;
    if (overrides.empty()) baseline.overrides.erase(numbers.probe);
  }
  for (const ProbeKind probe : {ProbeKind::kCounting, ProbeKind::kMassif})
    note_changes(acceptance.changes, probe, overrides_of(before, probe), overrides_of(baseline, probe));

  HIGHWATER_TRY(baseline.scaling, renewed_scaling(request, before, same_region, acceptance.scaling_doubts));
  note_scaling_changes(acceptance.scaling_changes, before.scaling, baseline.scaling);

  acceptance.over_limit = over_limits(baseline, all);
  acceptance.changed = !old || !acceptance.changes.empty() || before.region != baseline.region ||
                       before.scaling != baseline.scaling;
  if (acceptance.changed) {
    baseline.probe = primary.probe;
    baseline.runs = request.runs;
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
