// SPDX-License-Identifier: Apache-2.0
#include "report/html/escape.h"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>

#include "report/line_command.h"

namespace highwater {
namespace {

constexpr char kReplacement[] = "\xef\xbf\xbd";  // U+FFFD

struct Decoded {
  std::uint32_t point = 0;
  std::size_t length = 0;  // 0: not UTF-8
};

// The code point that begins at `at`; overlong forms, surrogates and what lies beyond U+10FFFF are no UTF-8.
Decoded decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[at + i]); };
  const std::uint8_t lead = byte(0);
  const std::size_t length = lead < 0x80       ? 1
                             : lead >> 5 == 6  ? 2
                             : lead >> 4 == 14 ? 3
                             : lead >> 3 == 30 ? 4
                                               : 0;
  if (length == 0 || at + length > text.size()) return {};
  if (length == 1) return {lead, 1};
  std::uint32_t point = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (byte(i) >> 6 != 2) return {};
    point = point << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (point < kLeast[length] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return {};
  return {point, length};
}

// Would it change what is around it, or not be seen? A name with such a character looks like another name.
bool is_invisible(std::uint32_t point) {
  return (point >= 0x80 && point < 0xa0) || point == 0xad || point == 0x61c ||
         (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
         (point >= 0x2060 && point <= 0x206f) || point == 0xfeff || (point >= 0xfff9 && point <= 0xfffb) ||
         (point >= 0xe0000 && point <= 0xe0fff);
}

const char* entity_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return nullptr;
  }
}

bool is_plain(char c) {
  return c >= ' ' && c < 0x7f && entity_of(c) == nullptr;
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_plain(text[end])) ++end;
    out.append(text, at, end - at);
    at = end;
    if (at == text.size()) break;
    const char c = text[at];
    if (const char* entity = entity_of(c); entity != nullptr) {
      out += entity;
      ++at;
      continue;
    }
    const Decoded decoded = decode(text, at);
    if (decoded.length == 0) {
      out += kReplacement;
      ++at;
      continue;
    }
    if (c == '\n' || c == '\t')
      out += c;
    else if (decoded.point < 0x20 || decoded.point == 0x7f)
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", decoded.point);
    else if (is_invisible(decoded.point))
      fmt::format_to(std::back_inserter(out), "\\u{{{:x}}}", decoded.point);
    else
      out.append(text, at, decoded.length);
    if (const auto blanks = c == '\n' ? blanks_before_command(text, at) : std::nullopt) {
      out.append(*blanks).append(kColonReference);
      at += blanks->size() + 1;  // and the first colon
    }
    at += decoded.length;
  }
}

std::string html_escape(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

std::string html_id(std::string_view text) {
  std::string id;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '/' || c == '@';
    if (plain)
      id += c;
    else
      id += fmt::format("~{:02x}", static_cast<unsigned char>(c));
  }
  return id;
}

}  // namespace highwater
