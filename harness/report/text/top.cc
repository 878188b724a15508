// SPDX-License-Identifier: Apache-2.0
#include "report/text/top.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/terminal.h"

namespace highwater {
namespace {

// The smallest number that is shown: flat, or cum where that is 0.
std::int64_t smallest_of(const FunctionTable& table) {
  std::int64_t smallest = 0;
  for (const FunctionTable::Row& row : table.rows) {
    const std::int64_t value = std::abs(row.flat != 0 ? row.flat : row.cum);
    if (value > 0 && (smallest == 0 || value < smallest)) smallest = value;
  }
  return smallest;
}

std::string without_blanks_before(const std::string& text) {
  return text.substr(text.find_first_not_of(' '));
}

const char* suffix_of(Inlining inlining) {
  switch (inlining) {
    case Inlining::kSome:
      return " (partial-inline)";
    case Inlining::kAll:
      return " (inline)";
    case Inlining::kNone:
      break;
  }
  return "";
}

}  // namespace

std::string render_top(const FunctionTable& table, const TopTextOptions& options) {
  // A table without rows has no numbers that want one unit.
  const ByteUnit common = common_unit(smallest_of(table), table.total);
  const auto bytes = [&](std::int64_t value) {
    return scaled_bytes(value, options.unit.value_or(table.rows.empty() ? unit_of(value) : common));
  };
  std::int64_t shown = 0;
  for (const FunctionTable::Row& row : table.rows) shown += row.flat;

  std::string text = fmt::format("{}\nType: {}\n", printable(options.subject), sample_type(options.by).name);
  text += fmt::format("Showing nodes accounting for {}, {} of {} total\n", bytes(shown),
                      without_blanks_before(percentage(shown, table.total)), bytes(table.total));
  if (table.total != 0 && table.dropped > 0)
    text += fmt::format("Dropped {} node{} (cum <= {})\n", table.dropped, table.dropped > 1 ? "s" : "",
                        bytes(table.dropped_below));
  if (table.total != 0 && !table.rows.empty() && table.rows.size() < table.candidates)
    text += fmt::format("Showing top {} nodes out of {}\n", table.rows.size(), table.candidates);
  text += paint(fmt::format("{:>10} {:>5}% {:>5}% {:>10} {:>5}%", "flat", "flat", "sum", "cum", "cum"),
                Color::kDim, options.color) +
          "\n";
  std::int64_t sum = 0;
  for (const FunctionTable::Row& row : table.rows) {
    sum += row.flat;
    text += fmt::format("{:>10} {} {} {:>10} {}  {}{}\n", bytes(row.flat), percentage(row.flat, table.total),
                        percentage(sum, table.total), bytes(row.cum), percentage(row.cum, table.total),
                        printable(row.name), suffix_of(row.inlining));
  }
  return text;
}

}  // namespace highwater
