// SPDX-License-Identifier: Apache-2.0
// Whether to write in colour, decided in one place; and text from outside made safe to show.
#pragma once

#include <string>
#include <string_view>

namespace highwater {

enum class ColorMode { kAuto, kAlways, kNever };

// What is known of one output stream and its surroundings.
struct TerminalFacts {
  bool is_terminal = false;
  std::string_view no_color;  // value of NO_COLOR, empty when unset
  std::string_view term;      // value of TERM
};

// Colour on this stream? An explicit mode wins; then NO_COLOR (when not empty), then TERM=dumb, then whether
// it is a terminal. Pure.
bool use_color(ColorMode mode, const TerminalFacts& facts);

TerminalFacts terminal_facts(int fd);

enum class Color { kRed, kGreen, kYellow, kBold, kDim };

// `text` in `color`, or as it is when `enabled` is false.
std::string paint(std::string_view text, Color color, bool enabled);

// `text` with control characters (and so terminal escapes) shown as \xNN; tab and newline stay when
// `keep_newlines`.
enum class Newlines { kKeep, kEscape };
std::string printable(std::string_view text, Newlines newlines = Newlines::kEscape);

}  // namespace highwater
