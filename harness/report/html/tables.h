// SPDX-License-Identifier: Apache-2.0
// The tables on a scenario's page in the HTML report. Each is empty text where there is nothing to say.
#pragma once

#include <string>
#include <vector>

#include "compare/outcome.h"

namespace highwater {

// Metric, baseline, now, difference, limit, verdict; without a comparison the numbers alone.
std::string html_metrics(const CheckOutcome& outcome);

// Which call sites the difference of a failed metric comes from, with TOTAL.
std::string html_explanation(const Explanation& explanation);

// What the data of all of them suggests, each hint once.
std::string html_hints(const std::vector<Explanation>& explanations);

// One row of the table of sites.
struct SiteRow {
  BaselineSite site;
  std::string place;  // "file.cc:31"; empty: not known
};

// The sites of a run, those of one chain together.
std::vector<SiteRow> site_rows(const std::vector<SiteResult>& sites);
std::vector<SiteRow> site_rows(const std::vector<BaselineSite>& sites);

// The `most` largest, the others together, and TOTAL.
std::string html_sites(std::vector<SiteRow> rows, const std::string& caption, std::size_t most);

// Where the numbers come from, and the processes that the command started.
std::string html_context(const Measurement& measurement);
std::string html_context_line(const Measurement& measurement);  // the same in one line
std::string html_children(const Measurement& measurement);

}  // namespace highwater
