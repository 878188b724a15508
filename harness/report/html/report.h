// SPDX-License-Identifier: Apache-2.0
// The HTML report: one self-contained page over any number of results. For people; `highwater report` writes
// it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "compare/outcome.h"
#include "report/html/scenario.h"
#include "report/html/summary.h"

namespace highwater {

// Takes results one by one and keeps of each only what the page shows, so that thousands fit into memory.
class HtmlReport {
 public:
  // `results`: how many there are. Of more than kMostInFull those that passed are shown in short, and
  // only the first kMostWithSites failures with their call sites: a browser opens a thousand in two seconds.
  HtmlReport(Improvements improvements, std::size_t results)
      : improvements_(improvements), is_large_(results > kMostInFull), results_(results) {}
  static constexpr std::size_t kMostInFull = 300;
  static constexpr std::size_t kMostWithSites = 100;

  // The result at `place` among all; a place may stay empty. `trend` is HTML for the scenario's page: the
  // history of its baseline. Empty: it has none. Thread safety: for different places at the same time.
  void add(std::size_t place, const CheckOutcome& outcome, const std::string& trend = {});
  void add(const Error& error) { errors_.push_back(error); }

  // The page, in pieces: what lies end to end in the file need not do so in memory. Nothing is left here.
  std::vector<std::string> take_page();

 private:
  struct Result {
    SummaryRow row;
    ResultPieces pieces;  // nothing in its start: nothing is at this place
  };
  bool shows_sites(std::size_t rank, const SummaryRow& row) const;  // `rank`: 0 is the worst

  Improvements improvements_;
  bool is_large_;
  std::vector<Result> results_;
  std::vector<Error> errors_;
};

std::string render_html(const CheckReport& report, Improvements improvements);

}  // namespace highwater
