// SPDX-License-Identifier: Apache-2.0
#include "report/site_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

#include "base/terminal.h"

namespace highwater {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kFunctions = 3;
constexpr char kInnerBlank = '\1';  // a blank that belongs to a name, while the return type is cut off

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Behind the bracket that closes the one at `at`.
std::size_t behind_bracket(std::string_view text, std::size_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '<' || text[at] == '(') ++depth;
    const bool arrow = text[at] == '>' && text[at - 1] == '-';
    if (((text[at] == '>' && !arrow) || text[at] == ')') && --depth == 0) return at + 1;
  }
  return text.size();
}

// Copies "operator" with what makes up its name, whose signs are no brackets.
std::size_t copy_operator(std::string_view text, std::size_t at, std::string& out) {
  constexpr std::string_view kWord = "operator";
  out += kWord;
  at += kWord.size();
  if (text.substr(at, 2) == "()") {
    out += "()";
    return at + 2;
  }
  if (text.substr(at, 1) == " ") {
    out += kInnerBlank;
    return at + 1;
  }
  while (at < text.size() && std::string_view("<>=!+-*/%^&|~,[]").find(text[at]) != std::string_view::npos)
    out += text[at++];
  return at;
}

// "void ns::f<int>(long) const" -> "ns::f<…>"
std::string short_name(std::string_view text) {
  constexpr std::string_view kAnonymous = "(anonymous namespace)";
  constexpr std::string_view kOperator = "operator";
  std::string out;
  text = text.substr(0, text.find(" [clone"));
  for (std::size_t at = 0; at < text.size();) {
    const bool starts_word = at == 0 || !is_word(text[at - 1]);
    if (starts_word && text.substr(at, kOperator.size()) == kOperator &&
        (at + kOperator.size() == text.size() || !is_word(text[at + kOperator.size()]))) {
      at = copy_operator(text, at, out);
    } else if (text.substr(at, kAnonymous.size()) == kAnonymous) {
      out += "(anonymous)";
      at += kAnonymous.size();
    } else if (text[at] == '<' || text[at] == '(') {
      if (text[at] == '<') {
        if (!out.empty() && out.back() == ' ') out.pop_back();  // "operator<< <char>"
        out += "<…>";
      }
      at = behind_bracket(text, at);
      if (text.substr(at) == " const") break;
    } else {
      out += text[at++];
    }
  }
  out = out.substr(out.rfind(' ') + 1);
  std::replace(out.begin(), out.end(), kInnerBlank, ' ');
  return out;
}

std::string name_of_frame(const Frame& frame) {
  if (!frame.function.empty()) return short_name(frame.function);
  return fmt::format("{}+{:#x}", frame.module.empty() ? "[unknown]" : base_name(frame.module), frame.offset);
}

bool begins_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// The end is what tells functions of one class apart.
std::string shortened(const std::string& name, std::size_t width) {
  std::string end = name;
  while (columns(end) + 1 > width) {
    end.erase(0, 1);
    while (!end.empty() && (end[0] & 0xC0) == 0x80) end.erase(0, 1);
  }
  return "…" + end;
}

}  // namespace

bool is_allocator_frame(const Frame& frame) {
  const std::string module = base_name(frame.module);
  for (const char* library : {"libc.so", "libc-", "libstdc++.so", "ld-linux"})
    if (begins_with(module, library)) return true;
  const std::string name = short_name(frame.function);
  for (const char* start : {"std::", "__gnu_cxx::", "operator new", "operator delete"})
    if (begins_with(name, start)) return true;
  for (const char* exact : {"malloc", "calloc", "realloc", "reallocarray", "aligned_alloc", "memalign",
                            "posix_memalign", "valloc", "pvalloc", "free"})
    if (name == exact) return true;
  return false;
}

std::string describe_site(const SiteResult& site) {
  std::vector<const Frame*> frames;
  for (const FrameRef& frame : site.frames)
    if (!is_allocator_frame(*frame)) frames.push_back(&*frame);
  // Nothing of the program's: a library's own start, say.
  if (frames.empty() || frames[0]->function == kTruncatedFrame) frames.clear();
  if (frames.empty())
    for (const FrameRef& frame : site.frames) frames.push_back(&*frame);
  if (frames.empty()) return "[unknown]";
  std::string place;
  if (!frames[0]->file.empty()) {
    place = "  " + base_name(frames[0]->file);
    if (frames[0]->line > 0) place += fmt::format(":{}", frames[0]->line);
  }
  const std::size_t width = kWidth - std::min(columns(place), kWidth / 2);
  std::string chain = name_of_frame(*frames[0]);
  if (columns(chain) > width) chain = shortened(chain, width);
  for (std::size_t i = 1; i < std::min(frames.size(), kFunctions); ++i) {
    const std::string longer = chain + " <- " + name_of_frame(*frames[i]);
    if (columns(longer) > width) break;
    chain = longer;
  }
  return printable(chain + place);
}

}  // namespace highwater
