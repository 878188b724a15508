// SPDX-License-Identifier: Apache-2.0
#include "report/text/site_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/terminal.h"

namespace highwater {
namespace {

constexpr std::size_t kShownFunctions = 3;
constexpr int kParts = 2;  // of a qualified name

// The end is what tells functions of one class apart.
std::string shortened(const std::string& name, std::size_t width) {
  std::string end = name;
  while (columns(end) + 1 > width) {
    end.erase(0, 1);
    while (!end.empty() && (end[0] & 0xC0) == 0x80) end.erase(0, 1);
  }
  return "…" + end;
}

// What stands before the last two parts is mostly the same everywhere. No "::" is inside a "<…>".
std::string display_name(const std::string& name) {
  std::size_t at = name.size();
  for (int parts = 0; parts < kParts && at != std::string::npos && at > 0; ++parts) {
    at = name.rfind("::", at - 1);
    // "f::{lambda#1}::operator()" says little without its function.
    if (at != std::string::npos && name.compare(at + 2, 1, "{") == 0) --parts;
  }
  return at == std::string::npos || at == 0 ? name : name.substr(at + 2);
}

}  // namespace

std::string describe_chain(const CallChain& chain, const std::string& file, int line, std::size_t width) {
  std::string place;
  if (!file.empty()) {
    place = "  " + file_name_of(file);
    if (line > 0) place += fmt::format(":{}", line);
  }
  width -= std::min(columns(place), width / 2);
  std::string text = display_name(chain.front());
  if (columns(text) > width) text = shortened(text, width);
  for (std::size_t i = 1; i < std::min(chain.size(), kShownFunctions); ++i) {
    const std::string longer = text + " <- " + display_name(chain[i]);
    if (columns(longer) > width) break;
    text = longer;
  }
  return printable(text + place);
}

std::string describe_site(const SiteResult& site) {
  CallChain chain = call_chain(site);
  const Frame& first = first_frame(site);
  // What has no name is told apart by its place, here where nothing is paired by it.
  if (first.function.empty() && !first.module.empty())
    chain.front() = fmt::format("{}+{:#x}", file_name_of(first.module), first.offset);
  return describe_chain(chain, first.file, first.line);
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace highwater
