// SPDX-License-Identifier: Apache-2.0
// What the parts of the HTML report share: how an outcome is called and ranked, numbers, and tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compare/outcome.h"

namespace highwater {

// An outcome in a word, as the page shows it.
struct HtmlVerdict {
  const char* word;  // "Regression", "OK"
  const char* css;   // "bad", "good", "ok", "none": the class of its mark
  int rank;          // the worse the smaller; those of one word have one rank
  bool fails;        // or would, with --strict: what deserves to be looked at
};

HtmlVerdict html_verdict(const CheckOutcome& outcome, Improvements improvements);

// "<span class=…>" with the word, and a mark before it that is no colour.
std::string verdict_mark(const HtmlVerdict& verdict);

const MetricComparison* find_metric(const CheckOutcome& outcome, Metric metric);

// The metrics of what is gated, or of the process where that cannot be told. Nullopt without a measurement.
std::optional<Metrics> metrics_of(const CheckOutcome& outcome);

// now - before, and the nearest number there is where that does not fit: a file may hold any number.
std::int64_t saturated_difference(std::int64_t before, std::int64_t now);
std::int64_t saturated_sum(std::int64_t a, std::int64_t b);

// "12.41 MiB" or "1,024", "+4.31 MiB" or "+3".
std::string metric_value(Metric metric, std::int64_t value);
std::string metric_difference(Metric metric, std::int64_t difference);

// "Peak", "Retained blocks".
const char* metric_title(Metric metric);

// The page of an outcome, as the end of a link: "scenario/<name>@<profile>/<probe>".
std::string page_id(const CheckOutcome& outcome);

// A table's column: its title, and whether it holds numbers.
struct HtmlColumn {
  const char* title;
  bool number = false;
};

// The start of a table, up to its body. `caption` is escaped here.
std::string table_start(const std::string& css, const std::string& caption,
                        const std::vector<HtmlColumn>& columns);
inline constexpr char kTableEnd[] = "</tbody></table></div>\n";

}  // namespace highwater
