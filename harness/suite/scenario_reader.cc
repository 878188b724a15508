// SPDX-License-Identifier: Apache-2.0
// Reads keys in the order in which the documentation has them, and stops at the first mistake.
#include "suite/scenario_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "base/json_reader.h"
#include "base/path_name.h"
#include "base/suggest.h"
#include "base/terminal.h"
#include "suite/sized_command.h"

namespace highwater {
namespace {

// A week: beyond it nobody waits, and milliseconds still fit everywhere.
constexpr std::int64_t kMaxTimeoutSeconds = 7 * 24 * 60 * 60;
// Each is a run of its own.
constexpr std::size_t kMostSizes = 16;

template <std::size_t size>
std::vector<std::string> list_of(const char* const (&names)[size]) {
  return {std::begin(names), std::end(names)};
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// A program's arguments and environment end at the first NUL byte.
bool has_nul(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

Expected<std::vector<std::string>> read_command(const JsonObject& object) {
  HIGHWATER_TRY(std::vector<std::string> command, object.texts("command"));
  if (command.empty() || command.front().empty())
    return object.complain("command", "empty, expected a program and its arguments",
                           "the program is the array's first string");
  if (std::any_of(command.begin(), command.end(), has_nul))
    return object.complain("command", "an argument cannot contain a NUL character");
  return command;
}

Expected<std::vector<std::string>> read_probes(const JsonObject& object) {
  if (!object.has("probes")) return Scenario{}.probes;
  HIGHWATER_TRY(std::vector<std::string> probes, object.texts("probes"));
  const std::vector<std::string> known = list_of(kProbeNames);
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

Expected<std::chrono::seconds> read_timeout(const JsonObject& object) {
  if (!object.has("timeout_seconds")) return Scenario{}.timeout;
  HIGHWATER_TRY(const std::int64_t seconds, object.integer("timeout_seconds"));
  if (seconds < 1 || seconds > kMaxTimeoutSeconds)
    return object.complain("timeout_seconds",
                           fmt::format("expected 1 to {} (a week), found {}", kMaxTimeoutSeconds, seconds));
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

Expected<DeclaredTolerance> read_tolerance(const JsonObject& object, const JsonObject& parent,
                                           const std::string& metric) {
  DeclaredTolerance tolerance;
  HIGHWATER_TRY_VOID(object.only({"absolute", "relative"}));
  if (!object.has("absolute") && !object.has("relative"))
    return parent.complain(metric, "empty, expected \"absolute\", \"relative\" or both");
  if (object.has("absolute")) {
    HIGHWATER_TRY(tolerance.absolute, object.integer("absolute"));
    if (tolerance.absolute < 0)
      return object.complain("absolute", fmt::format("expected 0 or more, found {}", tolerance.absolute));
  }
  if (object.has("relative")) {
    HIGHWATER_TRY(tolerance.relative, object.number("relative"));
    if (tolerance.relative < 0)
      return object.complain("relative", fmt::format("expected 0 or more, found {}", tolerance.relative),
                             "a fraction of the baseline: 0.05 is 5 %");
  }
  return tolerance;
}

Expected<std::map<std::string, DeclaredTolerance>> read_tolerances(const JsonObject& object) {
  std::map<std::string, DeclaredTolerance> tolerances;
  HIGHWATER_TRY(const std::optional<JsonObject> metrics, object.optional_object("tolerance"));
  if (!metrics) return tolerances;
  const std::vector<std::string> known = list_of(kMetricNames);
  for (const std::string& metric : metrics->keys()) {
    if (!contains(known, metric))
      return metrics->complain(metric, "unknown metric", known_names_hint(metric, known));
    HIGHWATER_TRY(const JsonObject parts, metrics->object(metric));
    HIGHWATER_TRY(tolerances[metric], read_tolerance(parts, *metrics, metric));
  }
  return tolerances;
}

Expected<std::vector<std::int64_t>> read_sizes(const JsonObject& object,
                                               const std::vector<std::string>& command) {
  std::vector<std::int64_t> sizes;
  if (!object.has("sizes")) {
    if (!has_size_placeholder(command)) return sizes;
    return object.complain("command", "\"{size}\" stands in it, and the scenario has no \"sizes\"",
                           "give SIZES in highwater_add_scenario(), or \"sizes\" in the manifest");
  }
  HIGHWATER_TRY(sizes, object.integers("sizes"));
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

Expected<Scenario> read_scenario(const JsonObject& object, const std::string& folder) {
  HIGHWATER_TRY_VOID(
      object.only({"name", "command", "probes", "timeout_seconds", "region", "working_directory",
                   "environment", "tolerance", "payload_bytes", "sizes"}));
  Scenario scenario;
  HIGHWATER_TRY(scenario.name, object.text("name"));
  if (const std::string problem = path_name_problem(scenario.name, Segments::kMany); !problem.empty())
    return object.complain("name", problem,
                           "a name is also the path of a baseline, such as \"family/variant\"");
  HIGHWATER_TRY(scenario.command, read_command(object));
  HIGHWATER_TRY(scenario.probes, read_probes(object));
  HIGHWATER_TRY(scenario.timeout, read_timeout(object));
  HIGHWATER_TRY(scenario.region, object.optional_text("region"));
  if (scenario.region && scenario.region->empty())
    return object.complain("region", "empty, expected the name of a region",
                           "without the key it is the only region, else the process");
  HIGHWATER_TRY(const std::optional<std::string> working_directory,
                object.optional_text("working_directory"));
  if (working_directory && (working_directory->empty() || has_nul(*working_directory)))
    return object.complain("working_directory", "expected the path of a folder");
  scenario.working_directory = working_directory ? path_in(folder, *working_directory) : folder;
  HIGHWATER_TRY(scenario.environment, read_environment(object));
  HIGHWATER_TRY(scenario.tolerances, read_tolerances(object));
  HIGHWATER_TRY(scenario.payload_bytes, object.optional_integer("payload_bytes"));
  if (scenario.payload_bytes && *scenario.payload_bytes < 1)
    return object.complain("payload_bytes",
                           fmt::format("expected 1 or more, found {}", *scenario.payload_bytes));
  HIGHWATER_TRY(scenario.sizes, read_sizes(object, scenario.command));
  return scenario;
}

}  // namespace highwater
