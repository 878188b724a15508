// SPDX-License-Identifier: Apache-2.0
#include "report/html/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/bytes.h"
#include "compare/gated_numbers.h"
#include "report/html/escape.h"

namespace highwater {
namespace {

HtmlVerdict verdict_of_error(ExitStatus status) {
  switch (status) {
    case ExitStatus::kScenario:
      return {"Scenario failed", "bad", 1, true};
    case ExitStatus::kProbe:
      return {"Not measured", "bad", 2, true};
    case ExitStatus::kBaseline:
      return {"No baseline", "bad", 3, true};
    default:
      return {"Error", "bad", 0, true};
  }
}

}  // namespace

HtmlVerdict html_verdict(const CheckOutcome& outcome, Improvements improvements) {
  if (outcome.error) return verdict_of_error(outcome.error->status);
  if (!is_checked(outcome)) return {"Not checked", "none", 8, false};
  if (!outcome.comparison) return verdict_of_error(ExitStatus::kProbe);
  switch (outcome.comparison->worst) {
    case Verdict::kRegression:
      return {"Regression", "bad", 4, true};
    case Verdict::kUnusedWaiver:
      return {"Unused waiver", "bad", 5, true};
    case Verdict::kWaived:
      return status_of(outcome, improvements) == ExitStatus::kOk ? HtmlVerdict{"Waived", "waived", 6, true}
                                                                 : HtmlVerdict{"Improvement", "bad", 7, true};
    case Verdict::kImprovement:
      return {"Improvement", improvements == Improvements::kFail ? "bad" : "good", 7, true};
    case Verdict::kPass:
      break;
  }
  return {"OK", "ok", 9, false};
}

std::string verdict_mark(const HtmlVerdict& verdict) {
  return fmt::format("<span class=\"v {}\">{}</span>", verdict.css, verdict.word);
}

const MetricComparison* find_metric(const CheckOutcome& outcome, Metric metric) {
  if (!outcome.comparison) return nullptr;
  for (const MetricComparison& compared : outcome.comparison->metrics)
    if (compared.metric == metric) return &compared;
  return nullptr;
}

std::optional<Metrics> metrics_of(const CheckOutcome& outcome) {
  if (!outcome.measurement) return std::nullopt;
  const Expected<GatedNumbers> gated = gated_numbers(*outcome.measurement, outcome.region);
  return gated ? gated->metrics : outcome.measurement->metrics;
}

std::int64_t saturated_difference(std::int64_t before, std::int64_t now) {
  std::int64_t difference = 0;
  if (!__builtin_sub_overflow(now, before, &difference)) return difference;
  return now < before ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

std::int64_t saturated_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

std::string metric_value(Metric metric, std::int64_t value) {
  return is_bytes(metric) ? format_bytes(value) : format_count(value);
}

std::string metric_difference(Metric metric, std::int64_t difference) {
  if (is_bytes(metric)) return format_bytes_delta(difference);
  return (difference < 0 ? "" : "+") + format_count(difference);
}

const char* metric_title(Metric metric) {
  switch (metric) {
    case Metric::kPeakBytes:
      return "Peak";
    case Metric::kRetainedBytes:
      return "Retained";
    case Metric::kRetainedBlocks:
      return "Retained blocks";
    case Metric::kAllocatedBytes:
      return "Allocated";
    case Metric::kAllocations:
      return "Allocations";
    case Metric::kGrowthBytesPerIteration:
      break;
  }
  return "Growth an iteration";
}

std::string page_id(const CheckOutcome& outcome) {
  std::string id = "scenario/" + html_id(outcome.scenario);
  if (outcome.measurement && !outcome.measurement->context.profile.empty())
    id += "@" + html_id(outcome.measurement->context.profile);
  return id + "/" + name_of(outcome.probe);
}

std::string table_start(const std::string& css, const std::string& caption,
                        const std::vector<HtmlColumn>& columns) {
  std::string out = fmt::format("<div class=\"scroll\"><table class=\"{}\"><caption>{}</caption><thead><tr>",
                                css, html_escape(caption));
  for (const HtmlColumn& column : columns)
    out += fmt::format("<th scope=\"col\"{}>{}</th>", column.number ? " class=\"n\"" : "", column.title);
  return out + "</tr></thead><tbody>";
}

}  // namespace highwater
