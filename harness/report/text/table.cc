// SPDX-License-Identifier: Apache-2.0
#include "report/text/table.h"

#include <algorithm>

namespace highwater {
namespace {

constexpr std::size_t kGap = 2;

// UTF-8 code points: every byte that does not continue one.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

void Table::add(std::vector<Cell> row) {
  for (Cell& cell : row) cell.text = printable(cell.text);
  rows_.push_back(std::move(row));
}

std::string Table::render(const std::string& indent, bool color) const {
  std::vector<std::size_t> widths;
  std::vector<Cell> titles;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = width_of(columns_[i].title);
    for (const std::vector<Cell>& row : rows_) width = std::max(width, width_of(row[i].text));
    widths.push_back(width);
    titles.push_back({columns_[i].title, Color::kDim});
  }
  std::string text;
  const auto add_line = [&](const std::vector<Cell>& cells) {
    std::string line = indent;
    std::size_t pending = 0;  // blanks that are written only if something follows
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t padding = widths[i] - width_of(cells[i].text);
      const bool right = columns_[i].align == Align::kRight;
      if (right) pending += padding;
      if (!cells[i].text.empty()) {
        line += std::string(pending, ' ');
        line += cells[i].color ? paint(cells[i].text, *cells[i].color, color) : cells[i].text;
        pending = 0;
      }
      pending += (right ? 0 : padding) + kGap;
    }
    text += line + "\n";
  };
  add_line(titles);
  for (const std::vector<Cell>& row : rows_) add_line(row);
  return text;
}

}  // namespace highwater
