// SPDX-License-Identifier: Apache-2.0
#include "suite/configuration.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/json_reader.h"
#include "suite/selection.h"
#include "suite/settings_reader.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kConfigurationSchema = 1;

Expected<Settings> read_part(const JsonObject& object) {
  HIGHWATER_TRY_VOID(object.only({std::begin(kSettingKeys), std::end(kSettingKeys)}));
  return read_settings(object);
}

// Is `name` the scenario's, or that of a family that it is of?
bool means(const std::string& name, const std::string& scenario) {
  return scenario == name || (scenario.size() > name.size() && scenario[name.size()] == '/' &&
                              scenario.compare(0, name.size(), name) == 0);
}

// One that means no scenario would be ignored silently.
Expected<void> require_scenario(const JsonObject& scenarios, const std::string& name,
                                const Manifest& manifest) {
  const Expected<std::vector<const Scenario*>> selected = select(manifest, {name});
  if (selected && !name.empty() && name.back() != '/') return {};
  return scenarios.complain(
      name, "there is no such scenario or family",
      selected ? "a family is written without a slash at its end" : selected.error().hint);
}

}  // namespace

Expected<Configuration> parse_configuration(std::string_view text, const std::string& path,
                                            const Manifest& manifest) {
  HIGHWATER_TRY(const JsonDocument document, parse_json(text, path));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  HIGHWATER_TRY_VOID(
      root.check_schema(kConfigurationSchema, "harness/docs/config.md says what is in it today"));
  HIGHWATER_TRY_VOID(root.only({"schema", "defaults", "scenarios"}));
  Configuration configuration;
  configuration.path = path;
  HIGHWATER_TRY(const std::optional<JsonObject> defaults, root.optional_object("defaults"));
  if (defaults) {
    HIGHWATER_TRY(configuration.defaults, read_part(*defaults));
  }
  HIGHWATER_TRY(const std::optional<JsonObject> scenarios, root.optional_object("scenarios"));
  if (scenarios) {
    for (const std::string& name : scenarios->keys()) {
      HIGHWATER_TRY_VOID(require_scenario(*scenarios, name, manifest));
      HIGHWATER_TRY(const JsonObject object, scenarios->object(name));
      HIGHWATER_TRY(Settings settings, read_part(object));
      configuration.overrides.emplace_back(name, std::move(settings));
    }
  }
  std::stable_sort(configuration.overrides.begin(), configuration.overrides.end(),
                   [](const auto& a, const auto& b) { return a.first.size() < b.first.size(); });
  return configuration;
}

Expected<Configuration> load_configuration(const Manifest& manifest) {
  std::string path = (fs::path(manifest.baselines).parent_path() / "highwater.config.json").string();
  if (manifest.config) {
    path = *manifest.config;
  } else {
    std::error_code error;
    if (fs::symlink_status(path, error).type() == fs::file_type::not_found) return Configuration{};
  }
  Expected<std::string> text = read_file(path);
  if (!text) {
    Error error = std::move(text).error();
    if (error.hint.empty())
      error.hint =
          fmt::format("\"config\" in {} names it: correct the path, or leave the key out", manifest.path);
    return tl::unexpected<Error>(std::move(error));
  }
  return parse_configuration(*text, path, manifest);
}

void apply_overrides(const Configuration& configuration, Scenario& scenario) {
  for (const auto& [name, settings] : configuration.overrides)
    if (means(name, scenario.name)) apply(settings, scenario);
}

}  // namespace highwater
