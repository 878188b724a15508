// SPDX-License-Identifier: Apache-2.0
#include "compare/fitness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace highwater {
namespace {

constexpr std::size_t kMostNamed = 12;  // a distribution's upgrade changes them all

bool is_of_the_environment(const ContextField& field, ProbeKind probe) {
  if (field.member == &Context::profile || field.member == &Context::revision) return false;
  return field.member != &Context::valgrind || probe == ProbeKind::kMassif;
}

// Both are sorted by name.
void compare_libraries(const Context& before, const Context& now, std::vector<std::string>& changes) {
  if (before.libraries.empty() || now.libraries.empty()) return;
  for (const auto& [name, version] : before.libraries) {
    const auto found = now.libraries.find(name);
    if (found == now.libraries.end())
      changes.push_back(fmt::format("{}: no longer there (was {})", name, version));
    else if (found->second != version)
      changes.push_back(fmt::format("{}: {} -> {}", name, version, found->second));
  }
  for (const auto& [name, version] : now.libraries)
    if (before.libraries.count(name) == 0) changes.push_back(fmt::format("{}: new, {}", name, version));
}

}  // namespace

std::vector<std::string> environment_changes(const Context& before, const Context& now, ProbeKind probe) {
  std::vector<std::string> changes;
  for (const ContextField& field : kContextFields) {
    if (!is_of_the_environment(field, probe)) continue;
    const std::string& was = before.*field.member;
    const std::string& is = now.*field.member;
    if (!was.empty() && !is.empty() && was != is)
      changes.push_back(fmt::format("{}: {} -> {}", field.name, was, is));
  }
  compare_libraries(before, now, changes);
  return changes;
}

std::vector<std::string> fitness_hints(const Context& before, const Context& now, ProbeKind probe) {
  std::vector<std::string> changes = environment_changes(before, now, probe);
  if (changes.empty()) return {};
  const std::size_t unnamed = changes.size() - std::min(changes.size(), kMostNamed);
  changes.resize(changes.size() - unnamed);
  if (unnamed > 0) changes.push_back(fmt::format("{} more", unnamed));
  return {fmt::format("the environment changed since the baseline: {}", fmt::join(changes, "; "))};
}

}  // namespace highwater
