// SPDX-License-Identifier: Apache-2.0
#include "report/html/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "base/bytes.h"
#include "report/html/escape.h"
#include "report/html/timeline_scale.h"

namespace highwater {
namespace {

// Rows in sight. The others are in a <details>: a browser lays a table out again with every piece of the page
// that arrives, and a thousand rows cost more than all that is below them.
constexpr std::size_t kMostShown = 100;

// A timeline as small as a word: its shape, without axes.
std::string sparkline(const Timeline& timeline) {
  if (timeline.points.size() < 2) return "";
  constexpr std::size_t kSteps = 48;
  double most = 1;
  double clock = 1;
  for (const TimelinePoint& point : timeline.points) {
    most = std::max(most, static_cast<double>(point.live_bytes));
    clock = std::max(clock, static_cast<double>(point.clock_bytes));
  }
  std::vector<double> highest(kSteps + 1, -1);
  for (const TimelinePoint& point : timeline.points) {
    const double share = std::clamp(static_cast<double>(point.clock_bytes) / clock, 0.0, 1.0);
    double& at = highest[static_cast<std::size_t>(share * kSteps)];
    at = std::max(at, static_cast<double>(point.live_bytes));
  }
  std::string path = "M0 24";
  for (std::size_t i = 0; i <= kSteps; ++i)
    if (highest[i] >= 0)
      fmt::format_to(std::back_inserter(path), "L{} {:.0f}", 2 * i, 23 - 22 * highest[i] / most);
  return fmt::format(
      "<svg class=\"spark\" viewBox=\"0 0 96 24\" aria-hidden=\"true\"><path d=\"{}V24\"/></svg>", path);
}

// How much of its limit a peak uses, with a tick at the limit.
std::string bar(const MetricComparison& peak, const HtmlVerdict& verdict) {
  const std::int64_t limit = peak.is_gated ? peak.limit : peak.baseline;
  const double most = std::max<double>({1, static_cast<double>(peak.now), static_cast<double>(limit)}) * 1.04;
  const auto percent = [&](std::int64_t value) {
    return 100 * std::max(0.0, static_cast<double>(value)) / most;
  };
  return fmt::format("<span class=\"bar {}\" style=\"--n:{:.1f}%;--l:{:.1f}%\" aria-hidden=\"true\"></span>",
                     verdict.css, percent(peak.now), percent(limit));
}

// The one thing to know of a failure: what grew most, or why there are no numbers.
std::string reason_cell(const CheckOutcome& outcome) {
  if (outcome.error) return html_escape(outcome.error->what);
  for (const Explanation& explanation : outcome.explanations) {
    if (explanation.sites.empty()) continue;
    const SiteDifference& site = explanation.sites.front();
    return fmt::format("<b>{}</b> {} {}", html_escape(site.chain.empty() ? "" : site.chain.front()),
                       name_of(site.change),
                       metric_difference(explanation.metric, saturated_difference(site.before, site.now)));
  }
  std::string names;
  if (outcome.comparison)
    for (const MetricComparison& compared : outcome.comparison->metrics)
      if (compared.verdict == outcome.comparison->worst && compared.verdict != Verdict::kPass)
        names += fmt::format(
            "{}{} {}", names.empty() ? "" : ", ", metric_title(compared.metric),
            metric_difference(compared.metric, saturated_difference(compared.baseline, compared.now)));
  return names;
}

std::string numbers(const CheckOutcome& outcome, const HtmlVerdict& verdict) {
  const std::optional<Metrics> metrics = metrics_of(outcome);
  if (!metrics) return "<td class=\"n\">&ndash;</td><td></td><td></td><td></td><td></td>";
  std::string change;
  if (const MetricComparison* peak = find_metric(outcome, Metric::kPeakBytes); peak != nullptr)
    change = fmt::format("{} <small>{}</small>",
                         format_bytes_delta(saturated_difference(peak->baseline, peak->now)),
                         format_percent_change(peak->baseline, peak->now)) +
             bar(*peak, verdict);
  return fmt::format(
      "<td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{}</td><td "
      "class=\"n\">{}</td>",
      format_bytes(metrics->peak_bytes), change, sparkline(outcome.measurement->timeline),
      format_bytes(metrics->retained_bytes), format_count(metrics->allocations));
}

struct Count {
  HtmlVerdict verdict;
  std::size_t results = 0;
};

std::vector<Count> counts_of(const std::vector<const SummaryRow*>& rows) {
  std::vector<Count> counts;
  for (const SummaryRow* row : rows) {
    if (counts.empty() || counts.back().verdict.rank != row->verdict.rank)
      counts.push_back({row->verdict, 0});
    ++counts.back().results;
  }
  return counts;
}

std::string lead(const std::vector<const SummaryRow*>& rows, const std::vector<Error>& errors) {
  const auto bad =
      std::count_if(rows.begin(), rows.end(),
                    [](const SummaryRow* row) { return std::string_view(row->verdict.css) == "bad"; }) +
      static_cast<std::ptrdiff_t>(errors.size());
  const auto checked = std::count_if(rows.begin(), rows.end(), [](const SummaryRow* row) {
    return std::string_view(row->verdict.css) != "none";
  });
  if (bad > 0)
    return fmt::format("<p class=\"lead bad\">{} of {} checks failed</p>\n", bad,
                       checked + static_cast<std::ptrdiff_t>(errors.size()));
  if (rows.empty()) return "<p class=\"lead bad\">Nothing was checked</p>\n";
  if (checked == 0) return "<p class=\"lead\">Measured; not held to any baseline</p>\n";
  const auto waived = std::count_if(rows.begin(), rows.end(), [](const SummaryRow* row) {
    return std::string_view(row->verdict.css) == "waived";
  });
  if (waived > 0)
    return fmt::format("<p class=\"lead\">{} of {} checks within their limits, {} waived</p>\n",
                       checked - waived, checked, waived);
  return fmt::format("<p class=\"lead ok\">{} within {} limits</p>\n",
                     checked == 1 ? "The check is" : fmt::format("All {} checks are", checked),
                     checked == 1 ? "its" : "their");
}

// Then it is said once, above.
bool one_profile(const std::vector<const SummaryRow*>& rows) {
  return std::all_of(rows.begin(), rows.end(),
                     [&](const SummaryRow* row) { return row->profile == rows.front()->profile; });
}

std::string table_of(std::span<const SummaryRow* const> rows, const std::string& css,
                     const std::string& caption) {
  std::string out = table_start(css, caption,
                                {{"Verdict"},
                                 {"Scenario"},
                                 {"Peak", true},
                                 {"Against the baseline", true},
                                 {"Live bytes"},
                                 {"Retained", true},
                                 {"Allocations", true},
                                 {"What"}});
  for (const SummaryRow* row : rows) out += row->before_id + row->id + row->after_id;
  return out + kTableEnd;
}

}  // namespace

SummaryRow summary_row(const CheckOutcome& outcome, Improvements improvements) {
  SummaryRow row{.verdict = html_verdict(outcome, improvements),
                 .excess = 0,
                 .scenario = outcome.scenario,
                 .profile = outcome.measurement ? outcome.measurement->context.profile : "",
                 .id = page_id(outcome),
                 .before_id = {},
                 .after_id = {}};
  if (const MetricComparison* peak = find_metric(outcome, Metric::kPeakBytes); peak != nullptr)
    row.excess = saturated_difference(peak->baseline, peak->now);
  const std::string name = html_escape(outcome.scenario);
  row.before_id =
      fmt::format("<tr data-s=\"{}\"><td>{}</td><td><a href=\"#", name, verdict_mark(row.verdict));
  row.after_id = fmt::format(
      "\">{}</a><small><span class=\"pf\">{}{}</span>{}</small></td>{}<td class=\"what\">{}</td></tr>\n",
      name, html_escape(row.profile), row.profile.empty() ? "" : " &middot; ", name_of(outcome.probe),
      numbers(outcome, row.verdict), reason_cell(outcome));
  return row;
}

bool is_before(const SummaryRow& a, const SummaryRow& b) {
  if (a.verdict.rank != b.verdict.rank) return a.verdict.rank < b.verdict.rank;
  const bool fails = a.verdict.fails;
  if (fails && a.excess != b.excess) return a.excess > b.excess;
  if (a.scenario != b.scenario) return a.scenario < b.scenario;
  return a.profile < b.profile;
}

std::string html_summary(const std::vector<const SummaryRow*>& rows, const std::vector<Error>& errors) {
  std::string out =
      "<section id=\"summary\" aria-label=\"Summary\">\n" + lead(rows, errors) + "<ul class=\"counts\">";
  for (const Count& count : counts_of(rows))
    out += fmt::format("<li><span class=\"v {}\">{} {}</span></li>", count.verdict.css,
                       format_count(static_cast<std::int64_t>(count.results)), count.verdict.word);
  out += "</ul>\n";
  for (const Error& error : errors)
    out += fmt::format("<div class=\"box\"><p><b>{}</b></p><p>{}</p></div>\n", html_escape(error.what),
                       html_escape(error.hint));
  if (rows.empty()) return out + "</section>\n";
  out +=
      "<div class=\"tools\" role=\"search\" data-js hidden><input id=\"q\" type=\"search\" "
      "placeholder=\"Search functions and "
      "scenarios\" aria-label=\"Search functions and scenarios\" aria-describedby=\"count\"><output "
      "id=\"count\" "
      "aria-live=\"polite\"></output></div>\n<h2>Summary</h2>\n";
  const std::string css = one_profile(rows) ? "sum one" : "sum";
  const std::size_t shown = std::min(rows.size(), kMostShown);
  out += table_of({rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(shown)}, css,
                  "Verdicts, failures first");
  if (shown < rows.size())
    out += fmt::format("<details class=\"more\"><summary>The {} other results</summary>\n{}</details>\n",
                       format_count(static_cast<std::int64_t>(rows.size() - shown)),
                       table_of({rows.begin() + static_cast<std::ptrdiff_t>(shown), rows.end()}, css,
                                "Verdicts of the other results"));
  return out + "</section>\n";
}

}  // namespace highwater
