// SPDX-License-Identifier: Apache-2.0
#include "report/text/tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/bytes.h"
#include "base/terminal.h"
#include "report/text/table.h"

namespace highwater {
namespace {

void add_test(Table& table, const std::string& name, const Measurement& measurement) {
  const Metrics& metrics = measurement.metrics;
  const bool failed = measurement.end.code != 0;
  table.add({{name, failed ? std::optional(Color::kRed) : std::nullopt},
             {format_count(metrics.peak_bytes)},
             {format_count(metrics.retained_bytes)},
             {format_count(metrics.retained_blocks)},
             {format_count(metrics.allocations)},
             {format_count(metrics.allocated_bytes)},
             {failed ? "failed" : ""}});
}

}  // namespace

std::string render_tests(const TestRuns& runs, bool color) {
  std::string command;
  for (const std::string& word : runs.command) command += (command.empty() ? "" : " ") + word;
  std::string text = paint(fmt::format("highwater: {} ({}), {} tests, each in a process of its own",
                                       printable(command), name_of(runs.probe), runs.tests.size()),
                           Color::kBold, color) +
                     "\n";
  Table table({{"test"},
               {"peak", Align::kRight},
               {"retained", Align::kRight},
               {"in blocks", Align::kRight},
               {"allocations", Align::kRight},
               {"of bytes", Align::kRight},
               {""}});
  if (runs.no_test) add_test(table, "(none)", *runs.no_test);
  std::set<std::string> warnings;  // mostly the same of each
  std::int64_t most_uncertain = 0;
  for (const TestRun& test : runs.tests) {
    add_test(table, test.name, test.measurement);
    warnings.insert(test.measurement.warnings.begin(), test.measurement.warnings.end());
    most_uncertain =
        std::max(most_uncertain, test.measurement.peak_upper_bytes - test.measurement.metrics.peak_bytes);
  }
  text += table.render("  ", color);
  if (runs.no_test)
    text += "  (none) is what the program and its test framework allocate without any test, in every row\n";
  if (most_uncertain > 0)
    text += fmt::format("  peaks are exact within {} B (threads)\n", format_count(most_uncertain));
  for (const std::string& warning : warnings) text += fmt::format("  note: {}\n", printable(warning));
  return text;
}

}  // namespace highwater
