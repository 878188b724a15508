// SPDX-License-Identifier: Apache-2.0
#include "report/text/table.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(Table, ColumnsLineUpAndNoLineEndsInBlanks) {
  Table table({{"name"}, {"bytes", Align::kRight}, {"note"}});
  table.add({{"a"}, {"1"}, {""}});
  table.add({{"größe"}, {"12345"}, {"x"}});
  EXPECT_EQ(table.render("  ", false),
            "  name   bytes  note\n"
            "  a          1\n"
            "  größe  12345  x\n");
}

TEST(Table, ColorDoesNotDisturbTheColumns) {
  Table table({{"n"}, {"v"}});
  table.add({{"ab", Color::kRed}, {"1"}});
  EXPECT_EQ(table.render("", true), "\033[2mn\033[0m   \033[2mv\033[0m\n\033[31mab\033[0m  1\n");
}

TEST(Table, EscapesInACellAreShown) {
  Table table({{"n"}});
  table.add({{"a\033[31m\n"}});
  EXPECT_EQ(table.render("", false), "n\na\\x1b[31m\\x0a\n");
}

}  // namespace
}  // namespace highwater
