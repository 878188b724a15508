// SPDX-License-Identifier: Apache-2.0
#include "suite/manifest.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <filesystem>

#include "base/file.h"
#include "base/json_reader.h"
#include "base/path_name.h"
#include "suite/configuration.h"
#include "suite/scenario_list.h"
#include "suite/scenario_reader.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSchema = 1;

// What is known without being told. Baselines of one processor must not be held against another, so a
// constant would not do for a manifest that is kept in git; whoever has several compilers names the profile.
std::string default_profile() {
  struct utsname system {};
  return ::uname(&system) == 0 ? fmt::format("linux-{}", system.machine) : "linux";
}

Expected<std::string> read_profile(const JsonObject& root) {
  HIGHWATER_TRY(const std::optional<std::string> profile, root.optional_text("profile"));
  if (!profile) return default_profile();
  if (const std::string problem = path_name_problem(*profile, Segments::kOne); !problem.empty())
    return root.complain("profile", problem,
                         "a profile key names a folder of baselines, such as \"linux-x86_64-gnu12-release\"");
  return *profile;
}

Expected<std::string> read_folder(const JsonObject& root, const std::string& key, const std::string& folder,
                                  const std::string& otherwise) {
  HIGHWATER_TRY(const std::optional<std::string> path, root.optional_text(key));
  if (path && (path->empty() || path->find('\0') != std::string::npos))
    return root.complain(key, "expected the path of a folder");
  return path_in(folder, path.value_or(otherwise));
}

Expected<std::optional<std::string>> read_file_path(const JsonObject& root, const std::string& key,
                                                    const std::string& folder) {
  HIGHWATER_TRY(const std::optional<std::string> path, root.optional_text(key));
  if (!path) return std::nullopt;
  if (path->empty() || path->find('\0') != std::string::npos)
    return root.complain(key, "expected the path of a file");
  return path_in(folder, *path);
}

Expected<std::vector<Scenario>> read_scenarios(const JsonObject& root, const std::string& path,
                                               const Configuration& configuration) {
  ScenarioList list(configuration);
  HIGHWATER_TRY_VOID(list.add_from(root, path));
  if (root.has("include")) {
    HIGHWATER_TRY(const std::vector<std::string> files, root.texts("include"));
    for (const std::string& file : files) {
      if (file.empty() || file.find('\0') != std::string::npos)
        return root.complain("include", "expected paths of files");
      HIGHWATER_TRY_VOID(list.add_file(path_in(fs::path(path).parent_path().string(), file)));
    }
  }
  std::vector<Scenario> scenarios = list.take();
  if (scenarios.empty())
    return root.complain("scenarios", "empty, there is nothing to measure",
                         "add one with highwater_add_scenario() in CMake, or by hand");
  return scenarios;
}

}  // namespace

Expected<Manifest> parse_manifest(std::string_view text, const std::string& path) {
  return parse_manifest(text, path, Configuration{});
}

Expected<Manifest> parse_manifest(std::string_view text, const std::string& path,
                                  const Configuration& configuration) {
  HIGHWATER_TRY(const JsonDocument document, parse_json(text, path));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  // Before any other key, because another schema may have others.
  HIGHWATER_TRY_VOID(root.check_schema(kSchema, "configure the build again, which writes the manifest anew"));
  HIGHWATER_TRY_VOID(root.only({"schema", "profile", "compiler", "baselines", "results", "waivers", "config",
                                "scenarios", "include"}));
  const std::string folder = fs::path(path).parent_path().string();
  Manifest manifest;
  manifest.path = path;
  HIGHWATER_TRY(manifest.profile, read_profile(root));
  HIGHWATER_TRY(const std::optional<std::string> compiler, root.optional_text("compiler"));
  manifest.compiler = compiler.value_or("");
  HIGHWATER_TRY(manifest.baselines, read_folder(root, "baselines", folder, "baselines"));
  HIGHWATER_TRY(manifest.results, read_folder(root, "results", folder, "highwater-results"));
  HIGHWATER_TRY(manifest.waivers, read_file_path(root, "waivers", folder));
  HIGHWATER_TRY(manifest.config, read_file_path(root, "config", folder));
  HIGHWATER_TRY(manifest.scenarios, read_scenarios(root, path, configuration));
  return manifest;
}

Expected<Manifest> load_manifest(const std::string& path) {
  std::error_code error;
  if (fs::symlink_status(path, error).type() == fs::file_type::not_found)
    return fail(ExitStatus::kUsage, fmt::format("{}: there is no such manifest", path),
                "configure the build, which writes it, or name one with --manifest FILE");
  HIGHWATER_TRY(const std::string text, read_file(path));
  // Which configuration belongs to it, and of which scenarios that may speak, the manifest itself says.
  HIGHWATER_TRY(const Manifest plain, parse_manifest(text, path));
  HIGHWATER_TRY(const Configuration configuration, load_configuration(plain));
  if (configuration.path.empty()) return plain;
  return parse_manifest(text, path, configuration);
}

}  // namespace highwater
