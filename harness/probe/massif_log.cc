// SPDX-License-Identifier: Apache-2.0
// The log has, for each region boundary, a mark of the shim's ("**PID** highwater-mark N") and then the
// statistics it asked for ("--PID-- Massif: heap allocs: 9" and eleven more); at exit the same without a
// mark. A block of statistics ends with its "cullings" line; one that lacks a line is dropped.
#include "probe/massif_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>
#include <system_error>

#include "probe/shim/massif_wire.h"

namespace highwater {
namespace {

std::optional<std::uint32_t> number_at_end(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::uint32_t number = 0;
  const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

struct Row {
  std::string_view title;
  std::uint32_t MassifStats::*member;
};
constexpr Row kRows[] = {
    {"heap allocs:", &MassifStats::allocations},
    {"heap reallocs:", &MassifStats::reallocations},
    {"heap frees:", &MassifStats::frees},
    {"ignored heap allocs:", &MassifStats::ignored},
    {"ignored heap frees:", &MassifStats::ignored},
    {"ignored heap reallocs:", &MassifStats::ignored},
    {"skipped snapshots:", &MassifStats::skipped_snapshots},
    {"peak snapshots:", &MassifStats::peak_snapshots},
    {"cullings:", &MassifStats::cullings},
};
constexpr std::string_view kLastTitle = "cullings:";

}  // namespace

MassifLog parse_massif_log(std::string_view text, int pid) {
  const std::string mark_start = fmt::format("**{}** {}", pid, kMassifMark);
  const std::string row_start = fmt::format("--{}-- Massif: ", pid);
  MassifLog log;
  std::int64_t mark = -1;  // none
  MassifStats stats;
  std::size_t rows = 0;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.starts_with(mark_start)) {
      const std::optional<std::uint32_t> number = number_at_end(line.substr(mark_start.size()));
      mark = number ? static_cast<std::int64_t>(*number) : -1;
      continue;
    }
    if (!line.starts_with(row_start)) continue;
    line.remove_prefix(row_start.size());
    for (const Row& row : kRows) {
      if (!line.starts_with(row.title)) continue;
      const std::optional<std::uint32_t> number = number_at_end(line.substr(row.title.size()));
      if (!number) break;
      stats.*row.member += *number;
      ++rows;
    }
    if (!line.starts_with(kLastTitle)) continue;
    if (rows == std::size(kRows)) {
      if (mark >= 0) {
        log.marks[static_cast<std::uint32_t>(mark)] = stats;
      } else {
        log.at_exit = stats;
      }
    }
    mark = -1;
    stats = {};
    rows = 0;
  }
  return log;
}

}  // namespace highwater
