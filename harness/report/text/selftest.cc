// SPDX-License-Identifier: Apache-2.0
#include "report/text/selftest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/terminal.h"
#include "report/text/table.h"

namespace highwater {
namespace {

bool all(const InjectionCase& entry, bool (*holds)(const ProvenMetric&)) {
  return std::all_of(entry.metrics.begin(), entry.metrics.end(), holds);
}

Cell cell_of(const InjectionCase& entry) {
  if (entry.not_applicable) return {*entry.not_applicable};
  if (!entry.problems.empty()) return {"NOT PROVEN", Color::kRed};
  const bool was_held = all(entry, [](const ProvenMetric& proven) { return proven.now_within.has_value(); });
  return {was_held ? "tripped, held" : "tripped"};
}

// The cases of one scenario and probe stand together.
std::string overview(const std::vector<InjectionCase>& cases, bool color) {
  std::vector<Table::Column> columns = {{"scenario"}, {"probe"}};
  for (const InjectionKind kind : kInjectionKinds) columns.push_back({name_of(kind)});
  Table table(std::move(columns));
  for (std::size_t i = 0; i < cases.size();) {
    const InjectionCase& first = cases[i];
    std::vector<Cell> row = {{first.scenario}, {name_of(first.probe)}};
    for (const InjectionKind kind : kInjectionKinds) {
      const bool is_next = i < cases.size() && cases[i].kind == kind && cases[i].scenario == first.scenario &&
                           cases[i].probe == first.probe;
      row.push_back(is_next ? cell_of(cases[i++]) : Cell{"-"});
    }
    table.add(std::move(row));
  }
  return table.render("", color);
}

std::string or_dash(const std::optional<std::int64_t>& number) {
  return number ? format_count(*number) : "-";
}

std::string verdict(const std::optional<std::int64_t>& now, bool shows, const char* word, const char* other) {
  return !now ? "-" : shows ? word : other;
}

std::string metric_table(const InjectionCase& entry, bool color) {
  Table table({{"metric"},
               {"plain", Align::kRight},
               {"limit", Align::kRight},
               {"injected", Align::kRight},
               {"measured", Align::kRight},
               {"verdict"}});
  for (const ProvenMetric& proven : entry.metrics) {
    table.add({{name_of(proven.metric)},
               {format_count(proven.plain)},
               {format_count(proven.limit)},
               {format_count(proven.above)},
               {or_dash(proven.now_above)},
               {verdict(proven.now_above, proven.tripped, "tripped", "DID NOT TRIP")}});
    table.add({{""},
               {""},
               {""},
               {format_count(proven.within)},
               {or_dash(proven.now_within)},
               {verdict(proven.now_within, proven.held, "held", "TRIPPED")}});
  }
  return table.render("      ", color);
}

std::string details(const InjectionCase& entry, bool color) {
  std::string text = fmt::format("{}  {} ({}): {}\n", paint("FAIL", Color::kRed, color), entry.scenario,
                                 name_of(entry.probe), name_of(entry.kind));
  for (const std::string& problem : entry.problems) text += fmt::format("      {}\n", printable(problem));
  if (!entry.metrics.empty()) text += metric_table(entry, color);
  return text + "\n";
}

std::string summary(const SelftestReport& report) {
  std::size_t proven = 0;
  std::size_t unproven = 0;
  std::size_t not_applicable = 0;
  for (const InjectionCase& entry : report.cases) {
    if (entry.not_applicable)
      ++not_applicable;
    else
      ++(entry.is_proven() ? proven : unproven);
  }
  std::string text = fmt::format("{} injections: {} proven", report.cases.size(), proven);
  if (not_applicable > 0) text += fmt::format(", {} without iterations to inject into", not_applicable);
  if (unproven > 0) text += fmt::format(", {} NOT PROVEN", unproven);
  if (!report.errors.empty()) text += fmt::format("; {} not tested", report.errors.size());
  return text + "\n";
}

}  // namespace

std::string render_selftest(const SelftestReport& report, bool color) {
  std::string text;
  if (!report.cases.empty()) text += overview(report.cases, color) + "\n";
  for (const InjectionCase& entry : report.cases)
    if (!entry.problems.empty()) text += details(entry, color);
  bool has_notes = false;
  for (const InjectionCase& entry : report.cases)
    for (const std::string& note : entry.notes) {
      text += fmt::format("note  {} ({}), {}: {}\n", entry.scenario, name_of(entry.probe),
                          name_of(entry.kind), printable(note));
      has_notes = true;
    }
  if (has_notes) text += "\n";
  for (const Error& error : report.errors) {
    text += fmt::format("{}  {}\n", paint("FAIL", Color::kRed, color), printable(error.what));
    if (!error.hint.empty()) text += fmt::format("      hint: {}\n", printable(error.hint));
    text += "\n";
  }
  return text + summary(report);
}

}  // namespace highwater
