// SPDX-License-Identifier: Apache-2.0
#include "base/printable.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(Printable, WhatIsReadableStays) {
  for (const char* text : {"", "ByteBuffer::grow <- fetch", "grün 日本 🙂",
                           "a\xc2\xa0"
                           "b"})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, ControlCharactersAreShown) {
  EXPECT_EQ(printable(std::string("a\0b\x1b[31m\x7f", 9)), "a\\x00b\\x1b[31m\\x7f");
  EXPECT_EQ(printable("a\nb\tc\r"), "a\\x0ab\\x09c\\x0d");
  EXPECT_EQ(printable("a\nb\tc\r", Newlines::kKeep), "a\nb\tc\\x0d");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\u{9b}31m")
      << "an escape sequence for some terminals";
}

TEST(Printable, WhatIsNotUtf8IsShownByteByByte) {
  EXPECT_EQ(printable("\xff"
                      "a"),
            "\\xffa");
  EXPECT_EQ(printable("\x80"), "\\x80");
  EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82") << "cut off";
  EXPECT_EQ(printable("\xe2\x82"
                      "a"),
            "\\xe2\\x82a");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "a longer spelling than needed";
  EXPECT_EQ(printable("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "above 10FFFF";
}

TEST(Printable, WhatCannotBeSeenIsNamed) {
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\\u{202e}b");
  EXPECT_EQ(printable("\xe2\x80\xa8"), "\\u{2028}") << "a line end";
  EXPECT_EQ(printable("\xef\xbf\xbe\xef\xbf\xbf"), "\\u{fffe}\\u{ffff}");
}

TEST(Printable, NoWordIsLeftThatALogObeys) {
  EXPECT_EQ(printable("a ##[stop-commands]x"), "a ##\\x5bstop-commands]x");
  EXPECT_EQ(printable("##vso[task.setvariable variable=a]b"), "##vso\\x5btask.setvariable variable=a]b");
  EXPECT_EQ(printable("###[add-mask]x\n##[group]", Newlines::kKeep), "###\\x5badd-mask]x\n##\\x5bgroup]");
  for (const char* text : {"[", "#[test]", "## [a](b)", "a[0]##", "##1[", "operator[]"})
    EXPECT_EQ(printable(text), text);
}

}  // namespace
}  // namespace highwater
