// SPDX-License-Identifier: Apache-2.0
#include "report/html/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include "base/bytes.h"
#include "report/html/escape.h"
#include "report/html/parts.h"

namespace highwater {
namespace {

constexpr std::size_t kMostDifferences = 8;
constexpr std::size_t kMostChildren = 50;

std::string number_cell(const std::string& text) {
  return "<td class=\"n\">" + text + "</td>";
}

// The exact number in the title: what is shown has two decimals.
std::string value_cell(Metric metric, std::int64_t value) {
  return fmt::format("<td class=\"n\" title=\"{}\">{}</td>", format_count(value),
                     metric_value(metric, value));
}

// "grow <- fetch <- main" with its first name set off: it is the one to look at. The style clips the callers
// to two lines; a pointer, and paper, show all.
std::string chain_cell(const CallChain& chain, const CallChain& before = {}) {
  std::string cell = "<td class=\"chain\">";
  for (std::size_t i = 0; i < chain.size(); ++i) {
    if (i == 0) cell += "<b>" + html_escape(chain[i]) + "</b>";
    if (i == 1) cell += "<span class=\"via\">";
    if (i > 0) cell += "&larr; " + html_escape(chain[i]) + " ";
  }
  if (chain.size() > 1) cell += "</span>";
  if (!before.empty())
    cell += fmt::format("<span class=\"via\">before: {}</span>", html_escape(to_text(before)));
  return cell + "</td>";
}

std::string place_of(const std::string& file, int line) {
  if (file.empty()) return "";
  return line > 0 ? fmt::format("{}:{}", file_name_of(file), line) : file_name_of(file);
}

std::string verdict_cell(const MetricComparison& compared) {
  if (!compared.is_gated) return "<td><span class=\"v\">Not gated: NOISY</span></td>";
  switch (compared.verdict) {
    case Verdict::kRegression:
      return fmt::format("<td><span class=\"v bad\">{}</span></td>",
                         compared.hard_limit ? "Regression (hard limit)" : "Regression");
    case Verdict::kImprovement:
      return "<td><span class=\"v good\">Improvement</span></td>";
    case Verdict::kWaived:
      return "<td><span class=\"v waived\">Waived</span></td>";
    case Verdict::kUnusedWaiver:
      return "<td><span class=\"v bad\">Unused waiver</span></td>";
    case Verdict::kPass:
      break;
  }
  return "<td><span class=\"v ok\">OK</span></td>";
}

// What grew comes first in an explanation, down to the last byte; here there is no room for that, and what is
// left out must be small.
std::vector<const SiteDifference*> largest_first(const Explanation& explanation) {
  std::vector<const SiteDifference*> sites;
  for (const SiteDifference& site : explanation.sites) sites.push_back(&site);
  const auto size = [](const SiteDifference* site) {
    return std::abs(static_cast<double>(site->now) - static_cast<double>(site->before));
  };
  std::stable_sort(sites.begin(), sites.end(),
                   [&](const SiteDifference* a, const SiteDifference* b) { return size(a) > size(b); });
  return sites;
}

std::string rest_row(Metric metric, std::int64_t difference, const char* what) {
  if (difference == 0) return "";
  return fmt::format("<tr class=\"rest\"><td></td>{}<td></td><td></td><td colspan=\"2\">{}</td></tr>",
                     number_cell(metric_difference(metric, difference)), what);
}

struct ContextRow {
  const char* name;
  std::string value;  // escaped
};

std::vector<ContextRow> context_rows(const Measurement& measurement) {
  std::vector<ContextRow> rows;
  const auto row = [&](const char* name, const std::string& value) {
    if (!value.empty()) rows.push_back({name, html_escape(value)});
  };
  for (const ContextField& field : kContextFields) row(field.name, measurement.context.*field.member);
  std::string libraries;
  for (const auto& [name, version] : measurement.context.libraries)
    libraries += (libraries.empty() ? "" : ", ") + version;
  row("libraries", libraries);
  std::string command;
  for (const std::string& word : measurement.command) command += (command.empty() ? "" : " ") + word;
  row("command", command);
  if (measurement.metrics.peak_rss_bytes) row("peak RSS", format_bytes(*measurement.metrics.peak_rss_bytes));
  if (measurement.tree_peak_bytes) row("peak of all processes", format_bytes(*measurement.tree_peak_bytes));
  if (!measurement.exact)
    row("exact", fmt::format("no: the peak may lie up to {}", format_bytes(measurement.peak_upper_bytes)));
  return rows;
}

}  // namespace

std::string html_metrics(const CheckOutcome& outcome) {
  const std::optional<Metrics> metrics = metrics_of(outcome);
  if (!metrics) return "";
  if (!outcome.comparison) {
    std::string out = table_start("metrics", "Numbers", {{"Metric"}, {"Now", true}});
    for (const Metric metric : kGatedMetrics)
      if (has(*metrics, metric))
        out += fmt::format("<tr><th scope=\"row\">{}</th>{}</tr>", metric_title(metric),
                           value_cell(metric, value_of(*metrics, metric)));
    return out + kTableEnd;
  }
  std::string out = table_start(
      "metrics", "Numbers against the baseline",
      {{"Metric"}, {"Baseline", true}, {"Now", true}, {"Difference", true}, {"Limit", true}, {"Verdict"}});
  for (const MetricComparison& compared : outcome.comparison->metrics)
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th>{}{}{}{}{}</tr>", metric_title(compared.metric),
        value_cell(compared.metric, compared.baseline), value_cell(compared.metric, compared.now),
        number_cell(fmt::format(
            "{} <small>{}</small>",
            metric_difference(compared.metric, saturated_difference(compared.baseline, compared.now)),
            format_percent_change(compared.baseline, compared.now))),
        compared.is_gated ? value_cell(compared.metric, compared.limit) : number_cell("&ndash;"),
        verdict_cell(compared));
  return out + kTableEnd;
}

std::string html_explanation(const Explanation& explanation) {
  const Metric metric = explanation.metric;
  const std::int64_t total = saturated_difference(explanation.before, explanation.now);
  std::string out = table_start(
      "why", fmt::format("{}: where {} come from", metric_title(metric), metric_difference(metric, total)),
      {{"Change"}, {"Difference", true}, {"Before", true}, {"Now", true}, {"Call chain"}, {"Place"}});
  std::int64_t further = 0;
  const std::vector<const SiteDifference*> sites = largest_first(explanation);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const SiteDifference& site = *sites[i];
    const std::int64_t difference = saturated_difference(site.before, site.now);
    if (i >= kMostDifferences) {
      further = saturated_sum(further, difference);
      continue;
    }
    fmt::format_to(std::back_inserter(out), "<tr><td><span class=\"c {0}\">{0}</span></td>",
                   name_of(site.change));
    out += number_cell(metric_difference(metric, difference)) + value_cell(metric, site.before) +
           value_cell(metric, site.now) + chain_cell(site.chain, site.chain_before) +
           fmt::format("<td class=\"place\">{}</td></tr>", html_escape(place_of(site.file, site.line)));
  }
  if (explanation.sites.size() > kMostDifferences)
    out += rest_row(metric, further,
                    fmt::format("[{} others]", explanation.sites.size() - kMostDifferences).c_str());
  out += rest_row(metric, explanation.others, "[sites too small for the baseline, and what it tolerates]");
  out += rest_row(metric, explanation.unattributed, "[unattributed]: no stack was found");
  out += rest_row(metric, explanation.other_run, "[the run that recorded sites differed by this]");
  out += fmt::format("<tr class=\"total\"><th scope=\"row\">Total</th>{}{}{}<td colspan=\"2\"></td></tr>",
                     number_cell(metric_difference(metric, total)), value_cell(metric, explanation.before),
                     value_cell(metric, explanation.now));
  return out + kTableEnd;
}

std::string html_hints(const std::vector<Explanation>& explanations) {
  std::vector<std::string> hints;
  for (const Explanation& explanation : explanations)
    for (const std::string& hint : explanation.hints)
      if (std::find(hints.begin(), hints.end(), hint) == hints.end()) hints.push_back(hint);
  if (hints.empty()) return "";
  std::string out = "<ul class=\"hints\">";
  for (const std::string& hint : hints) out += fmt::format("<li>{}</li>", html_escape(hint));
  return out + "</ul>\n";
}

std::vector<SiteRow> site_rows(const std::vector<SiteResult>& sites) {
  std::vector<SiteRow> rows;
  for (MergedSite& merged : merged_by_chain(sites)) {
    rows.push_back({std::move(merged.sums), place_of(merged.first->file, merged.first->line)});
  }
  return rows;
}

std::vector<SiteRow> site_rows(const std::vector<BaselineSite>& sites) {
  std::vector<SiteRow> rows;
  for (const BaselineSite& site : sites) rows.push_back({site, site.file});
  return rows;
}

std::string html_sites(std::vector<SiteRow> rows, const std::string& caption, std::size_t most) {
  if (rows.empty()) return "";
  std::stable_sort(rows.begin(), rows.end(), [](const SiteRow& a, const SiteRow& b) {
    return a.site.peak_bytes != b.site.peak_bytes ? a.site.peak_bytes > b.site.peak_bytes
                                                  : a.site.retained_bytes > b.site.retained_bytes;
  });
  constexpr Metric kColumns[] = {Metric::kPeakBytes, Metric::kRetainedBytes, Metric::kAllocatedBytes,
                                 Metric::kAllocations};
  constexpr std::size_t kCount = std::size(kColumns);
  std::int64_t others[kCount] = {};
  std::int64_t total[kCount] = {};
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t column = 0; column < kCount; ++column) {
      const std::int64_t value = value_of(rows[i].site, kColumns[column]);
      total[column] = saturated_sum(total[column], value);
      if (i >= most) others[column] = saturated_sum(others[column], value);
    }
  std::string out = table_start("sites", caption,
                                {{"Peak", true},
                                 {"%", true},
                                 {"Retained", true},
                                 {"Allocated", true},
                                 {"Allocations", true},
                                 {"Call chain"},
                                 {"Place"}});
  const auto numbers = [&](const auto& value) {
    std::string cells;
    for (std::size_t column = 0; column < kCount; ++column) {
      cells += value_cell(kColumns[column], value(column));
      if (column != 0) continue;
      const double share =
          total[0] == 0 ? 0 : 100 * static_cast<double>(value(0)) / static_cast<double>(total[0]);
      cells += number_cell(fmt::format("{:.1f}", share));
    }
    return cells;
  };
  for (std::size_t i = 0; i < std::min(rows.size(), most); ++i)
    out += "<tr>" + numbers([&](std::size_t column) { return value_of(rows[i].site, kColumns[column]); }) +
           chain_cell(rows[i].site.chain) +
           fmt::format("<td class=\"place\">{}</td></tr>", html_escape(rows[i].place));
  if (rows.size() > most)
    out += fmt::format("<tr class=\"rest\">{}<td colspan=\"2\">[{} others]</td></tr>",
                       numbers([&](std::size_t column) { return others[column]; }), rows.size() - most);
  out += fmt::format("<tr class=\"total\">{}<th scope=\"row\" colspan=\"2\">Total</th></tr>",
                     numbers([&](std::size_t column) { return total[column]; }));
  return out + kTableEnd;
}

std::string html_context(const Measurement& measurement) {
  std::string out = "<dl class=\"ctx\">";
  for (const ContextRow& row : context_rows(measurement))
    out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", row.name, row.value);
  return out + "</dl>\n";
}

std::string html_context_line(const Measurement& measurement) {
  std::string out;
  for (const ContextRow& row : context_rows(measurement))
    out += fmt::format("{}{} {}", out.empty() ? "" : " &middot; ", row.name, row.value);
  return "<p class=\"ctx\">" + out + "</p>\n";
}

std::string html_children(const Measurement& measurement) {
  if (measurement.children.empty()) return "";
  std::string out = table_start(
      "metrics", "Processes that the command started",
      {{"Process"}, {"Peak", true}, {"Retained", true}, {"Allocated", true}, {"Allocations", true}});
  for (std::size_t i = 0; i < std::min(measurement.children.size(), kMostChildren); ++i) {
    const ChildResult& child = measurement.children[i];
    out +=
        fmt::format("<tr><th scope=\"row\">{} <small>{}</small></th>", html_escape(child.command), child.pid);
    for (const Metric metric :
         {Metric::kPeakBytes, Metric::kRetainedBytes, Metric::kAllocatedBytes, Metric::kAllocations})
      out += value_cell(metric, value_of(child.metrics, metric));
    out += "</tr>";
  }
  if (measurement.children.size() > kMostChildren)
    out += fmt::format("<tr class=\"rest\"><td colspan=\"5\">[{} others]</td></tr>",
                       measurement.children.size() - kMostChildren);
  return out + kTableEnd;
}

}  // namespace highwater
