// SPDX-License-Identifier: Apache-2.0
#include "report/html/history.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/html/escape.h"
#include "report/html/trend_chart.h"
#include "report/metric_words.h"

namespace highwater {
namespace {

// "peak +31 % in 12 accepted changes, none of them large: creep"
std::string sum_of(const Creep& creep) {
  return fmt::format("{} {} in {} accepted {}{}", short_name_of(creep.metric),
                     short_percent(creep.first, creep.last), creep.changes,
                     creep.changes == 1 ? "change" : "changes",
                     creep.creeping ? ", none of them large: creep" : "");
}

}  // namespace

std::string html_history(const ScenarioTrend& trend) {
  if (trend.steps.empty()) return {};
  std::string out = "<h3>History of the baseline</h3>\n<p>";
  if (trend.creeps.empty()) out += "No gated number has changed since the first.";
  for (const Creep& creep : trend.creeps)
    out += html_escape(sum_of(creep)) + (&creep == &trend.creeps.back() ? "" : "; ");
  if (trend.stale) out += fmt::format(" Nobody has touched it for {} days.", trend.untouched_days);
  out += "</p>\n";
  for (const Metric metric : kGatedMetrics) {
    const bool changed = std::any_of(trend.creeps.begin(), trend.creeps.end(),
                                     [&](const Creep& creep) { return creep.metric == metric; });
    const std::string chart =
        changed || metric == Metric::kPeakBytes ? render_trend_chart(trend, metric) : "";
    if (!chart.empty())
      out += fmt::format("<figure><figcaption>{}</figcaption>{}</figure>\n", name_of(metric), chart);
  }
  return out;
}

}  // namespace highwater
