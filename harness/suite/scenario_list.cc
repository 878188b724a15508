// SPDX-License-Identifier: Apache-2.0
#include "suite/scenario_list.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/file.h"
#include "base/json_reader.h"
#include "suite/scenario_reader.h"

namespace highwater {

namespace fs = std::filesystem;

Expected<void> ScenarioList::add_from(const JsonObject& root, const std::string& file) {
  const std::string folder = fs::path(file).parent_path().string();
  HIGHWATER_TRY(const std::vector<JsonObject> objects, root.objects("scenarios"));
  for (std::size_t i = 0; i < objects.size(); ++i) {
    HIGHWATER_TRY(Scenario scenario, read_scenario(objects[i], folder, configuration_));
    const auto [known, is_new] = place_of_.emplace(scenario.name, Place{file, i});
    if (!is_new) {
      const Place& first = known->second;
      const std::string where =
          first.file == file ? fmt::format("scenarios[{}]", first.index) : "a scenario of " + first.file;
      return objects[i].complain("name",
                                 fmt::format("\"{}\" is the name of {} already", scenario.name, where),
                                 "a name is also the path of a baseline: give each scenario its own");
    }
    scenarios_.push_back(std::move(scenario));
  }
  return {};
}

Expected<void> ScenarioList::add_file(const std::string& path) {
  std::error_code error;
  if (fs::symlink_status(path, error).type() == fs::file_type::not_found)
    return fail(ExitStatus::kUsage, fmt::format("{}: the manifest includes it, and it is not there", path),
                "build the test program of that name, which writes it; or configure the build again");
  HIGHWATER_TRY(const std::string text, read_file(path));
  HIGHWATER_TRY(const JsonDocument document, parse_json(text, path));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  HIGHWATER_TRY_VOID(root.check_schema(1, "build the test program again, which writes the file anew"));
  HIGHWATER_TRY_VOID(root.only({"schema", "scenarios"}));
  return add_from(root, path);
}

}  // namespace highwater
