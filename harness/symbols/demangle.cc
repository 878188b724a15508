// SPDX-License-Identifier: Apache-2.0
#include "symbols/demangle.h"

#include <cxxabi.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace highwater {
namespace {

// The demangler's memory grows with the name, on the stack; real names stay far below.
constexpr std::size_t kLongestName = 65536;

constexpr std::array<std::string_view, 9> kCloneSuffixes = {
    "__uniq", "clone", "cold", "constprop", "isra", "llvm", "localalias", "lto_priv", "part"};

// The last part, with its dot: ".cold" of "f.cold"; empty: none, or nothing before it.
std::string_view last_part(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

bool is_clone_suffix(std::string_view part) {
  return part.size() > 1 &&
         std::find(kCloneSuffixes.begin(), kCloneSuffixes.end(), part.substr(1)) != kCloneSuffixes.end();
}

bool is_number(std::string_view part) {
  return part.size() > 1 && part.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

std::string_view without_clone_suffixes(std::string_view name) {
  for (;;) {
    std::string_view rest = name;
    if (const std::string_view number = last_part(rest); is_number(number)) rest.remove_suffix(number.size());
    const std::string_view word = last_part(rest);
    if (!is_clone_suffix(word)) return name;
    name = rest.substr(0, rest.size() - word.size());
  }
}

std::string demangled(std::string_view name) {
  std::string original(without_clone_suffixes(name));
  // Without the prefix a type is meant: the C function `i` would become `int`.
  if (!original.starts_with("_Z") || original.size() > kLongestName) return original;
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(original.c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 && text != nullptr ? std::string(text.get()) : original;
}

}  // namespace highwater
