// SPDX-License-Identifier: Apache-2.0
#include "report/review_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "report/check_words.h"
#include "report/metric_words.h"
#include "report/term_words.h"

namespace highwater {
namespace {

constexpr std::size_t kFunctions = 4;

void add_terms(std::vector<ReviewRow>& rows, const std::string& metric, const GatedMetric& before,
               const GatedMetric& now) {
  if (before.tolerance != now.tolerance)
    rows.push_back({.metric = metric + " tolerance",
                    .before = describe_tolerance(before.tolerance),
                    .now = describe_tolerance(now.tolerance),
                    .change = "",
                    .is_worse = now.tolerance.absolute > before.tolerance.absolute ||
                                now.tolerance.relative > before.tolerance.relative});
  if (before.limit != now.limit)
    rows.push_back({.metric = metric + " limit",
                    .before = describe_limit(before.limit),
                    .now = describe_limit(now.limit),
                    .change = "",
                    .is_worse = before.limit && (!now.limit || *now.limit > *before.limit)});
}

void add_change(std::vector<ReviewRow>& rows, const TrendChange& change) {
  const std::string metric = change.probe
                                 ? fmt::format("{} ({})", name_of(change.metric), name_of(*change.probe))
                                 : std::string(name_of(change.metric));
  if (!change.before && !change.after) return;
  if (!change.before) {
    rows.push_back({metric, "", format_count(change.after->value), "new"});
  } else if (!change.after) {
    rows.push_back({metric, format_count(change.before->value), "", "gone"});
  } else {
    if (change.before->value != change.after->value)
      rows.push_back({.metric = metric,
                      .before = format_count(change.before->value),
                      .now = format_count(change.after->value),
                      .change = format_change(change.metric, change.before->value, change.after->value),
                      .is_worse = change.after->value > change.before->value});
    add_terms(rows, metric, *change.before, *change.after);
  }
}

void add_scaling(std::vector<ReviewRow>& rows, const ScalingChange& change) {
  const std::string metric = fmt::format("{} with size", name_of(change.metric));
  const std::string what = describe_change(change);
  if (what == "tolerance") {
    rows.push_back({.metric = metric + " tolerance",
                    .before = describe_tolerance(change.before->tolerance),
                    .now = describe_tolerance(change.after->tolerance),
                    .change = "",
                    .is_worse = is_looser(change)});
    return;
  }
  rows.push_back({.metric = metric,
                  .before = change.before ? describe_scaling(change.metric, change.before) : "",
                  .now = change.after ? describe_scaling(change.metric, change.after) : "",
                  .change = what,
                  .is_worse = scales_worse(change)});
}

}  // namespace

std::vector<ReviewRow> review_rows(const TrendStep& step) {
  std::vector<ReviewRow> rows;
  if (step.kind == StepKind::kCreated)
    for (const auto& [metric, gated] : step.after)
      rows.push_back({name_of(metric), "", format_count(gated.value), "new"});
  if (step.kind == StepKind::kCreated && !step.changes.empty()) rows.clear();
  for (const TrendChange& change : step.changes) add_change(rows, change);
  for (const ScalingChange& change : step.scaling_changes) add_scaling(rows, change);
  return rows;
}

std::string describe_step(const ReviewedBaseline& reviewed) {
  const TrendStep& step = reviewed.step;
  std::string text;
  switch (step.kind) {
    case StepKind::kCreated:
      text = "new baseline";
      break;
    case StepKind::kAccepted:
      text = "changed";
      break;
    case StepKind::kTouched:
      text = step.renamed_from.empty() ? "nothing that is gated" : "";
      break;
    case StepKind::kDeleted:
      text = reviewed.moved_away ? "moved away" : "removed";
      break;
    case StepKind::kUnreadable:
      text = "unreadable";
      break;
  }
  if (!step.renamed_from.empty())
    text += fmt::format("{}moved from {}", text.empty() ? "" : ", ", step.renamed_from);
  if (step.region_changed) text += ", another region";
  if (step.sizes_changed) text += ", other sizes";
  return text;
}

std::string describe_grown(const GrownSite& site) {
  return fmt::format(
      "{}  {}{}  {} {} -> {}", format_difference(site.metric, difference_of(site.before, site.now)),
      chain_start(site.chain, kFunctions), site.file.empty() ? "" : fmt::format(" ({})", site.file),
      name_of(site.metric), format_count(site.before), format_count(site.now));
}

std::string proposal_summary(const ReviewReport& report, Headline headline) {
  const std::size_t count = report.baselines.size();
  return fmt::format("{} {} {}", format_count(static_cast<std::int64_t>(count)),
                     count == 1 ? "baseline" : "baselines",
                     headline == Headline::kProposed ? "proposed" : "taken");
}

std::string review_summary(const ReviewReport& report) {
  const std::size_t count = report.baselines.size();
  if (count == 0) return "no baseline changed";
  const auto bad = std::count_if(report.baselines.begin(), report.baselines.end(),
                                 [](const ReviewedBaseline& reviewed) { return !reviewed.problems.empty(); });
  return fmt::format("{} {} changed, {}", format_count(static_cast<std::int64_t>(count)),
                     count == 1 ? "baseline" : "baselines",
                     bad == 0 ? std::string("each with a reason and measured")
                              : fmt::format("{} not fit to merge", format_count(bad)));
}

}  // namespace highwater
