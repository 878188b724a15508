// SPDX-License-Identifier: Apache-2.0
#include "compare/trend.h"

#include <algorithm>
#include <limits>

#include "base/date.h"
#include "baseline/tolerance.h"
#include "compare/creep.h"

namespace highwater {
namespace {

bool is_readable(const BaselineStatePtr& state) {
  return state->baseline.has_value();
}

// One of the numbers of a baseline: for every probe, or the override of one.
std::optional<GatedMetric> number_of(const Baseline& baseline, std::optional<ProbeKind> probe,
                                     Metric metric) {
  const GatedMetrics* metrics = &baseline.metrics;
  if (probe) {
    const auto override_of_probe = baseline.overrides.find(*probe);
    if (override_of_probe == baseline.overrides.end()) return std::nullopt;
    metrics = &override_of_probe->second;
  }
  const auto found = metrics->find(metric);
  return found == metrics->end() ? std::nullopt : std::optional<GatedMetric>(found->second);
}

// The spread is how a number was found, not what it is held to, unless it decides whether it is held at all.
bool same_terms(const std::optional<GatedMetric>& a, const std::optional<GatedMetric>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->value == b->value && a->tolerance == b->tolerance && a->limit == b->limit &&
         is_gated(*a) == is_gated(*b);
}

// What `after` has otherwise than every one of `before`; against the first of them.
std::vector<TrendChange> differences(const std::vector<const Baseline*>& before, const Baseline& after,
                                     std::optional<Metric> only) {
  std::vector<TrendChange> changes;
  for (const std::optional<ProbeKind> probe :
       {std::optional<ProbeKind>(), std::optional<ProbeKind>(ProbeKind::kCounting),
        std::optional<ProbeKind>(ProbeKind::kMassif)}) {
    for (const Metric metric : kGatedMetrics) {
      if (only && metric != *only) continue;
      const std::optional<GatedMetric> now = number_of(after, probe, metric);
      if (std::any_of(before.begin(), before.end(),
                      [&](const Baseline* old) { return same_terms(number_of(*old, probe, metric), now); }))
        continue;
      changes.push_back({.metric = metric,
                         .probe = probe,
                         .before = number_of(*before.front(), probe, metric),
                         .after = now});
    }
  }
  return changes;
}

// Walks the revisions and remembers the last baseline that could be read: a change that is hidden by an
// unreadable revision, or by a deletion, shows when the next one can be read.
class Walk {
 public:
  explicit Walk(std::optional<Metric> only) : only_(only) {}

  TrendStep step_of(const BaselineRevision& revision) {
    TrendStep step{.commit = revision.commit,
                   .time = revision.time,
                   .subject = revision.subject,
                   .reason = {},
                   .kind = StepKind::kTouched,
                   .renamed_from = revision.renamed_from,
                   .problem = {},
                   .changes = {},
                   .scaling_changes = {},
                   .after = {}};
    if (!revision.after->is_there) {
      step.kind = StepKind::kDeleted;
    } else if (!is_readable(revision.after)) {
      step.kind = StepKind::kUnreadable;
      step.problem = revision.after->problem;
    } else {
      describe(revision, *revision.after->baseline, step);
      last_ = revision.after;
    }
    return step;
  }

 private:
  std::vector<const Baseline*> baselines_before(const BaselineRevision& revision) const {
    std::vector<const Baseline*> baselines;
    for (const BaselineStatePtr& state : revision.before)
      if (is_readable(state)) baselines.push_back(&*state->baseline);
    if (baselines.empty() && last_) baselines.push_back(&*last_->baseline);
    return baselines;
  }

  void describe(const BaselineRevision& revision, const Baseline& now, TrendStep& step) const {
    step.reason = now.reason;
    step.after = now.metrics;
    const bool is_new = std::none_of(revision.before.begin(), revision.before.end(),
                                     [](const BaselineStatePtr& state) { return state->is_there; });
    const std::vector<const Baseline*> before = baselines_before(revision);
    if (!before.empty()) {
      step.changes = differences(before, now, only_);
      step.scaling_changes = scaling_changes(before, now, only_);
      step.sizes_changed = std::none_of(before.begin(), before.end(), [&](const Baseline* old) {
        return old->scaling.sizes == now.scaling.sizes;
      });
      step.region_changed = std::none_of(before.begin(), before.end(),
                                         [&](const Baseline* old) { return old->region == now.region; });
    }
    if (is_new) {
      step.kind = StepKind::kCreated;
    } else if (!step.changes.empty() || step.region_changed || !step.scaling_changes.empty() ||
               step.sizes_changed) {
      step.kind = StepKind::kAccepted;
    }
  }

  std::optional<Metric> only_;
  BaselineStatePtr last_;  // null until there is one
};

// The most that was ever accepted, or measured last.
std::map<Metric, std::int64_t> highest_of(const TrendRequest& request) {
  std::map<Metric, std::int64_t> highest;
  const auto see = [&](Metric metric, std::int64_t value) {
    const auto [entry, is_first] = highest.emplace(metric, value);
    if (!is_first) entry->second = std::max(entry->second, value);
  };
  for (const BaselineRevision& revision : request.revisions)
    if (is_readable(revision.after))
      for (const auto& [metric, gated] : revision.after->baseline->metrics) see(metric, gated.value);
  for (const LastMeasurement& last : request.measured)
    if (last.numbers)
      for (const Metric metric : kGatedMetrics)
        if (has(last.numbers->metrics, metric)) see(metric, value_of(last.numbers->metrics, metric));
  return highest;
}

void add_steps(const TrendRequest& request, ScenarioTrend& trend) {
  Walk walk(request.metric);
  for (const BaselineRevision& revision : request.revisions) {
    TrendStep step = walk.step_of(revision);
    if (!revision.in_span) continue;
    if (step.kind == StepKind::kAccepted || (step.kind == StepKind::kCreated && !step.changes.empty()))
      ++trend.accepted_changes;
    if (step.kind == StepKind::kUnreadable) ++trend.unreadable;
    trend.steps.push_back(std::move(step));
  }
  for (const Metric metric : kGatedMetrics)
    if (const std::optional<Creep> creep = creep_of(trend.steps, metric)) trend.creeps.push_back(*creep);
}

void add_present(const TrendRequest& request, ScenarioTrend& trend) {
  if (request.revisions.empty()) {
    trend.problem = kNotCommitted;
    return;
  }
  const BaselineRevision& last = request.revisions.back();
  trend.present = last.after->baseline;
  if (!trend.present) trend.problem = last.after->is_there ? last.after->problem : kDeleted;
  trend.last_touched = last.time;
  for (const BaselineRevision& revision : request.revisions)
    trend.last_touched = std::max(*trend.last_touched, revision.time);
  trend.untouched_days = days_between(*trend.last_touched, request.now);
  trend.stale = last.after->is_there && trend.untouched_days > request.stale_after_days;
  if (!trend.present) return;
  for (const LooseTerm& term : loose_terms(*trend.present, highest_of(request)))
    if (!request.metric || term.metric == *request.metric) trend.loose.push_back(term);
}

// What `probe` is held to; a probe that differs has its own number.
std::int64_t expected(const Baseline& baseline, ProbeKind probe, Metric metric) {
  const std::optional<GatedMetric> own = number_of(baseline, probe, metric);
  const std::optional<GatedMetric> common = number_of(baseline, std::nullopt, metric);
  if (own) return own->value;
  return common ? common->value : 0;
}

void add_measured(const TrendRequest& request, ScenarioTrend& trend) {
  for (const LastMeasurement& last : request.measured) {
    MeasuredTrend measured{.last = last, .days = days_between(last.time, request.now), .numbers = {}};
    if (last.numbers && trend.present && last.numbers->region == trend.present->region)
      for (const Metric metric : kGatedMetrics)
        if ((!request.metric || metric == *request.metric) && has(last.numbers->metrics, metric))
          measured.numbers.push_back({.metric = metric,
                                      .baseline = expected(*trend.present, last.probe, metric),
                                      .now = value_of(last.numbers->metrics, metric)});
    trend.unmeasured_days = std::min(measured.days, trend.unmeasured_days.value_or(measured.days));
    trend.measured.push_back(std::move(measured));
  }
  const bool is_old = !trend.unmeasured_days || *trend.unmeasured_days > request.stale_after_days;
  trend.unmeasured = is_old && request.has_scenario && trend.problem != kDeleted;
}

}  // namespace

const char* name_of(StepKind kind) {
  switch (kind) {
    case StepKind::kCreated:
      return "created";
    case StepKind::kAccepted:
      return "accepted";
    case StepKind::kTouched:
      return "touched";
    case StepKind::kDeleted:
      return "deleted";
    case StepKind::kUnreadable:
      break;
  }
  return "unreadable";
}

ScenarioTrend trend_of(const TrendRequest& request) {
  ScenarioTrend trend;
  trend.scenario = request.scenario;
  trend.metric = request.metric;
  trend.has_scenario = request.has_scenario;
  trend.uncommitted = request.uncommitted;
  add_steps(request, trend);
  add_present(request, trend);
  add_measured(request, trend);
  return trend;
}

const Creep* headline_of(const ScenarioTrend& trend) {
  const Creep* headline = nullptr;
  const auto size_of = [](const Creep& creep) {
    const std::int64_t points =
        basis_points(creep.first, creep.last).value_or(std::numeric_limits<std::int64_t>::max());
    return points < 0 ? -std::max(points, -std::numeric_limits<std::int64_t>::max()) : points;
  };
  for (const Creep& creep : trend.creeps) {
    if (trend.metric ? creep.metric == *trend.metric : creep.metric == Metric::kPeakBytes) return &creep;
    if (headline == nullptr || size_of(creep) > size_of(*headline)) headline = &creep;
  }
  return headline;
}

}  // namespace highwater
