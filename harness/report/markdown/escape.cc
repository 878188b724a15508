// SPDX-License-Identifier: Apache-2.0
// A character reference (&#42;) is never a part of Markdown's own structure, wherever it stands.
#include "report/markdown/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/printable.h"

namespace highwater {
namespace {

constexpr const char* kZeroWidthSpace = "&#8203;";

bool is_word(char c) {
  return (c & 0x80) != 0 || std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// Readers make links of "www.example.com" and "http://example.com" by themselves.
bool ends_www(std::string_view text) {
  if (text.size() < 3) return false;
  text.remove_prefix(text.size() - 3);
  return std::all_of(text.begin(), text.end(), [](char c) { return c == 'w' || c == 'W'; });
}

// May the character at `i` stand as it is? Underscores within a word and colons of a name do: they are in
// every other C++ name, and people read the source too.
bool is_plain(std::string_view text, std::size_t i) {
  const char c = text[i];
  const char before = i > 0 ? text[i - 1] : ' ';
  const char after = i + 1 < text.size() ? text[i + 1] : ' ';
  if (c == '.') return !ends_www(text.substr(0, i));
  if (c == '_') return is_word(before) && is_word(after);
  if (c == ':') return after != '/';
  return is_word(c) || std::string_view(" /,-+%;()?").find(c) != std::string_view::npos;
}

std::string reference(char c) {
  if (c == '<') return "&lt;";
  if (c == '>') return "&gt;";
  if (c == '&') return "&amp;";
  return fmt::format("&#{};", static_cast<int>(c));
}

// REQUIRES: printable().
std::string referenced(std::string_view text, bool keep_apart) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_plain(text, i)) {
      escaped += c;
    } else {
      escaped += reference(c);
    }
    const bool calls = c == '@' || c == '#' || c == ':' || c == '!';
    if (keep_apart && calls && i + 1 < text.size() && text[i + 1] != ' ') escaped += kZeroWidthSpace;
  }
  return escaped;
}

}  // namespace

std::string markdown_code(std::string_view text) {
  return "<code>" + referenced(printable(text), false) + "</code>";
}

std::string markdown_text(std::string_view text) {
  return referenced(printable(text), true);
}

std::string markdown_block(std::string_view code, const char* language) {
  const std::string shown = printable(code, Newlines::kKeep);
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : shown) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
  return fence + language + "\n" + shown + (shown.empty() || shown.back() != '\n' ? "\n" : "") + fence + "\n";
}

}  // namespace highwater
