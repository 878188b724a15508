// SPDX-License-Identifier: Apache-2.0
#include "gate/found_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include "base/file.h"
#include "base/json_reader.h"
#include "base/path_name.h"
#include "probe/elf.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '/';
}

// The name of a test as that of a scenario, which is a path, too.
std::string scenario_name(std::string name, std::set<std::string>& taken) {
  for (char& c : name)
    if (!is_name_character(c)) c = '_';
  if (!path_name_problem(name, Segments::kMany).empty()) std::replace(name.begin(), name.end(), '/', '_');
  if (!path_name_problem(name, Segments::kMany).empty()) name = "test";
  std::string unique = name;
  for (int number = 2; !taken.insert(unique).second; ++number) unique = fmt::format("{}-{}", name, number);
  return unique;
}

// "NAME=value" of ctest.
void add_variable(FoundTest& test, const std::string& entry) {
  const std::size_t equals = entry.find('=');
  if (equals != std::string::npos && equals > 0)
    test.environment[entry.substr(0, equals)] = entry.substr(equals + 1);
}

// Whoever registers highwater's own checks with ctest does not want them measured.
bool is_highwater(const std::string& program) {
  return fs::path(program).filename() == "highwater";
}

// Takes one property; why the test is none for us, or empty. Properties have values of every type.
std::string take_property(const JsonObject& property, FoundTest& test) {
  const std::string name = property.text("name").value_or("");
  if (name == "DISABLED" && property.boolean("value").value_or(false)) return "disabled";
  if (name == "WILL_FAIL" && property.boolean("value").value_or(false)) return "it is expected to fail";
  if (name == "WORKING_DIRECTORY")
    test.working_directory = property.text("value").value_or(test.working_directory);
  if (name == "ENVIRONMENT")
    for (const std::string& entry : property.texts("value").value_or(std::vector<std::string>()))
      add_variable(test, entry);
  constexpr double kWeek = 7 * 24 * 60 * 60;
  if (const double seconds = property.number("value").value_or(0);
      name == "TIMEOUT" && seconds >= 1 && seconds <= kWeek)
    test.timeout = std::chrono::seconds(static_cast<std::int64_t>(seconds));
  return {};
}

// Why it is none for us, or empty.
Expected<std::string> take_properties(const JsonObject& entry, FoundTest& test) {
  if (!entry.has("properties")) return std::string();
  HIGHWATER_TRY(const std::vector<JsonObject> properties, entry.objects("properties"));
  for (const JsonObject& property : properties)
    if (std::string why = take_property(property, test); !why.empty()) return why;
  return std::string();
}

Expected<std::string> ask_ctest(ProcessRunner& runner, const std::string& folder) {
  HIGHWATER_TRY(const TemporaryDirectory scratch, TemporaryDirectory::create("highwater-init"));
  const std::string path = scratch.path() + "/tests.json";
  ProcessSpec spec;
  // Into a file: of what is captured only the end is kept.
  spec.argv = {"/bin/sh", "-c", "exec ctest --show-only=json-v1 >\"$0\"", path};
  spec.environment = current_environment();
  spec.working_directory = folder;
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  spec.timeout = std::chrono::minutes(5);
  HIGHWATER_TRY(const ProcessOutcome outcome, runner.run(spec));
  if (outcome.interrupted) return fail(ExitStatus::kInterrupted, "interrupted");
  if (outcome.exit_code != 0)
    return fail(ExitStatus::kUsage,
                fmt::format("{}: ctest --show-only=json-v1: {}", folder, describe_end(outcome)),
                outcome.standard_error.tail.empty() ? "is ctest in PATH, of version 3.14 or later?"
                                                    : outcome.standard_error.tail);
  return read_file(path);
}

bool is_executable(const fs::directory_entry& entry) {
  std::error_code ignored;
  if (!entry.is_regular_file(ignored) || entry.is_symlink(ignored)) return false;
  if ((entry.status(ignored).permissions() & fs::perms::owner_exec) == fs::perms::none) return false;
  if (entry.path().filename().string().find(".so") != std::string::npos) return false;
  const ExecutableFacts facts = inspect_executable(entry.path().string());
  return facts.is_elf && !facts.is_static;  // of a shared library, too, it says static
}

Expected<FoundTests> executables_in(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;  // a link to itself is no folder
    if (at->is_directory(ignored) && at->path().filename() == "CMakeFiles") at.disable_recursion_pending();
    if (is_executable(*at)) paths.push_back(at->path().string());
  }
  if (error) return fail_errno(error.value(), "read", folder);
  std::sort(paths.begin(), paths.end());
  FoundTests found;
  std::set<std::string> taken;
  for (const std::string& path : paths) {
    if (is_highwater(path)) continue;
    FoundTest test;
    test.name = scenario_name(fs::path(path).lexically_relative(folder).string(), taken);
    test.command = {path};
    test.working_directory = folder;
    found.tests.push_back(std::move(test));
  }
  return found;
}

}  // namespace

Expected<FoundTests> tests_of_ctest(std::string_view json, const std::string& folder) {
  HIGHWATER_TRY(const JsonDocument document, parse_json(json, folder + ": the list of ctest"));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  HIGHWATER_TRY(const std::vector<JsonObject> entries, root.objects("tests"));
  FoundTests found;
  std::set<std::string> taken;
  for (const JsonObject& entry : entries) {
    HIGHWATER_TRY(const std::string name, entry.text("name"));
    // Of a test whose program is not there, ctest does not know the command.
    if (!entry.has("command")) {
      found.left_out.push_back(name + ": it is not built");
      continue;
    }
    FoundTest test;
    test.working_directory = folder;
    HIGHWATER_TRY(test.command, entry.texts("command"));
    if (test.command.empty() || is_highwater(test.command.front())) continue;
    HIGHWATER_TRY(const std::string why, take_properties(entry, test));
    if (!why.empty()) {
      found.left_out.push_back(name + ": " + why);
      continue;
    }
    test.name = scenario_name(name, taken);
    found.tests.push_back(std::move(test));
  }
  return found;
}

Expected<FoundTests> find_tests(ProcessRunner& runner, const std::string& build_folder) {
  std::error_code error;
  const std::string folder = fs::canonical(build_folder, error).string();
  std::error_code ignored;
  if (error || !fs::is_directory(folder, ignored))
    return fail_errno(error ? error.value() : ENOTDIR, "open", build_folder,
                      "name the folder in which the project was built: highwater init build");
  FoundTests found;
  if (fs::exists(fs::path(folder) / "CTestTestfile.cmake", ignored)) {
    HIGHWATER_TRY(const std::string json, ask_ctest(runner, folder));
    HIGHWATER_TRY(found, tests_of_ctest(json, folder));
  }
  if (found.tests.empty()) {
    HIGHWATER_TRY(FoundTests executables, executables_in(folder));
    found.tests = std::move(executables.tests);
  }
  if (found.tests.empty())
    return fail(ExitStatus::kUsage, build_folder + ": neither tests that ctest knows nor executables",
                "build the project first: cmake --build " + build_folder);
  return found;
}

}  // namespace highwater
