// SPDX-License-Identifier: Apache-2.0
// Columns of text that line up. Used by the text reports.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/terminal.h"

namespace highwater {

struct Cell {
  std::string text;
  std::optional<Color> color = std::nullopt;
};

enum class Align { kLeft, kRight };

class Table {
 public:
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // REQUIRES: one cell a column. Control characters in a cell are shown, not obeyed.
  void add(std::vector<Cell> row);
  bool empty() const { return rows_.empty(); }

  // One line a row below a line of titles; each begins with `indent`, none ends with blanks. Widths count
  // code points.
  std::string render(const std::string& indent, bool color) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace highwater
