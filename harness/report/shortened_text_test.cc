// SPDX-License-Identifier: Apache-2.0
#include "report/shortened_text.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(ShortenedText, IsCutBetweenCharacters) {
  EXPECT_EQ(shortened_text("grün", 4), "grün");
  EXPECT_EQ(shortened_text("grüner", 4), "grü…");
  EXPECT_EQ(shortened_text("", 4), "");
}

}  // namespace
}  // namespace highwater
