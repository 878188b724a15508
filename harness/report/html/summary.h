// SPDX-License-Identifier: Apache-2.0
// The first screen of the HTML report: how many of which verdict, and a row a result, failures first. Called
// by html.cc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compare/outcome.h"
#include "report/html/parts.h"

namespace highwater {

// A result as the summary needs it; the result itself may be gone by then.
struct SummaryRow {
  HtmlVerdict verdict;
  std::int64_t excess = 0;  // of the peak over its baseline: the largest first among equal verdicts
  std::string scenario;
  std::string profile;
  std::string id;         // of the result's page
  std::string before_id;  // the table's row, up to that in it
  std::string after_id;
};

SummaryRow summary_row(const CheckOutcome& outcome, Improvements improvements);

// Worst verdict first, then by excess, then by name.
bool is_before(const SummaryRow& a, const SummaryRow& b);

// REQUIRES: rows are in order.
std::string html_summary(const std::vector<const SummaryRow*>& rows, const std::vector<Error>& errors);

}  // namespace highwater
