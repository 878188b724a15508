// SPDX-License-Identifier: Apache-2.0
#include "compare/creep.h"

#include <algorithm>
#include <limits>

#include "baseline/tolerance.h"

namespace highwater {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

std::int64_t saturated(Wide number) {
  return static_cast<std::int64_t>(std::clamp<Wide>(number, kMin, kMax));
}

Wide quarter_of(std::int64_t value) {
  return (value < 0 ? -Wide{value} : Wide{value}) / 4;
}

bool is_loose_limit(Metric metric, const GatedMetric& gated) {
  const Wide room = std::max<Wide>(quarter_of(gated.value), least_loose(metric));
  return gated.limit && Wide{*gated.limit} > Wide{gated.value} + room;
}

bool is_loose_tolerance(Metric metric, const GatedMetric& gated) {
  return Wide{allowance(gated)} > std::max<Wide>(quarter_of(gated.value), default_tolerance(metric).absolute);
}

void add_loose(std::vector<LooseTerm>& loose, const GatedMetrics& metrics, std::optional<ProbeKind> probe,
               const std::map<Metric, std::int64_t>& highest) {
  for (const Metric metric : kGatedMetrics) {
    const auto found = metrics.find(metric);
    if (found == metrics.end()) continue;
    const GatedMetric& gated = found->second;
    const auto seen = highest.find(metric);
    LooseTerm term{.metric = metric,
                   .probe = probe,
                   .term = Term::kLimit,
                   .value = gated.value,
                   .allowed = gated.limit.value_or(0),
                   .highest = seen == highest.end() ? gated.value : std::max(gated.value, seen->second)};
    if (is_loose_limit(metric, gated)) loose.push_back(term);
    term.term = Term::kTolerance;
    term.allowed = saturated(Wide{gated.value} + allowance(gated));
    if (is_loose_tolerance(metric, gated)) loose.push_back(term);
  }
}

const TrendChange* value_change(const TrendStep& step, Metric metric) {
  for (const TrendChange& change : step.changes)
    if (change.metric == metric && !change.probe && change.before && change.after &&
        change.before->value != change.after->value)
      return &change;
  return nullptr;
}

void count(Creep& creep, std::int64_t from, std::int64_t to) {
  ++creep.changes;
  ++(to > from ? creep.raised : creep.lowered);
  if (to < from) return;
  const std::optional<std::int64_t> raise = basis_points(from, to);
  // From nothing to something is no small step, whatever its percentage would be.
  creep.largest_raise = std::max(creep.largest_raise.value_or(0), raise.value_or(kMax));
}

}  // namespace

std::optional<std::int64_t> basis_points(std::int64_t from, std::int64_t to) {
  if (from == to) return 0;
  if (from == 0) return std::nullopt;
  const Wide base = from < 0 ? -Wide{from} : Wide{from};
  const Wide scaled = (Wide{to} - Wide{from}) * 10000;
  const Wide half = base / 2;
  return saturated((scaled < 0 ? scaled - half : scaled + half) / base);
}

std::int64_t difference_of(std::int64_t from, std::int64_t to) {
  return saturated(Wide{to} - Wide{from});
}

std::optional<Creep> creep_of(const std::vector<TrendStep>& steps, Metric metric) {
  Creep creep{.metric = metric};
  bool begun = false;
  for (const TrendStep& step : steps) {
    const auto after = step.after.find(metric);
    if (after == step.after.end()) continue;
    const std::int64_t now = after->second.value;
    if (step.region_changed) {
      creep = {.metric = metric, .first = now, .last = now};
      begun = true;
      continue;
    }
    const TrendChange* change = value_change(step, metric);
    if (!begun) {
      creep.first = change != nullptr ? change->before->value : now;
      begun = true;
    }
    creep.last = now;
    if (change != nullptr) count(creep, change->before->value, change->after->value);
  }
  if (creep.changes == 0) return std::nullopt;
  const std::optional<std::int64_t> sum = basis_points(creep.first, creep.last);
  creep.creeping = sum && *sum >= kLargeSum && creep.largest_raise && *creep.largest_raise <= kSmallStep;
  return creep;
}

std::vector<LooseTerm> loose_terms(const Baseline& baseline, const std::map<Metric, std::int64_t>& highest) {
  std::vector<LooseTerm> loose;
  add_loose(loose, baseline.metrics, std::nullopt, highest);
  for (const auto& [probe, metrics] : baseline.overrides) add_loose(loose, metrics, probe, highest);
  return loose;
}

}  // namespace highwater
