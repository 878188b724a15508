// SPDX-License-Identifier: Apache-2.0
#include "base/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace highwater {
namespace {

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  // 0: not UTF-8
};

// How many bytes the first one announces; 0 where it begins nothing.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

// As the Unicode standard has it: no longer spelling than needed, no surrogates, nothing above 10FFFF.
Character first_of(std::string_view text) {
  constexpr std::uint32_t kLowest[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = length_of(first);
  if (bytes <= 1) return {first, bytes};
  if (text.size() < bytes) return {};
  std::uint32_t code = first & (0x7fU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((text[i] & 0xc0) != 0x80) return {};
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  if (code < kLowest[bytes] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {};
  return {code, bytes};
}

bool turns_direction(std::uint32_t code) {
  return code == 0x061c || code == 0x200e || code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

bool is_line_end(std::uint32_t code) {
  return code == 0x2028 || code == 0x2029;
}

bool is_control(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

// How many characters of printable ASCII it begins with.
std::size_t plain_start(std::string_view text) {
  return static_cast<std::size_t>(
      std::find_if_not(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; }) - text.begin());
}

// "##[stop-commands]", "##vso[task.setvariable …]", "##teamcity[…]": does `before` make a "[" the bracket of
// one?
bool begins_log_command(std::string_view before) {
  const std::size_t word = before.find_last_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  return word != std::string_view::npos && before.substr(0, word + 1).ends_with("##");
}

// What shows as it is, but for the bracket of a log command.
void append_plain(std::string& shown, std::string_view plain) {
  for (std::size_t bracket = plain.find('['); bracket != std::string_view::npos; bracket = plain.find('[')) {
    shown += plain.substr(0, bracket);
    shown += begins_log_command(shown) ? "\\x5b" : "[";
    plain.remove_prefix(bracket + 1);
  }
  shown += plain;
}

}  // namespace

std::string printable(std::string_view text, Newlines newlines) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    // Nearly all of it, and many megabytes of it in a large report.
    const std::size_t plain = plain_start(text);
    append_plain(shown, text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const Character character = first_of(text);
    const bool layout = (text[0] == '\n' || text[0] == '\t') && newlines == Newlines::kKeep;
    const std::size_t bytes = character.bytes == 0 ? 1 : character.bytes;
    if (character.bytes == 0 || (character.bytes == 1 && is_control(character.code) && !layout)) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if ((is_control(character.code) && !layout) || turns_direction(character.code) ||
               is_line_end(character.code) || character.code == 0xfffe || character.code == 0xffff) {
      shown += fmt::format("\\u{{{:x}}}", character.code);
    } else {
      shown += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return shown;
}

}  // namespace highwater
