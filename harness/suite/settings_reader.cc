// SPDX-License-Identifier: Apache-2.0
#include "suite/settings_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/duration.h"
#include "base/suggest.h"
#include "base/terminal.h"
#include "suite/tolerance_reader.h"

namespace highwater {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

Expected<std::optional<std::vector<std::string>>> read_probes(const JsonObject& object) {
  if (!object.has("probes")) return std::nullopt;
  HIGHWATER_TRY(std::vector<std::string> probes, object.texts("probes"));
  const std::vector<std::string> known(std::begin(kProbeNames), std::end(kProbeNames));
  if (probes.empty())
    return object.complain("probes", "empty, the scenario would not be measured",
                           known_names_hint("", known));
  std::vector<std::string> seen;
  for (const std::string& probe : probes) {
    if (!contains(known, probe))
      return object.complain("probes", fmt::format("unknown probe \"{}\"", printable(probe)),
                             known_names_hint(probe, known));
    if (contains(seen, probe)) return object.complain("probes", fmt::format("\"{}\" is named twice", probe));
    seen.push_back(probe);
  }
  return probes;
}

Expected<std::optional<std::chrono::seconds>> read_timeout(const JsonObject& object) {
  if (!object.has("timeout_seconds")) return std::nullopt;
  HIGHWATER_TRY(const std::int64_t seconds, object.integer("timeout_seconds"));
  if (seconds < 1 || seconds > kLongestTimeout.count())
    return object.complain("timeout_seconds", fmt::format("expected 1 to {} (a week), found {}",
                                                          kLongestTimeout.count(), seconds));
  return std::chrono::seconds(seconds);
}

Expected<std::map<std::string, std::string>> read_environment(const JsonObject& object) {
  std::map<std::string, std::string> environment;
  HIGHWATER_TRY(const std::optional<JsonObject> variables, object.optional_object("environment"));
  if (!variables) return environment;
  for (const std::string& name : variables->keys()) {
    if (name.empty() || name.find('=') != std::string::npos || has_nul(name))
      return object.complain("environment",
                             fmt::format("\"{}\" cannot be the name of a variable", printable(name)));
    HIGHWATER_TRY(std::string value, variables->text(name));
    if (has_nul(value)) return variables->complain(name, "a value cannot contain a NUL character");
    environment[name] = std::move(value);
  }
  return environment;
}

}  // namespace

Expected<Settings> read_settings(const JsonObject& object) {
  Settings settings;
  HIGHWATER_TRY(settings.probes, read_probes(object));
  HIGHWATER_TRY(settings.timeout, read_timeout(object));
  HIGHWATER_TRY(settings.environment, read_environment(object));
  HIGHWATER_TRY(settings.tolerances, read_tolerances(object));
  return settings;
}

bool has_nul(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

}  // namespace highwater
