// SPDX-License-Identifier: Apache-2.0
#include "report/html/scenario.h"

#include <fmt/format.h>

#include "compare/gated_numbers.h"
#include "report/html/escape.h"
#include "report/html/flames.h"
#include "report/html/parts.h"
#include "report/html/scaling.h"
#include "report/html/tables.h"
#include "report/html/timeline_chart.h"
#include "report/shell_word.h"
#include "report/waiver_words.h"

namespace highwater {
namespace {

constexpr std::size_t kMostOutput = 8000;
constexpr std::size_t kMostSites = 15;

// Which region the numbers are of; none: the process.
std::optional<std::string> gated_region(const CheckOutcome& outcome) {
  if (outcome.comparison) return outcome.comparison->region;
  if (!outcome.measurement) return outcome.region;
  const Expected<GatedNumbers> gated = gated_numbers(*outcome.measurement, outcome.region);
  return gated ? gated->region : std::nullopt;
}

std::string heading(const CheckOutcome& outcome, Improvements improvements) {
  std::string place;
  if (outcome.measurement) place = html_escape(outcome.measurement->context.profile);
  if (!place.empty()) place += " &middot; ";
  place += name_of(outcome.probe);
  place += " &middot; " + html_escape(describe_region(gated_region(outcome)));
  return fmt::format("<h4>{} <span class=\"p\">{}</span></h4>\n",
                     verdict_mark(html_verdict(outcome, improvements)), place);
}

std::string error_box(const CheckOutcome& outcome) {
  if (!outcome.error) return "";
  std::string box = fmt::format("<div class=\"box\"><p><b>{}</b></p>", html_escape(outcome.error->what));
  if (!outcome.error->hint.empty()) box += fmt::format("<p>{}</p>", html_escape(outcome.error->hint));
  std::string_view output = outcome.output;
  if (output.size() > kMostOutput) output.remove_prefix(output.size() - kMostOutput);
  if (!output.empty())
    box += fmt::format("<pre tabindex=\"0\" aria-label=\"What the scenario printed last\">{}</pre>",
                       html_escape(output));
  return box + "</div>\n";
}

std::string list_of(const char* css, const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts)
    out += fmt::format("<div class=\"box {}\"><p>{}</p></div>\n", css, html_escape(text));
  return out;
}

std::string timeline_of(const CheckOutcome& outcome) {
  const Measurement& measurement = *outcome.measurement;
  if (measurement.timeline.points.empty())
    return fmt::format("<p class=\"empty\">No timeline: {}.</p>\n",
                       outcome.probe == ProbeKind::kMassif
                           ? "the massif probe records none; the counting probe does"
                           : "the result has none");
  TimelineSubject subject;
  subject.region = gated_region(outcome);
  subject.peak_bytes = metrics_of(outcome)->peak_bytes;
  if (const MetricComparison* peak = find_metric(outcome, Metric::kPeakBytes); peak != nullptr) {
    subject.baseline_bytes = peak->baseline;
    if (peak->is_gated) subject.limit_bytes = peak->limit;
  }
  return render_timeline(measurement.timeline, subject);
}

std::string sites_table(const CheckOutcome& outcome, std::vector<SiteRow> run) {
  if (!run.empty()) return html_sites(std::move(run), "Call sites", kMostSites);
  if (!outcome.baseline || outcome.probe == ProbeKind::kMassif) return "";
  return html_sites(site_rows(outcome.baseline->sites), "The baseline’s largest call sites", kMostSites);
}

// Flame graphs and table, of the gated region.
std::string sites_of(const CheckOutcome& outcome) {
  std::vector<SiteRow> rows = site_rows(gated_sites(*outcome.measurement, gated_region(outcome)));
  std::vector<BaselineSite> run;
  for (const SiteRow& row : rows) run.push_back(row.site);
  return html_flames(outcome, run) + sites_table(outcome, std::move(rows));
}

std::string accept_line(const CheckOutcome& outcome) {
  if (!outcome.comparison) return "";
  const Verdict worst = outcome.comparison->worst;
  if (worst != Verdict::kRegression && worst != Verdict::kImprovement) return "";
  return fmt::format("<p>If that is intended: <code>highwater update {} --reason &quot;…&quot;</code></p>\n",
                     html_escape(shell_word(outcome.scenario)));
}

}  // namespace

const char kSitesLeftOut[] =
    "<p class=\"empty\">No flame graphs and no call sites: of more than 300 results, only the 100 worst "
    "failures are shown with them. A report of fewer has them all.</p>\n";

ResultPieces html_result(const CheckOutcome& outcome, Improvements improvements, Detail detail,
                         const std::string& trend) {
  ResultPieces pieces;
  std::string& out = pieces.start;
  out = fmt::format(" class=\"res\" aria-label=\"{}\">{}", html_escape(outcome.scenario),
                    heading(outcome, improvements));
  out += error_box(outcome);
  out += html_metrics(outcome);
  out += html_scaling(outcome);
  for (const Explanation& explanation : outcome.explanations) out += html_explanation(explanation);
  out += list_of("warn", waiver_lines(outcome));
  out += html_hints(outcome.explanations);
  out += list_of("warn", outcome.hints);
  out += accept_line(outcome);
  if (outcome.measurement) out += list_of("warn", outcome.measurement->warnings);
  out += list_of("warn", outcome.notes);
  if (outcome.measurement) out += timeline_of(outcome);
  out += trend;
  if (outcome.measurement && detail == Detail::kFull) pieces.sites = sites_of(outcome);
  if (outcome.measurement)
    pieces.end = html_children(*outcome.measurement) + (detail == Detail::kFull
                                                            ? html_context(*outcome.measurement)
                                                            : html_context_line(*outcome.measurement));
  pieces.end += "</section>\n";
  return pieces;
}

}  // namespace highwater
