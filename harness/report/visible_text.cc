// SPDX-License-Identifier: Apache-2.0
#include "report/visible_text.h"

#include <fmt/format.h>

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

}  // namespace

std::string visible_text(std::string_view text, Newlines newlines) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
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

std::string shortened_text(const std::string& text, std::size_t characters) {
  std::size_t count = 0;
  std::size_t last = 0;  // where the last character that may stay begins
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((text[at] & 0xc0) == 0x80) continue;
    ++count;
    if (count == characters) last = at;
    if (count > characters) return text.substr(0, last) + "…";
  }
  return text;
}

}  // namespace highwater
