// SPDX-License-Identifier: Apache-2.0
#include "suite/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/suggest.h"
#include "base/terminal.h"

namespace highwater {
namespace {

// Adds what `name` means to `chosen`; how much that was.
std::size_t choose(const Manifest& manifest, const std::string& name, std::set<std::string>& chosen) {
  const auto is_named = [&](const Scenario& scenario) { return scenario.name == name; };
  if (std::any_of(manifest.scenarios.begin(), manifest.scenarios.end(), is_named)) {
    chosen.insert(name);
    return 1;
  }
  const std::string prefix = name.empty() || name.back() == '/' ? name : name + "/";
  std::size_t found = 0;
  for (const Scenario& scenario : manifest.scenarios) {
    if (prefix.empty() || scenario.name.compare(0, prefix.size(), prefix) != 0) continue;
    chosen.insert(scenario.name);
    ++found;
  }
  return found;
}

// Everything that a name may be: scenarios and, for each of their slashes, the family before it.
std::vector<std::string> selectable(const Manifest& manifest) {
  std::vector<std::string> names;
  for (const Scenario& scenario : manifest.scenarios) {
    names.push_back(scenario.name);
    for (std::size_t slash = scenario.name.find('/'); slash != std::string::npos;
         slash = scenario.name.find('/', slash + 1))
      names.push_back(scenario.name.substr(0, slash));
  }
  return names;
}

}  // namespace

Expected<std::vector<const Scenario*>> select(const Manifest& manifest,
                                              const std::vector<std::string>& names) {
  std::set<std::string> chosen;
  for (const std::string& name : names) {
    if (choose(manifest, name, chosen) > 0) continue;
    const std::optional<std::string> near = suggest(name, selectable(manifest));
    return fail(ExitStatus::kUsage,
                fmt::format("{}: there is no scenario \"{}\"", manifest.path, printable(name)),
                near ? fmt::format("did you mean \"{}\"?", *near) : "`highwater list` shows all there are");
  }
  std::vector<const Scenario*> selected;
  for (const Scenario& scenario : manifest.scenarios)
    if (names.empty() || chosen.count(scenario.name) > 0) selected.push_back(&scenario);
  // parse_manifest() refuses a manifest without scenarios; one that was made otherwise must not pass for a
  // success.
  if (selected.empty())
    return fail(ExitStatus::kUsage, fmt::format("{}: no scenario is selected", manifest.path));
  return selected;
}

}  // namespace highwater
