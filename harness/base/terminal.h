// SPDX-License-Identifier: Apache-2.0
// Whether to write in colour, decided in one place; and text from outside made safe to show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/printable.h"

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

// The two ends of a text that is longer than `most` bytes, with "…" for what is between: a name in a file
// from outside may have megabytes.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace highwater
