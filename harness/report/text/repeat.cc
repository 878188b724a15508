// SPDX-License-Identifier: Apache-2.0
#include "report/text/repeat.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/bytes.h"
#include "base/terminal.h"
#include "report/text/table.h"

namespace highwater {
namespace {

constexpr std::size_t kMostRows = 12;

// "leak: 24 B an iteration"
std::string describe(const Growth& growth, bool color) {
  std::string text = name_of(growth.shape);
  if (growth.bytes_per_iteration != 0)
    text += fmt::format(": {} each time n goes up by 1", format_bytes_delta(growth.bytes_per_iteration));
  if (growth.warm_up_iterations > 0) text += fmt::format(", after n = {}", growth.warm_up_iterations + 1);
  return growth.shape == GrowthShape::kLeak ? paint(text, Color::kRed, color) : text;
}

// All of them, or evenly chosen ones with both ends.
std::vector<const RepeatedRun*> shown_runs(const std::vector<RepeatedRun>& runs) {
  std::vector<const RepeatedRun*> shown;
  const std::size_t rows = std::min(runs.size(), kMostRows);
  for (std::size_t row = 0; row < rows; ++row)
    shown.push_back(&runs[rows < 2 ? row : row * (runs.size() - 1) / (rows - 1)]);
  return shown;
}

}  // namespace

std::string render_repeat(const RepeatedRuns& runs, bool color) {
  std::string command;
  for (const std::string& word : runs.command) command += (command.empty() ? "" : " ") + word;
  std::string text = paint(fmt::format("highwater: {} ({}), n = 1 to {}", printable(command),
                                       name_of(runs.probe), runs.runs.size()),
                           Color::kBold, color) +
                     "\n";
  Table table({{"n", Align::kRight},
               {"retained", Align::kRight},
               {"in blocks", Align::kRight},
               {"peak", Align::kRight},
               {"allocations", Align::kRight}});
  for (const RepeatedRun* run : shown_runs(runs.runs)) {
    const Metrics& metrics = run->measurement.metrics;
    table.add({{format_count(run->n)},
               {format_count(metrics.retained_bytes)},
               {format_count(metrics.retained_blocks)},
               {format_count(metrics.peak_bytes)},
               {format_count(metrics.allocations)}});
  }
  text += table.render("  ", color);
  text += fmt::format("  retained  {}\n", describe(runs.retained, color));
  text += fmt::format("  peak      {}\n", describe(runs.peak, color));
  std::set<std::string> warnings;  // each run has the same
  for (const RepeatedRun& run : runs.runs)
    warnings.insert(run.measurement.warnings.begin(), run.measurement.warnings.end());
  for (const std::string& warning : warnings) text += fmt::format("  note: {}\n", printable(warning));
  return text;
}

}  // namespace highwater
