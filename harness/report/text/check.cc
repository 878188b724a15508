// SPDX-License-Identifier: Apache-2.0
#include "report/text/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/bytes.h"
#include "compare/gated_numbers.h"
#include "report/metric_words.h"
#include "report/quoted_output.h"
#include "report/shell_word.h"
#include "report/text/explanation.h"
#include "report/text/site_line.h"
#include "report/text/table.h"
#include "report/waiver_words.h"

namespace highwater {
namespace {

const MetricComparison* find(const Comparison& comparison, Metric metric) {
  const auto found =
      std::find_if(comparison.metrics.begin(), comparison.metrics.end(),
                   [&](const MetricComparison& compared) { return compared.metric == metric; });
  return found == comparison.metrics.end() ? nullptr : &*found;
}

Cell verdict_cell(const CheckOutcome& outcome) {
  if (outcome.error) {
    switch (outcome.error->status) {
      case ExitStatus::kScenario:
        return {"scenario failed", Color::kRed};
      case ExitStatus::kProbe:
        return {"not measured", Color::kRed};
      case ExitStatus::kBaseline:
        return {"no baseline", Color::kRed};
      default:
        return {"error", Color::kRed};
    }
  }
  switch (outcome.comparison ? outcome.comparison->worst : Verdict::kRegression) {
    case Verdict::kRegression:
      return {"REGRESSION", Color::kRed};
    case Verdict::kImprovement:
      return {"improvement", Color::kYellow};
    case Verdict::kWaived:
      return {"waived", Color::kYellow};
    case Verdict::kUnusedWaiver:
      return {"unused waiver", Color::kRed};
    case Verdict::kPass:
      break;
  }
  return {"ok", Color::kGreen};
}

std::string signed_count(std::int64_t count) {
  return (count < 0 ? "" : "+") + format_count(count);
}

std::string difference(const MetricComparison& compared) {
  const std::int64_t delta = compared.now - compared.baseline;
  return fmt::format("{} ({})", is_bytes(compared.metric) ? format_bytes_delta(delta) : signed_count(delta),
                     format_percent_change(compared.baseline, compared.now));
}

std::string overview(const std::vector<CheckOutcome>& outcomes, bool color) {
  Table table({{"scenario"},
               {"probe"},
               {"peak", Align::kRight},
               {"retained", Align::kRight},
               {"allocations", Align::kRight},
               {"peak vs baseline", Align::kRight},
               {"verdict"}});
  for (const CheckOutcome& outcome : outcomes) {
    std::vector<Cell> row = {{outcome.scenario}, {name_of(outcome.probe)}};
    if (outcome.comparison) {
      const MetricComparison* peak = find(*outcome.comparison, Metric::kPeakBytes);
      const MetricComparison* retained = find(*outcome.comparison, Metric::kRetainedBytes);
      const MetricComparison* allocations = find(*outcome.comparison, Metric::kAllocations);
      row.push_back({peak == nullptr ? "" : format_bytes(peak->now)});
      row.push_back({retained == nullptr ? "" : format_bytes(retained->now)});
      row.push_back({allocations == nullptr ? "" : format_count(allocations->now)});
      row.push_back({peak == nullptr ? "" : format_percent_change(peak->baseline, peak->now)});
    } else {
      row.insert(row.end(), 4, Cell{"-"});
    }
    row.push_back(verdict_cell(outcome));
    table.add(std::move(row));
  }
  return table.render("", color);
}

std::string metric_table(const Comparison& comparison, bool color) {
  Table table({{"metric"},
               {"baseline", Align::kRight},
               {"now", Align::kRight},
               {"difference", Align::kRight},
               {"limit", Align::kRight},
               {"verdict"}});
  for (const MetricComparison& compared : comparison.metrics) {
    Cell verdict{name_of(compared.verdict)};
    if (compared.verdict == Verdict::kRegression)
      verdict = {compared.hard_limit ? "REGRESSION (hard limit)" : "REGRESSION", Color::kRed};
    if (compared.verdict == Verdict::kUnusedWaiver) verdict.color = Color::kRed;
    if (compared.verdict == Verdict::kImprovement || compared.verdict == Verdict::kWaived)
      verdict.color = Color::kYellow;
    if (!compared.is_gated) verdict = {"not gated: NOISY", Color::kYellow};
    table.add({{name_of(compared.metric)},
               {format_count(compared.baseline)},
               {format_count(compared.now)},
               {difference(compared)},
               {compared.is_gated ? format_count(compared.limit) : "-"},
               verdict});
  }
  return table.render("      ", color);
}

std::string error_text(const Error& error, bool color) {
  std::string text = fmt::format("{}  {}\n", paint("FAIL", Color::kRed, color), printable(error.what));
  if (!error.hint.empty()) text += fmt::format("      hint: {}\n", printable(error.hint));
  return text;
}

// The probes that gave the very same numbers for this scenario: their details are shown once.
std::string probes_that_agree(const CheckReport& report, const CheckOutcome& outcome) {
  std::vector<std::string> names;
  for (const CheckOutcome& other : report.outcomes)
    if (other.scenario == outcome.scenario && other.comparison == outcome.comparison)
      names.push_back(name_of(other.probe));
  return fmt::format("{}", fmt::join(names, " and "));
}

bool has_sites(const CheckOutcome& outcome) {
  return outcome.measurement && outcome.measurement->has_sites;
}

// Both probes of a scenario are explained by the sites of one.
const CheckOutcome& explained_outcome(const CheckReport& report, const CheckOutcome& outcome) {
  if (!outcome.explanations.empty() || has_sites(outcome)) return outcome;
  for (const CheckOutcome& other : report.outcomes)
    if (other.scenario == outcome.scenario && other.comparison == outcome.comparison &&
        (!other.explanations.empty() || has_sites(other)))
      return other;
  return outcome;
}

// Where there is nothing to compare with.
std::string largest_sites(const CheckOutcome& outcome) {
  std::vector<SiteResult> sites = gated_sites(*outcome.measurement, outcome.region);
  std::stable_sort(sites.begin(), sites.end(),
                   [](const SiteResult& a, const SiteResult& b) { return a.peak_bytes > b.peak_bytes; });
  std::string text = sites.empty() ? "" : "      largest at the peak:\n";
  for (std::size_t i = 0; i < std::min<std::size_t>(sites.size(), 3); ++i)
    text += fmt::format("        {:>10}  {}\n", format_bytes(sites[i].peak_bytes), describe_site(sites[i]));
  if (!sites.empty())
    text += "      hint: the baseline lists no call sites to compare with; the next update adds them\n";
  return text;
}

std::string explanation(const CheckReport& report, const CheckOutcome& outcome,
                        const CheckTextOptions& options) {
  const CheckOutcome& explained = explained_outcome(report, outcome);
  if (!explained.explanations.empty())
    return render_explanations(explained.explanations,
                               {.color = options.color, .source_root = options.source_root});
  return has_sites(explained) ? largest_sites(explained) : "";
}

// "peak 12.41 MiB, baseline 8.10 MiB, +4.31 MiB (+53.2 %), limit 8.18 MiB" of the first metric that failed.
std::string headline(const Comparison& comparison) {
  for (const MetricComparison& compared : comparison.metrics) {
    if (compared.verdict != comparison.worst) continue;
    const auto number = [&](std::int64_t value) {
      return is_bytes(compared.metric) ? format_bytes(value) : format_count(value);
    };
    return fmt::format("{} {}, baseline {}, {}, limit {}", short_name_of(compared.metric),
                       number(compared.now), number(compared.baseline), difference(compared),
                       number(compared.limit));
  }
  for (const ScalingComparison& compared : comparison.scaling)
    if (compared.verdict == comparison.worst) return describe(compared);
  return {};
}

// Every one, once something fails: a class that stayed says as much as one that did not.
std::string scaling_lines(const Comparison& comparison, bool color) {
  std::string text;
  for (const ScalingComparison& compared : comparison.scaling) {
    const Color shade = compared.verdict == Verdict::kRegression ? Color::kRed : Color::kYellow;
    const std::string verdict =
        compared.verdict == Verdict::kPass ? "ok" : paint(name_of(compared.verdict), shade, color);
    text += fmt::format("      scaling: {}: {}\n", describe(compared), verdict);
  }
  return text;
}

std::string mark(const CheckOutcome& outcome, const CheckTextOptions& options) {
  if (status_of(outcome, options.improvements) != ExitStatus::kOk)
    return paint("FAIL", Color::kRed, options.color);
  return paint(is_waived(outcome) ? "WAIVED" : "GOOD", Color::kYellow, options.color);
}

// What is waived is followed elsewhere, and a waiver that is not needed is not helped by an update.
bool can_be_accepted(const Comparison& comparison) {
  return std::any_of(
      comparison.metrics.begin(), comparison.metrics.end(), [](const MetricComparison& compared) {
        return compared.verdict == Verdict::kRegression || compared.verdict == Verdict::kImprovement;
      });
}

std::string details(const CheckReport& report, const CheckOutcome& outcome, const CheckTextOptions& options) {
  if (outcome.error)
    return error_text(*outcome.error, options.color) + quoted_output(last_lines(outcome.output, 20));
  std::string text = fmt::format("{}  {}   {}\n      {}, {}\n", mark(outcome, options), outcome.scenario,
                                 headline(*outcome.comparison), probes_that_agree(report, outcome),
                                 describe_region(outcome.comparison->region));
  text += explanation(report, outcome, options);
  text += metric_table(*outcome.comparison, options.color);
  text += scaling_lines(*outcome.comparison, options.color);
  for (const std::string& line : waiver_lines(outcome)) text += fmt::format("      {}\n", printable(line));
  for (const std::string& warning : outcome.measurement->warnings)
    text += fmt::format("      hint: {}\n", printable(warning));
  for (const std::string& hint : outcome.hints) text += fmt::format("      hint: {}\n", printable(hint));
  if (!can_be_accepted(*outcome.comparison)) return text;
  return text + fmt::format("      accept: {} {} --reason \"…\"\n", options.update_command,
                            shell_word(outcome.scenario));
}

// Each once: both probes of a scenario have the same.
std::set<std::string> notes_of(const CheckReport& report) {
  std::set<std::string> notes;
  for (const CheckOutcome& outcome : report.outcomes)
    for (const std::string& note : outcome.notes)
      notes.insert(fmt::format("note  {}: {}\n", outcome.scenario, printable(note)));
  return notes;
}

// "22 checks: 20 ok, 2 regression"
std::string summary(const CheckReport& report) {
  std::vector<std::pair<std::string, int>> counts;
  for (const CheckOutcome& outcome : report.outcomes) {
    const std::string verdict = verdict_cell(outcome).text;
    const auto found =
        std::find_if(counts.begin(), counts.end(), [&](const auto& count) { return count.first == verdict; });
    if (found == counts.end()) {
      counts.emplace_back(verdict, 1);
    } else {
      ++found->second;
    }
  }
  std::vector<std::string> parts;
  for (const auto& [verdict, count] : counts) parts.push_back(fmt::format("{} {}", count, verdict));
  if (!report.errors.empty()) parts.push_back(fmt::format("{} orphan", report.errors.size()));
  return fmt::format("{} checks: {}\n", report.outcomes.size(), fmt::join(parts, ", "));
}

}  // namespace

std::string render_check(const CheckReport& report, const CheckTextOptions& options) {
  std::string text;
  if (!report.outcomes.empty()) text += overview(report.outcomes, options.color) + "\n";
  std::set<std::string> said;  // a missing baseline is missing for both probes
  for (const CheckOutcome& outcome : report.outcomes) {
    if (!outcome.error && outcome.comparison->worst == Verdict::kPass) continue;
    const std::string detail = details(report, outcome, options);
    if (said.insert(detail).second) text += detail + "\n";
  }
  for (const std::string& note : notes_of(report)) text += note + "\n";
  for (const Error& error : report.errors) text += error_text(error, options.color) + "\n";
  return text + summary(report);
}

}  // namespace highwater
