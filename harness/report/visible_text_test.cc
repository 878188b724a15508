// SPDX-License-Identifier: Apache-2.0
#include "report/visible_text.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(VisibleText, WhatIsReadableStays) {
  for (const char* text : {"", "ByteBuffer::grow <- fetch", "grün 日本 🙂",
                           "a\xc2\xa0"
                           "b"})
    EXPECT_EQ(visible_text(text), text);
}

TEST(VisibleText, ControlCharactersAreShown) {
  EXPECT_EQ(visible_text(std::string("a\0b\x1b[31m\x7f", 9)), "a\\x00b\\x1b[31m\\x7f");
  EXPECT_EQ(visible_text("a\nb\tc\r"), "a\\x0ab\\x09c\\x0d");
  EXPECT_EQ(visible_text("a\nb\tc\r", Newlines::kKeep), "a\nb\tc\\x0d");
  EXPECT_EQ(visible_text("\xc2\x9b"
                         "31m"),
            "\\u{9b}31m")
      << "an escape sequence for some terminals";
}

TEST(VisibleText, WhatIsNotUtf8IsShownByteByByte) {
  EXPECT_EQ(visible_text("\xff"
                         "a"),
            "\\xffa");
  EXPECT_EQ(visible_text("\x80"), "\\x80");
  EXPECT_EQ(visible_text("\xe2\x82"), "\\xe2\\x82") << "cut off";
  EXPECT_EQ(visible_text("\xe2\x82"
                         "a"),
            "\\xe2\\x82a");
  EXPECT_EQ(visible_text("\xc0\xaf"), "\\xc0\\xaf") << "a longer spelling than needed";
  EXPECT_EQ(visible_text("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");
  EXPECT_EQ(visible_text("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(visible_text("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "above 10FFFF";
}

TEST(VisibleText, WhatCannotBeSeenIsNamed) {
  EXPECT_EQ(visible_text("a\xe2\x80\xae"
                         "b"),
            "a\\u{202e}b");
  EXPECT_EQ(visible_text("\xe2\x80\xa8"), "\\u{2028}") << "a line end";
  EXPECT_EQ(visible_text("\xef\xbf\xbe\xef\xbf\xbf"), "\\u{fffe}\\u{ffff}");
}

TEST(VisibleText, IsCutBetweenCharacters) {
  EXPECT_EQ(shortened_text("grün", 4), "grün");
  EXPECT_EQ(shortened_text("grüner", 4), "grü…");
  EXPECT_EQ(shortened_text("", 4), "");
}

}  // namespace
}  // namespace highwater
