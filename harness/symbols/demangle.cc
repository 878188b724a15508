// SPDX-License-Identifier: Apache-2.0
#include "symbols/demangle.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "symbols/demangler_process.h"

namespace highwater {
namespace {

// So many names of one file may take too long.
constexpr std::size_t kMostLost = 8;

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

// One for all files.
Demangled ask_the_process(const std::string& name) {
  static DemanglerProcess process;
  static std::mutex one_at_a_time;
  const std::lock_guard<std::mutex> lock(one_at_a_time);
  return process.demangle(name);
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

std::string Demangler::demangled(std::string_view name) {
  std::string original(without_clone_suffixes(name));
  // Without the prefix a type is meant: the C function `i` would become `int`.
  if (!original.starts_with("_Z") || lost_.size() == kMostLost) return original;
  Demangled answer = ask_the_process(original);
  if (answer.took_too_long) lost_.insert(original);
  return std::move(answer.text).value_or(std::move(original));
}

}  // namespace highwater
