// SPDX-License-Identifier: Apache-2.0
// Columns of fixed width: names are ours and short. A failure takes the place of the numbers.
#include "bench/peers/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/bytes.h"

namespace highwater::peers {
namespace {

constexpr char kNotes[] =
    "\nTimes are of whole processes, start-up included. The ratio, for `true` the time on top, is of "
    "medians;\n"
    "minimum and maximum are of the engine's runs, against the bare median.\n"
    "Peak RSS is the median of the ru_maxrss of the program's own process, never of a wrapper. Live blocks "
    "are\n"
    "those at the program's peak: known for churn, counted by sites or DHAT elsewhere. What may be added is "
    "32\n"
    "bytes a live block or 10 % (10 % where blocks are not known), and for sites 64 bytes a frame of them.\n";

const char* verdict(bool missed) {
  return missed ? "MISSED" : "met";
}

std::string cost_text(double cost, Cost kind) {
  return kind == Cost::kRatio ? fmt::format("{:.2f}", cost) : fmt::format("{:+.2f} ms", cost * 1e3);
}

std::string against_bare(const Row& row) {
  if (!row.against_bare) return "no bare run";
  std::string text = cost_text(row.against_bare->median, row.cost);
  if (!row.target) return text;
  return fmt::format("{} (target {} {})", text, cost_text(*row.target, row.cost), verdict(row.missed()));
}

void add_time(std::string& out, const Row& row) {
  fmt::format_to(std::back_inserter(out), "{:<10} {:<10}", row.workload, row.engine);
  if (row.failure) {
    fmt::format_to(std::back_inserter(out), " failed: {}\n", *row.failure);
    return;
  }
  std::string range = "-";
  if (row.against_bare)
    range = cost_text(row.against_bare->min, row.cost) + " to " + cost_text(row.against_bare->max, row.cost);
  fmt::format_to(std::back_inserter(out), " {:>4} {:>11.2f} ms   {:<36} {}\n", row.runs,
                 row.seconds.median * 1e3, against_bare(row), range);
}

void add_memory(std::string& out, const Row& row) {
  const MemoryCost& memory = *row.memory;
  const std::optional<std::int64_t> added = memory.added_bytes();
  std::string added_text = "-";
  std::string percent = "-";
  std::string each = "-";
  std::string allowed;
  if (added) {
    added_text = format_bytes_delta(*added);
    percent = format_percent_change(*memory.bare_rss_bytes, memory.peak_rss_bytes);
    if (memory.live_blocks && *memory.live_blocks > 0)
      each = fmt::format("{:+.1f} B", static_cast<double>(*added) / static_cast<double>(*memory.live_blocks));
  }
  if (memory.allowed_bytes)
    allowed =
        fmt::format(" (target {} {})", format_bytes_delta(*memory.allowed_bytes), verdict(memory.missed()));
  fmt::format_to(std::back_inserter(out), "{:<10} {:<10} {:>12} {:>12} {:>10} {:>12} {:>12}  {}\n",
                 row.workload, row.engine, format_bytes(memory.peak_rss_bytes), added_text, percent,
                 memory.live_blocks ? format_count(*memory.live_blocks) : "-", each, allowed);
}

// Lines end where their last word does.
std::string without_trailing_spaces(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out.erase(out.find_last_not_of(' ') + 1);
    out += c;
  }
  return out;
}

}  // namespace

std::string render_table(const std::vector<Row>& rows) {
  std::string out = fmt::format("{:<10} {:<10} {:>4} {:>14}   {:<36} {}\n", "workload", "engine", "runs",
                                "median", "against bare", "min to max");
  for (const Row& row : rows) add_time(out, row);
  const auto known = [](const Row& row) { return row.memory.has_value(); };
  if (std::any_of(rows.begin(), rows.end(), known)) {
    fmt::format_to(std::back_inserter(out), "\n{:<10} {:<10} {:>12} {:>12} {:>10} {:>12} {:>12}\n",
                   "workload", "engine", "peak RSS", "added", "of bare", "live blocks", "per block");
    for (const Row& row : rows)
      if (known(row)) add_memory(out, row);
  }
  return without_trailing_spaces(out) + kNotes;
}

}  // namespace highwater::peers
