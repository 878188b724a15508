// SPDX-License-Identifier: Apache-2.0
// A scenario's page is a <details>: closed, the browser lays nothing of it out, and a thousand of them open
// as fast as one. Links lead to what is inside, which opens it without a script.
#include "report/html/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/bytes.h"
#include "report/html/escape.h"
#include "report/html/page.h"
#include "report/html/scenario.h"

namespace highwater {
namespace {

constexpr std::size_t kMostOpen = 8;  // failures that are shown at once

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", format_count(static_cast<std::int64_t>(count)), count == 1 ? one : many);
}

std::string header(const std::vector<const SummaryRow*>& rows) {
  std::set<std::string> scenarios;
  std::set<std::string> profiles;
  for (const SummaryRow* row : rows) {
    scenarios.insert(row->scenario);
    if (!row->profile.empty()) profiles.insert(row->profile);
  }
  std::string facts =
      counted(rows.size(), "result", "results") + " of " + counted(scenarios.size(), "scenario", "scenarios");
  if (profiles.size() == 1) facts += " on " + html_escape(*profiles.begin());
  if (profiles.size() > 1) facts += " on " + counted(profiles.size(), "platform", "platforms");
  return fmt::format(
      "<header><h1><svg viewBox=\"0 0 24 20\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
      "stroke-linecap=\"round\" aria-hidden=\"true\"><path d=\"M1 4h22\" stroke-dasharray=\"3 4\"/><path "
      "d=\"M1 16c3 0 "
      "4-8 8-8s4 6 7 6 4-3 7-3\"/></svg>Highwater report</h1><p>{}</p></header>\n<main>\n",
      facts);
}

std::string page_start(const std::string& scenario, const std::vector<const SummaryRow*>& rows, bool open) {
  std::string marks;
  const char* last = "";
  for (const SummaryRow* row : rows) {
    if (row->verdict.word != last) marks += verdict_mark(row->verdict);
    last = row->verdict.word;
  }
  const std::string name = html_escape(scenario);
  return fmt::format("<details class=\"sc\" data-s=\"{}\"{}><summary><h3>{}</h3> {}</summary>\n", name,
                     open ? " open" : "", name, marks);
}

constexpr const char* kPagesStart =
    "<section aria-label=\"Scenarios\"><h2>Scenarios</h2>\n<p data-js hidden><button type=\"button\" "
    "id=\"open\">Open "
    "all</button> <button type=\"button\" id=\"close\">Close all</button></p>\n";
constexpr const char* kFooter =
    "</section>\n</main>\n<footer><p>Bytes are those that programs requested, without the allocator’s own. "
    "Frames of "
    "allocators and of the standard library are folded into their callers. With scripts: <kbd>/</kbd> "
    "searches; a click "
    "or <kbd>Enter</kbd> zooms into a frame, <kbd>Esc</kbd> out again, arrow keys move.</p></footer>\n";

}  // namespace

void HtmlReport::add(std::size_t place, const CheckOutcome& outcome, const std::string& trend) {
  SummaryRow row = summary_row(outcome, improvements_);
  const Detail detail = is_large_ && !row.verdict.fails ? Detail::kShort : Detail::kFull;
  ResultPieces pieces = html_result(outcome, improvements_, detail, trend);
  for (std::string* piece : {&pieces.start, &pieces.sites, &pieces.end})
    piece->shrink_to_fit();  // it has grown by doubling, and stays until the end
  results_[place] = {std::move(row), std::move(pieces)};
}

bool HtmlReport::shows_sites(std::size_t rank, const SummaryRow& row) const {
  return !is_large_ || (rank < kMostWithSites && row.verdict.fails);
}

std::vector<std::string> HtmlReport::take_page() {
  std::erase_if(results_, [](const Result& result) { return result.pieces.start.empty(); });
  std::map<std::string, int> ids;
  for (Result& result : results_)  // the same scenario on the same platform twice: two runs
    if (const int others = ids[result.row.id]++; others > 0) result.row.id += fmt::format("/{}", others + 1);
  std::stable_sort(results_.begin(), results_.end(),
                   [](const Result& a, const Result& b) { return is_before(a.row, b.row); });
  std::vector<const SummaryRow*> rows;
  std::map<std::string, std::vector<std::size_t>> by_scenario;
  std::vector<const std::vector<std::size_t>*> pages;  // in the order of their worst results
  for (std::size_t i = 0; i < results_.size(); ++i) {
    rows.push_back(&results_[i].row);
    std::vector<std::size_t>& of_scenario = by_scenario[results_[i].row.scenario];
    if (of_scenario.empty()) pages.push_back(&of_scenario);
    of_scenario.push_back(i);
  }
  std::vector<std::string> pieces = {html_page_start() + header(rows) + html_summary(rows, errors_) +
                                     kPagesStart};
  for (std::size_t number = 0; number < pages.size(); ++number) {
    std::vector<const SummaryRow*> of_page;
    for (const std::size_t i : *pages[number]) of_page.push_back(rows[i]);
    const bool open = number < kMostOpen && (of_page.front()->verdict.fails || pages.size() == 1);
    pieces.push_back(page_start(of_page.front()->scenario, of_page, open));
    for (const std::size_t i : *pages[number]) {
      pieces.push_back("<section id=\"" + rows[i]->id + "\"");
      ResultPieces& result = results_[i].pieces;
      pieces.push_back(std::move(result.start));
      pieces.push_back(shows_sites(i, *rows[i]) ? std::move(result.sites) : kSitesLeftOut);
      pieces.push_back(std::move(result.end));
    }
    pieces.push_back("</details>\n");
  }
  pieces.push_back(kFooter + html_page_end());
  results_.clear();
  return pieces;
}

std::string render_html(const CheckReport& report, Improvements improvements) {
  HtmlReport html(improvements, report.outcomes.size());
  for (std::size_t i = 0; i < report.outcomes.size(); ++i) html.add(i, report.outcomes[i]);
  for (const Error& error : report.errors) html.add(error);
  std::string page;
  for (const std::string& piece : html.take_page()) page += piece;
  return page;
}

}  // namespace highwater
