// SPDX-License-Identifier: Apache-2.0
#include "compare/selftest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace highwater {
namespace {

__extension__ using Wide = __int128;

// The metrics that a kind moves by what it injects, bytes first.
std::vector<Metric> moved_metrics(InjectionKind kind, const GatedMetrics& expected) {
  switch (kind) {
    case InjectionKind::kPeakBump:
      return {Metric::kPeakBytes};
    case InjectionKind::kRetainedLeak:
      return {Metric::kRetainedBytes, Metric::kRetainedBlocks};
    case InjectionKind::kIterationLeak: {
      if (expected.count(Metric::kGrowthBytesPerIteration) != 0) return {Metric::kGrowthBytesPerIteration};
      return {Metric::kRetainedBytes};
    }
    case InjectionKind::kAllocationBurst:
      return {Metric::kAllocatedBytes, Metric::kAllocations};
    case InjectionKind::kNone:
      break;
  }
  return {};
}

bool is_too_loose(Metric metric, const GatedMetric& gated) {
  const Wide value = gated.value;
  const Wide quarter = (value < 0 ? -value : value) / 4;
  return limit_of(gated) - value > std::max<Wide>(quarter, least_loose(metric));
}

// How much of `metric` one unit of the order's bytes or blocks is: an iteration leak adds up, but to the
// growth.
std::int64_t times(InjectionKind kind, Metric metric, std::int64_t iterations) {
  const bool adds_up = kind == InjectionKind::kIterationLeak && metric == Metric::kRetainedBytes;
  return adds_up ? iterations : 1;
}

InjectionOrder order_of(InjectionKind kind, const std::optional<std::string>& region) {
  InjectionOrder order{};
  order.kind = kind;
  order.in_region = region ? 1 : 0;
  if (region) std::strncpy(order.region, region->c_str(), sizeof order.region - 1);
  return order;
}

// What is injected of one metric: above the limit, and within it. A leak an iteration comes in whole bytes.
void size(ProvenMetric& proven, std::int64_t unit, Margin margin) {
  const std::int64_t room = proven.limit - proven.plain;
  const std::int64_t half = margin == Margin::kWide ? std::max(room / 2, 2 * proven.varies) : 0;
  proven.above = ((room + half) / unit + 1) * unit;
  proven.within = std::max<std::int64_t>(room - half, 0) / unit * unit;
}

bool is_single(InjectionKind kind) {
  return kind == InjectionKind::kPeakBump || kind == InjectionKind::kIterationLeak;
}

// What of the order moves the metric.
std::uint64_t& part_of(InjectionOrder& order, Metric metric) {
  return is_single(order.kind) || is_bytes(metric) ? order.bytes : order.blocks;
}

// A block has to carry the bytes, also where blocks are not what is to be shown.
void carry(InjectionOrder& order) {
  if (order.bytes > 0 && (is_single(order.kind) || order.blocks == 0)) order.blocks = 1;
}

void enter(InjectionCase& entry, const CheckOutcome& outcome, const char* which,
           std::optional<std::int64_t> ProvenMetric::*now, bool (*shown)(const MetricComparison&),
           bool ProvenMetric::*shows) {
  if (outcome.error) {
    entry.problems.push_back(fmt::format("the run {} gave no numbers: {}", which, outcome.error->what));
    return;
  }
  for (ProvenMetric& proven : entry.metrics) {
    for (const MetricComparison& compared : outcome.comparison->metrics) {
      if (compared.metric != proven.metric) continue;
      proven.*now = compared.now;
      proven.*shows = shown(compared);
    }
  }
}

void enter_plain(ProvenMetric& proven) {
  proven.now_within = proven.plain;
  proven.held = true;
}

bool is_demanded(const InjectionCase& entry, Metric metric) {
  return std::any_of(entry.metrics.begin(), entry.metrics.end(),
                     [&](const ProvenMetric& proven) { return proven.metric == metric; });
}

bool regressed(const MetricComparison& compared) {
  return compared.verdict == Verdict::kRegression;
}
bool kept_within(const MetricComparison& compared) {
  return compared.verdict != Verdict::kRegression;
}

std::string exact_amount(Metric metric, std::int64_t count) {
  return fmt::format("{}{}", count, is_bytes(metric) ? " bytes" : "");
}

}  // namespace

const char* name_of(InjectionKind kind) {
  switch (kind) {
    case InjectionKind::kPeakBump:
      return "peak bump";
    case InjectionKind::kRetainedLeak:
      return "retained leak";
    case InjectionKind::kIterationLeak:
      return "iteration leak";
    case InjectionKind::kAllocationBurst:
      return "allocation burst";
    case InjectionKind::kNone:
      break;
  }
  return "nothing";
}

const char* site_of(InjectionKind kind) {
  switch (kind) {
    case InjectionKind::kPeakBump:
      return "highwater_selftest_peak_bump";
    case InjectionKind::kRetainedLeak:
      return "highwater_selftest_retained_leak";
    case InjectionKind::kIterationLeak:
      return "highwater_selftest_iteration_leak";
    case InjectionKind::kAllocationBurst:
      return "highwater_selftest_allocation_burst";
    case InjectionKind::kNone:
      break;
  }
  return "";
}

InjectionCase plan_injection(InjectionKind kind, const GatedMetrics& expected, const PlainRun& plain,
                             Margin margin) {
  InjectionCase entry;
  entry.probe = plain.numbers.probe;
  entry.kind = kind;
  entry.margin = margin;
  entry.above = entry.within = order_of(kind, plain.numbers.region);
  const std::vector<Metric> moved = moved_metrics(kind, expected);
  if (kind == InjectionKind::kIterationLeak && plain.iterations == 0) {
    if (moved.front() == Metric::kRetainedBytes)
      entry.not_applicable = "no iterations";
    else
      entry.problems.push_back(
          fmt::format("{} is gated, but the region marks no iterations", name_of(moved.front())));
    return entry;
  }
  for (const Metric metric : moved) {
    const auto gated = expected.find(metric);
    if (gated == expected.end()) {
      entry.problems.push_back(fmt::format("{} is not gated", name_of(metric)));
      continue;
    }
    ProvenMetric proven;
    proven.metric = metric;
    proven.plain = range_of(plain.numbers, metric).lowest;
    proven.limit = limit_of(gated->second);
    if (const std::optional<Spread>& spread = gated->second.spread)
      proven.varies = spread->maximum - spread->minimum;
    if (is_too_loose(metric, gated->second)) {
      entry.problems.push_back(fmt::format(
          "{} may rise to {} from {}: too loose to guard it; set a tolerance or a limit nearer to the "
          "number",
          name_of(metric), exact_amount(metric, proven.limit), exact_amount(metric, gated->second.value)));
      continue;
    }
    const std::int64_t unit = times(kind, metric, plain.iterations);
    size(proven, unit, margin);
    part_of(entry.above, metric) = static_cast<std::uint64_t>(proven.above / unit);
    part_of(entry.within, metric) = static_cast<std::uint64_t>(proven.within / unit);
    entry.metrics.push_back(proven);
  }
  carry(entry.above);
  carry(entry.within);
  return entry;
}

void enter_above(InjectionCase& entry, const CheckOutcome& outcome) {
  enter(entry, outcome, "above the limit", &ProvenMetric::now_above, regressed, &ProvenMetric::tripped);
  if (!outcome.error && status_of(outcome, Improvements::kReport) != ExitStatus::kRegression)
    for (ProvenMetric& proven : entry.metrics) proven.tripped = false;
}

void enter_within(InjectionCase& entry, const CheckOutcome& outcome) {
  enter(entry, outcome, "within the limit", &ProvenMetric::now_within, kept_within, &ProvenMetric::held);
  if (outcome.error) return;
  // A block that only carries bytes is more than none: the plain run, which passed, had none.
  for (ProvenMetric& proven : entry.metrics)
    if (proven.within == 0) enter_plain(proven);
  std::vector<const char*> others;
  for (const MetricComparison& compared : outcome.comparison->metrics)
    if (regressed(compared) && !is_demanded(entry, compared.metric))
      others.push_back(name_of(compared.metric));
  if (!others.empty())
    entry.notes.push_back(fmt::format("exceeded before {} is at its limit: {}",
                                      name_of(entry.metrics.front().metric), fmt::join(others, ", ")));
}

InjectionOrder order_to_explain(const InjectionCase& entry, const Baseline& baseline) {
  const Metric metric = entry.metrics.front().metric;
  const GatedMetrics expected = expected_of(baseline, entry.probe);
  const auto gated = expected.find(metric);
  std::int64_t rest = gated == expected.end() ? 0 : gated->second.value;
  for (const BaselineSite& site : baseline.sites) rest -= value_of(site, metric);
  InjectionOrder order = entry.above;
  order.bytes += static_cast<std::uint64_t>(std::max<std::int64_t>(rest, 0));
  // Another run of a number that varies may lie lower by as much as it may rise.
  if (gated != expected.end()) order.bytes += static_cast<std::uint64_t>(allowance(gated->second));
  return order;
}

void enter_explained(InjectionCase& entry, const CheckOutcome& outcome) {
  entry.explained = std::any_of(
      outcome.explanations.begin(), outcome.explanations.end(), [&](const Explanation& explanation) {
        return explanation.metric == entry.metrics.front().metric && !explanation.sites.empty() &&
               explanation.sites.front().chain.front() == site_of(entry.kind);
      });
}

void enter_plain(InjectionCase& entry) {
  for (ProvenMetric& proven : entry.metrics) enter_plain(proven);
}

bool looks_noisy(const InjectionCase& entry) {
  return std::any_of(entry.metrics.begin(), entry.metrics.end(), [](const ProvenMetric& proven) {
    const bool is_wrong_above = proven.now_above && !proven.tripped;
    const bool is_wrong_within = proven.now_within && !proven.held;
    if (proven.varies > 0 && (is_wrong_above || is_wrong_within)) return true;
    return (is_wrong_above && (*proven.now_above - proven.plain) >= proven.above / 2) ||
           (is_wrong_within && *proven.now_within - proven.plain != proven.within);
  });
}

void conclude(InjectionCase& entry) {
  if (entry.margin == Margin::kWide)
    entry.notes.push_back(
        "the number varies from run to run: proven at half of what it may rise by, and at half as much "
        "again");
  for (const ProvenMetric& proven : entry.metrics) {
    const char* const name = name_of(proven.metric);
    if (proven.now_above && !proven.tripped) {
      const std::int64_t seen = *proven.now_above - proven.plain;
      entry.problems.push_back(
          seen < proven.above / 2 || seen <= 0
              ? fmt::format("the probe is blind to {}: {} injected, {} seen", name,
                            exact_amount(proven.metric, proven.above), exact_amount(proven.metric, seen))
              : fmt::format("{} did not trip at {}, {} above its limit", name,
                            exact_amount(proven.metric, *proven.now_above),
                            exact_amount(proven.metric, *proven.now_above - proven.limit)));
    }
    if (proven.now_within && !proven.held)
      entry.problems.push_back(fmt::format("{} trips with {} injected, which it may rise by", name,
                                           exact_amount(proven.metric, proven.within)));
    if (!proven.now_above && entry.problems.empty())
      entry.problems.push_back(fmt::format("{} was not compared", name));
  }
  if (entry.explained == false)
    entry.problems.push_back(fmt::format("the explanation does not name {} first", site_of(entry.kind)));
}

ExitStatus status_of(const SelftestReport& report) {
  ExitStatus status = ExitStatus::kOk;
  bool proves_something = false;
  for (const InjectionCase& entry : report.cases) {
    proves_something = proves_something || entry.is_proven();
    if (!entry.problems.empty()) status = worst(status, ExitStatus::kRegression);
  }
  for (const Error& error : report.errors) status = worst(status, error.status);
  return status == ExitStatus::kOk && !proves_something ? ExitStatus::kUsage : status;
}

}  // namespace highwater
