// SPDX-License-Identifier: Apache-2.0
#include "report/quoted_output.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(QuotedOutput, EveryLineIsBehindABar) {
  EXPECT_EQ(quoted_output("one\n\n  ::error::two\x1b[2J"),
            "      | one\n      | \n      |   ::error::two\\x1b[2J\n");
  EXPECT_EQ(quoted_output(""), "");
  EXPECT_EQ(quoted_output("a\n"), "      | a\n");
}

TEST(QuotedOutput, OfALongOneTheEndIsKept) {
  EXPECT_EQ(last_lines("1\n2\n3\n", 2), "2\n3\n");
  EXPECT_EQ(last_lines("1\n2\n3", 2), "2\n3");
  EXPECT_EQ(last_lines("1\n2\n", 9), "1\n2\n");
}

}  // namespace
}  // namespace highwater
