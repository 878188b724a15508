// SPDX-License-Identifier: Apache-2.0
// What `highwater top` and `go tool pprof -top` print, taken apart, so that a test compares column by column.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace highwater {

struct TopRow {
  std::string flat, flat_percent, sum_percent, cum, cum_percent;
  std::string name;  // with "(inline)" behind it

  bool operator==(const TopRow&) const = default;
};

struct TopText {
  std::vector<std::string> header;  // from "Showing nodes" on
  std::string columns;
  std::vector<TopRow> rows;

  bool operator==(const TopText&) const = default;
};
void PrintTo(const TopRow& row, std::ostream* stream);  // both are found by GoogleTest
void PrintTo(const TopText& text, std::ostream* stream);

// Control characters in names are shown, as `highwater` shows them. A text that is none fails the test.
TopText read_top(const std::string& text);

}  // namespace highwater
