// SPDX-License-Identifier: Apache-2.0
#include "base/terminal.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

struct ColorCase {
  ColorMode mode;
  TerminalFacts facts;
  bool expected;
};

TEST(Terminal, ColorIsDecidedByModeThenEnvironmentThenStream) {
  const ColorCase cases[] = {
      {ColorMode::kAuto, {.is_terminal = true, .no_color = "", .term = "xterm"}, true},
      {ColorMode::kAuto, {.is_terminal = false, .no_color = "", .term = "xterm"}, false},
      {ColorMode::kAuto, {.is_terminal = true, .no_color = "1", .term = "xterm"}, false},
      {ColorMode::kAuto, {.is_terminal = true, .no_color = "0", .term = "xterm"}, false},
      {ColorMode::kAuto, {.is_terminal = true, .no_color = "", .term = "dumb"}, false},
      {ColorMode::kAlways, {.is_terminal = false, .no_color = "1", .term = "dumb"}, true},
      {ColorMode::kNever, {.is_terminal = true, .no_color = "", .term = "xterm"}, false},
  };
  for (const ColorCase& c : cases) EXPECT_EQ(use_color(c.mode, c.facts), c.expected);
}

TEST(Terminal, PaintLeavesTextAloneWithoutColor) {
  EXPECT_EQ(paint("FAIL", Color::kRed, false), "FAIL");
  EXPECT_EQ(paint("FAIL", Color::kRed, true), "\033[31mFAIL\033[0m");
}

TEST(Terminal, ALongTextIsShortenedBetweenItsCharacters) {
  EXPECT_EQ(shortened("0123456789", 10), "0123456789");
  EXPECT_EQ(shortened("0123456789a", 10), "01234…6789a");
  EXPECT_EQ(shortened("ööööööö", 10), "öö…öö");
  EXPECT_EQ(shortened("", 0), "");
}

TEST(Terminal, EscapesFromOutsideAreShownNotObeyed) {
  EXPECT_EQ(printable("a\033[31mb\x7f\n"), "a\\x1b[31mb\\x7f\\x0a");
  EXPECT_EQ(printable("a\n\tb\r", Newlines::kKeep), "a\n\tb\\x0d");
  EXPECT_EQ(printable("größe"), "größe");
}

}  // namespace
}  // namespace highwater
