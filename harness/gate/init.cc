// SPDX-License-Identifier: Apache-2.0
// Paths below the project are written relative to where they are used, so that the files work in another
// checkout.
#include "gate/init.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/json_value.h"
#include "baseline/store.h"
#include "gate/ci_files.h"
#include "gate/measure.h"
#include "gate/update.h"
#include "suite/manifest.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "highwater.json";
constexpr const char* kBaselines = "baselines";

bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

// As seen from `from`, where it lies in the project; else as it is.
std::string seen_from(const std::string& path, const fs::path& from, const fs::path& project) {
  if (path.empty() || path.front() != '/' || !is_below(path, project) || !is_below(from, project))
    return path;
  return fs::path(path).lexically_relative(from).string();
}

// It was there when its tests were looked for; as it was named if they have removed it.
std::string real_folder(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? path : real.string();
}

std::vector<std::string> written_command(const FoundTest& test, const fs::path& project) {
  std::vector<std::string> command;
  for (const std::string& word : test.command)
    command.push_back(seen_from(word, test.working_directory, project));
  // A program without a slash is looked for in PATH.
  if (test.command.front().find('/') != std::string::npos && command.front().find('/') == std::string::npos)
    command.front() = "./" + command.front();
  return command;
}

Scenario scenario_of(const FoundTest& test) {
  Scenario scenario;
  scenario.name = test.name;
  scenario.command = test.command;
  scenario.working_directory = test.working_directory;
  scenario.environment = test.environment;
  if (test.timeout) scenario.timeout = *test.timeout;
  return scenario;
}

Json scenario_json(const FoundTest& test, const fs::path& project) {
  Json json;
  json["name"] = test.name;
  json["command"] = written_command(test, project);
  json["working_directory"] = seen_from(test.working_directory, project, project);
  if (test.timeout) json["timeout_seconds"] = test.timeout->count();
  if (!test.environment.empty()) json["environment"] = test.environment;
  return json;
}

std::string manifest_text(const InitRequest& request, const std::vector<FoundTest>& tests) {
  Json json;
  json["schema"] = 1;
  if (!request.profile.empty()) json["profile"] = request.profile;
  json["baselines"] = kBaselines;
  const std::string build = real_folder(request.build_folder);
  json["results"] = seen_from(build, request.project, request.project) + "/highwater-results";
  json["scenarios"] = Json::array();
  for (const FoundTest& test : tests) json["scenarios"].push_back(scenario_json(test, request.project));
  return json.dump(2) + "\n";
}

// None of them may be there: they are somebody's work.
Expected<void> require_new(const std::string& project, const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    std::error_code ignored;
    const fs::path path = fs::path(project) / file;
    if (fs::symlink_status(path, ignored).type() == fs::file_type::not_found) continue;
    if (file == kBaselines && fs::is_directory(path, ignored) && fs::is_empty(path, ignored)) continue;
    return fail(ExitStatus::kUsage,
                fmt::format("{}: is there already, and init overwrites nothing", path.string()),
                "move it away, or go on by hand: `highwater update` makes the baselines of a manifest");
  }
  return {};
}

// Why it is none for a gate; empty: it is one.
Expected<std::string> problem_of(const SuiteContext& suite, const FoundTest& test, Probe& probe) {
  const Expected<ScenarioRun> run = measure(suite, scenario_of(test), probe, Sites::kOff);
  if (!run && run.error().status == ExitStatus::kInterrupted) return tl::unexpected<Error>(run.error());
  if (!run) return run.error().what;
  return run->failure ? run->failure->what : std::string();
}

Expected<void> make_baselines(const Manifest& manifest, Probes& probes, InitReport& report,
                              const ProgressListener& listener) {
  SuiteContext suite;
  suite.manifest = &manifest;
  HIGHWATER_TRY(const std::vector<UpdateOutcome> outcomes,
                update(suite, probes, {.names = {}, .reason = kFirstReason}, listener));
  for (const UpdateOutcome& outcome : outcomes) {
    if (outcome.error) return tl::unexpected<Error>(*outcome.error);
    report.scenarios.push_back(outcome.scenario);
  }
  report.written.push_back(fmt::format("{}/{}/", kBaselines, manifest.profile));
  return {};
}

Expected<void> write_ci_file(const InitRequest& request, InitReport& report, std::size_t scenarios) {
  const std::string ci_file = ci_path(request.ci);
  if (ci_file.empty()) return {};
  const std::string build = real_folder(request.build_folder);
  HIGHWATER_TRY_VOID(
      write_file(request.project + "/" + ci_file,
                 ci_text(request.ci, {.build_folder = seen_from(build, request.project, request.project),
                                      .manifest = kManifest,
                                      .scenarios = scenarios})));
  report.written.push_back(ci_file);
  return {};
}

// What an init that failed, or was interrupted, leaves would keep the next one from beginning. Its own files
// alone, and folders that are empty then: what the tests have put there meanwhile is somebody's.
void undo(const std::string& project, const Manifest& manifest, bool had_baselines) {
  const fs::path baselines = fs::path(project) / kBaselines;
  const BaselineStore store(baselines.string(), manifest.profile);
  for (const Scenario& scenario : manifest.scenarios) {
    const fs::path file = store.path_of(scenario.name);
    ::unlink(file.c_str());
    for (fs::path folder = file.parent_path(); folder != baselines; folder = folder.parent_path())
      ::rmdir(folder.c_str());
  }
  if (!had_baselines) ::rmdir(baselines.c_str());
  ::unlink((fs::path(project) / kManifest).c_str());
}

}  // namespace

CiServer ci_server_of(const std::string& project) {
  std::error_code ignored;
  return fs::exists(fs::path(project) / ".gitlab-ci.yml", ignored) ? CiServer::kGitLab : CiServer::kGitHub;
}

Expected<InitReport> init(ProcessRunner& runner, Probes& probes, const InitRequest& request,
                          const ProgressListener& listener) {
  const std::string ci_file = ci_path(request.ci);
  std::vector<std::string> files = {kManifest, kBaselines};
  if (!ci_file.empty()) files.push_back(ci_file);
  HIGHWATER_TRY_VOID(require_new(request.project, files));
  HIGHWATER_TRY(FoundTests found, find_tests(runner, request.build_folder));

  InitReport report;
  report.left_out = std::move(found.left_out);
  const Manifest none;
  SuiteContext suite;
  suite.manifest = &none;
  std::vector<FoundTest> tests;
  for (FoundTest& test : found.tests) {
    listener(
        {tests.size() + report.left_out.size() + 1, found.tests.size(), test.name, ProbeKind::kCounting});
    HIGHWATER_TRY(const std::string problem, problem_of(suite, test, probes.get(ProbeKind::kCounting)));
    if (problem.empty())
      tests.push_back(std::move(test));
    else
      report.left_out.push_back(problem);
  }
  if (tests.empty())
    return fail(ExitStatus::kScenario,
                fmt::format("{}: nothing in it can be measured: {}", request.build_folder,
                            fmt::join(report.left_out, "; ")),
                "`highwater run -- COMMAND` says more of each");

  const std::string path = request.project + "/" + kManifest;
  std::error_code ignored;
  const bool had_baselines = fs::exists(fs::path(request.project) / kBaselines, ignored);
  HIGHWATER_TRY_VOID(write_file(path, manifest_text(request, tests)));
  report.written.emplace_back(kManifest);
  Expected<Manifest> manifest = load_manifest(path);
  Expected<void> made;
  if (manifest)
    made = make_baselines(*manifest, probes, report, listener);
  else
    made = tl::unexpected<Error>(manifest.error());
  if (made) made = write_ci_file(request, report, tests.size());
  if (!made) {
    undo(request.project, manifest.value_or(Manifest()), had_baselines);
    return tl::unexpected<Error>(std::move(made).error());
  }
  return report;
}

}  // namespace highwater
