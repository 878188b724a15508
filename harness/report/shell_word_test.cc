// SPDX-License-Identifier: Apache-2.0
#include "report/shell_word.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(ShellWord, IsQuotedWhereAShellWouldReadMore) {
  EXPECT_EQ(shell_word("a/b.c-d"), "a/b.c-d");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace highwater
