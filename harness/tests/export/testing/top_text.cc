// SPDX-License-Identifier: Apache-2.0
#include "tests/export/testing/top_text.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/terminal.h"

namespace highwater {
namespace {

constexpr const char* kHeader = "Showing nodes accounting for ";
constexpr const char* kColumns = "      flat  flat%   sum%        cum   cum%";

TopRow read_row(const std::string& line) {
  std::istringstream words(line);
  TopRow row;
  words >> row.flat >> row.flat_percent >> row.sum_percent >> row.cum >> row.cum_percent;
  const std::streamoff end = words.tellg();
  EXPECT_TRUE(words && line.substr(static_cast<std::size_t>(end), 2) == "  ") << "no row: " << line;
  if (words) row.name = printable(line.substr(static_cast<std::size_t>(end) + 2));
  return row;
}

}  // namespace

void PrintTo(const TopRow& row, std::ostream* stream) {
  *stream << row.flat << " | " << row.flat_percent << " | " << row.sum_percent << " | " << row.cum << " | "
          << row.cum_percent << " | " << row.name;
}

void PrintTo(const TopText& text, std::ostream* stream) {
  for (const std::string& line : text.header) *stream << "\n" << line;
  *stream << "\n" << text.columns;
  for (const TopRow& row : text.rows) {
    *stream << "\n";
    PrintTo(row, stream);
  }
}

TopText read_top(const std::string& text) {
  TopText read;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line) && line.rfind(kHeader, 0) != 0) continue;
  EXPECT_EQ(line.rfind(kHeader, 0), 0u) << "no table: " << text;
  for (; lines && line != kColumns; std::getline(lines, line)) read.header.push_back(line);
  read.columns = line;
  EXPECT_EQ(read.columns, kColumns);
  while (std::getline(lines, line)) read.rows.push_back(read_row(line));
  return read;
}

}  // namespace highwater
