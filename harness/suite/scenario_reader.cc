// SPDX-License-Identifier: Apache-2.0
// Reads keys in the order in which the documentation has them, and stops at the first mistake.
#include "suite/scenario_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/json_amount.h"
#include "base/path_name.h"
#include "suite/configuration.h"
#include "suite/settings_reader.h"
#include "suite/sized_command.h"

namespace highwater {
namespace {

// Each is a run of its own.
constexpr std::size_t kMostSizes = 16;

Expected<std::vector<std::string>> read_command(const JsonObject& object) {
  HIGHWATER_TRY(std::vector<std::string> command, object.texts("command"));
  if (command.empty() || command.front().empty())
    return object.complain("command", "empty, expected a program and its arguments",
                           "the program is the array's first string");
  if (std::any_of(command.begin(), command.end(), has_nul))
    return object.complain("command", "an argument cannot contain a NUL character");
  return command;
}

Expected<std::vector<std::int64_t>> read_sizes(const JsonObject& object,
                                               const std::vector<std::string>& command) {
  std::vector<std::int64_t> sizes;
  if (!object.has("sizes")) {
    if (!has_size_placeholder(command)) return sizes;
    return object.complain("command", "\"{size}\" stands in it, and the scenario has no \"sizes\"",
                           "give SIZES in highwater_add_scenario(), or \"sizes\" in the manifest");
  }
  HIGHWATER_TRY(sizes, read_amounts(object, "sizes", Counted::kBytes));
  if (!has_size_placeholder(command))
    return object.complain("sizes", "no argument of the command has \"{size}\"",
                           "every size would run the same: put {size} where the program takes it");
  if (sizes.size() < 2)
    return object.complain("sizes", fmt::format("{} of them, expected two or more", sizes.size()),
                           "how a metric grows with size shows from two on; three tell every model");
  if (sizes.size() > kMostSizes)
    return object.complain("sizes", fmt::format("{} of them, expected at most {}", sizes.size(), kMostSizes));
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] < 1) return object.complain("sizes", fmt::format("expected 1 or more, found {}", sizes[i]));
    if (i > 0 && sizes[i] == sizes[i - 1])
      return object.complain("sizes", fmt::format("{} is there twice", sizes[i]));
    if (i > 0 && sizes[i] < sizes[i - 1])
      return object.complain(
          "sizes", fmt::format("{} comes after {}, expected increasing sizes", sizes[i], sizes[i - 1]));
  }
  return sizes;
}

}  // namespace

std::string path_in(const std::string& folder, const std::string& path) {
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

Expected<Scenario> read_scenario(const JsonObject& object, const std::string& folder,
                                 const Configuration& configuration) {
  HIGHWATER_TRY_VOID(
      object.only({"name", "command", "probes", "timeout_seconds", "region", "working_directory",
                   "environment", "tolerance", "payload_bytes", "sizes"}));
  Scenario scenario;
  HIGHWATER_TRY(scenario.name, object.text("name"));
  if (const std::string problem = path_name_problem(scenario.name, Segments::kMany); !problem.empty())
    return object.complain("name", problem,
                           "a name is also the path of a baseline, such as \"family/variant\"");
  HIGHWATER_TRY(scenario.command, read_command(object));
  HIGHWATER_TRY(const Settings settings, read_settings(object));
  apply(configuration.defaults, scenario);
  apply(settings, scenario);
  apply_overrides(configuration, scenario);
  HIGHWATER_TRY(scenario.region, object.optional_text("region"));
  if (scenario.region && scenario.region->empty())
    return object.complain("region", "empty, expected the name of a region",
                           "without the key it is the only region, else the process");
  HIGHWATER_TRY(const std::optional<std::string> working_directory,
                object.optional_text("working_directory"));
  if (working_directory && (working_directory->empty() || has_nul(*working_directory)))
    return object.complain("working_directory", "expected the path of a folder");
  scenario.working_directory = working_directory ? path_in(folder, *working_directory) : folder;
  if (object.has("payload_bytes")) {
    HIGHWATER_TRY(scenario.payload_bytes, read_amount(object, "payload_bytes", Counted::kBytes));
  }
  if (scenario.payload_bytes && *scenario.payload_bytes < 1)
    return object.complain("payload_bytes",
                           fmt::format("expected 1 or more, found {}", *scenario.payload_bytes));
  HIGHWATER_TRY(scenario.sizes, read_sizes(object, scenario.command));
  return scenario;
}

}  // namespace highwater
