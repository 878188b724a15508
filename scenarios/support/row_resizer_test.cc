// SPDX-License-Identifier: Apache-2.0
#include "support/row_resizer.h"

#include <gtest/gtest.h>

#include <vector>

namespace highwater::scenarios {
namespace {

std::vector<std::vector<std::uint8_t>> resize(const std::vector<std::vector<std::uint8_t>>& rows,
                                              PictureSize target) {
  RowResizer resizer;
  const unsigned width = static_cast<unsigned>(rows.front().size()) / kComponents;
  resizer.begin({width, static_cast<unsigned>(rows.size())}, target);
  std::vector<std::vector<std::uint8_t>> result;
  for (const std::vector<std::uint8_t>& row : rows) {
    const std::uint8_t* out = resizer.row(row.data());
    if (out != nullptr) result.emplace_back(out, out + std::size_t{target.width} * kComponents);
  }
  return result;
}

TEST(RowResizer, KeepsTheProportions) {
  EXPECT_EQ(resized({1200, 900}, 160), (PictureSize{160, 120}));
  EXPECT_EQ(resized({1000, 1}, 10), (PictureSize{10, 1}));
}

TEST(RowResizer, TakesTheMeanOfEachRectangle) {
  const std::vector<std::vector<std::uint8_t>> rows{{0, 10, 100, 2, 20, 100}, {4, 30, 100, 6, 40, 100}};
  const std::vector<std::vector<std::uint8_t>> small{{3, 25, 100}};
  EXPECT_EQ(resize(rows, {1, 1}), small);
}

TEST(RowResizer, LeavesAPictureOfTheSameSizeAsItIs) {
  const std::vector<std::vector<std::uint8_t>> rows{{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}};
  EXPECT_EQ(resize(rows, {2, 2}), rows);
}

TEST(RowResizer, GivesEveryRowWhenSizesDoNotDivide) {
  const std::vector<std::vector<std::uint8_t>> rows(
      7, std::vector<std::uint8_t>(std::size_t{11} * kComponents, 200));
  const std::vector<std::vector<std::uint8_t>> small(
      3, std::vector<std::uint8_t>(std::size_t{4} * kComponents, 200));
  EXPECT_EQ(resize(rows, {4, 3}), small);
}

}  // namespace
}  // namespace highwater::scenarios
