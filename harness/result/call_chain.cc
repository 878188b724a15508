// SPDX-License-Identifier: Apache-2.0
#include "result/call_chain.h"

#include <algorithm>
#include <cctype>

namespace highwater {
namespace {

constexpr char kInnerBlank = '\1';  // a blank that belongs to a name, while the return type is cut off
constexpr std::string_view kArrow = " <- ";

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

bool begins_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// What every process starts with, before anybody's code.
bool is_process_start(const Frame& frame) {
  return frame.function == "_start" || frame.function == "(below main)";
}

// A row without a stack, "[before recording]", has no return type before its blank.
bool is_row_name(const std::string& function) {
  return function.size() > 2 && function.front() == '[' && function.back() == ']';
}

}  // namespace

std::string file_name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string short_function_name(std::string_view text) {
  constexpr std::string_view kAnonymous = "(anonymous namespace)";
  constexpr std::string_view kOperator = "operator";
  std::string out;
  out.reserve(text.size());
  text = text.substr(0, text.find(" [clone"));
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t plain = std::min(text.find_first_of("o<(", at), text.size());
    out += text.substr(at, plain - at);
    at = plain;
    if (at == text.size()) break;
    const bool starts_word = text[at] == kOperator[0] && (at == 0 || !is_word(text[at - 1]));
    if (starts_word && text.substr(at, kOperator.size()) == kOperator &&
        (at + kOperator.size() == text.size() || !is_word(text[at + kOperator.size()]))) {
      at = copy_operator(text, at, out);
    } else if (text[at] == kAnonymous[0] && text.substr(at, kAnonymous.size()) == kAnonymous) {
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
  if (is_row_name(frame.function)) return frame.function;
  if (!frame.function.empty()) return short_function_name(frame.function);
  return frame.module.empty() ? "[unknown]" : "[" + file_name_of(frame.module) + "]";
}

bool is_allocator_frame(const Frame& frame, const std::string& name) {
  const std::string module = file_name_of(frame.module);
  for (const char* library : {"libc.so", "libc-", "libstdc++.so", "ld-linux"})
    if (begins_with(module, library)) return true;
  for (const char* start : {"std::", "__gnu_cxx::", "operator new", "operator delete"})
    if (begins_with(name, start)) return true;
  for (const char* exact :
       {"malloc",  "calloc",  "realloc",  "reallocarray", "aligned_alloc", "memalign",     "posix_memalign",
        "valloc",  "pvalloc", "free",     "xmalloc",      "xcalloc",       "xrealloc",     "xzalloc",
        "xstrdup", "xmemdup", "g_malloc", "g_malloc0",    "g_realloc",     "g_try_malloc", "g_strdup"})
    if (name == exact) return true;
  return false;
}

const ChainReader::Known& ChainReader::known(const Frame& frame) {
  const auto found = known_.find(&frame);
  if (found != known_.end()) return found->second;
  std::string name = name_of_frame(frame);
  const bool is_folded = is_allocator_frame(frame, name) || is_process_start(frame);
  Known known{.name = std::move(name), .is_folded = is_folded};
  return known_.emplace(&frame, std::move(known)).first->second;
}

std::vector<const Frame*> ChainReader::frames_of(const SiteResult& site) {
  std::vector<const Frame*> frames;
  for (const FrameRef& frame : site.frames)
    if (!known(*frame).is_folded) frames.push_back(&*frame);
  // Nothing of the program's: a library's own start, say.
  if (frames.empty() || frames[0]->function == kTruncatedFrame) frames.clear();
  if (frames.empty())
    for (const FrameRef& frame : site.frames) frames.push_back(&*frame);
  return frames;
}

const Frame& ChainReader::first_of(const SiteResult& site) {
  return *frames_of(site).front();
}

CallChain ChainReader::chain_of(const SiteResult& site) {
  CallChain chain;
  for (const Frame* frame : frames_of(site)) {
    if (chain.size() == kLongestChain) break;
    const std::string& name = known(*frame).name;
    if (chain.empty() || chain.back() != name) chain.push_back(name);
  }
  return chain;
}

CallChain call_chain(const SiteResult& site) {
  return ChainReader().chain_of(site);
}

const Frame& first_frame(const SiteResult& site) {
  return ChainReader().first_of(site);
}

std::string to_text(const CallChain& chain) {
  std::string text;
  for (const std::string& name : chain) {
    if (!text.empty()) text += kArrow;
    text += name;
  }
  return text;
}

CallChain chain_from_text(std::string_view text) {
  CallChain chain;
  for (std::size_t at = text.find(kArrow); at != std::string_view::npos; at = text.find(kArrow)) {
    chain.emplace_back(text.substr(0, at));
    text.remove_prefix(at + kArrow.size());
  }
  chain.emplace_back(text);
  return chain;
}

}  // namespace highwater
