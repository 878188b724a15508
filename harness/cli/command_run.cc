// SPDX-License-Identifier: Apache-2.0
// `highwater run`: measures any command.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>

#include "analysis/region_growth.h"
#include "base/file.h"
#include "cli/commands.h"
#include "gate/repeat.h"
#include "report/json_repeat.h"
#include "report/text_repeat.h"
#include "report/text_run.h"
#include "result/json.h"

namespace highwater {
namespace {

struct RunFlags {
  std::string probe = "counting";
  std::string json;
  double timeout = 0;
  bool children = false;
  bool sites = false;
  std::optional<std::int64_t> repeat;
};

// Found out before the run, which may take hours.
Expected<void> require_writable(const std::string& path) {
  if (path.empty() || path == "-") return {};
  if (std::filesystem::is_directory(path))
    return fail_errno(EISDIR, "write", path, "choose another file for --json");
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string checked = std::filesystem::exists(path) ? path : parent.empty() ? "." : parent.string();
  if (::access(checked.c_str(), W_OK) != 0)
    return fail_errno(errno, "write", path, "choose another file for --json");
  return {};
}

// What is wrong with the flags together.
Expected<void> check_flags(const RunFlags& flags, const std::vector<std::string>& command) {
  if (command.empty())
    return fail(ExitStatus::kUsage, "no command to measure",
                "put it behind \"--\": highwater run -- ./program argument");
  if (flags.children && flags.probe == "massif")
    return fail(ExitStatus::kUsage, "--children needs the counting probe", "leave --probe massif out");
  if (flags.sites && flags.probe == "massif")
    return fail(ExitStatus::kUsage, "--sites needs the counting probe", "leave --probe massif out");
  if (flags.sites && flags.repeat)
    return fail(ExitStatus::kUsage, "--repeat compares numbers, and keeps no sites",
                "leave --sites out, and look at one run with them afterwards");
  return require_writable(flags.json);
}

ProbeRequest request_of(const RunFlags& flags, const std::vector<std::string>& command) {
  ProbeRequest request;
  request.command = command;
  request.environment = current_environment();
  request.sites = flags.sites ? Sites::kOn : Sites::kOff;
  request.stdio = flags.json == "-" ? Stdio::kStdoutToStderr : Stdio::kInherit;
  // A time-out must end all of it; without one the command keeps the terminal.
  if (flags.timeout > 0) {
    request.group = ProcessGroup::kOwn;
    request.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(flags.timeout * 1000));
  }
  return request;
}

ExitStatus write_json(Session& session, const std::string& path, const std::string& json) {
  if (path.empty()) return ExitStatus::kOk;
  if (path == "-") return session.print(json, ExitStatus::kOk);
  const Expected<void> written = write_file(path, json);
  return written ? ExitStatus::kOk : session.report(written.error());
}

// Tells of a command that failed, whose numbers are given all the same.
ExitStatus report_end(Session& session, const std::string& name, const ProcessOutcome& outcome) {
  if (!outcome.timed_out && outcome.exit_code == 0) return ExitStatus::kOk;
  return session.report({ExitStatus::kScenario,
                         fmt::format("{}: the command failed: {}", name, describe_end(outcome)),
                         "the numbers are those up to its end"});
}

ExitStatus repeat_and_report(Session& session, Probe& probe, const RunFlags& flags, ProbeRequest request) {
  const ProgressListener progress = session.progress();
  const auto count = static_cast<std::size_t>(*flags.repeat);
  const std::string name = request.command.front();
  const Expected<Repetition> repetition =
      repeat(probe, {.run = std::move(request), .count = *flags.repeat}, [&](std::int64_t n) {
        progress({static_cast<std::size_t>(n), count, name, probe.kind()});
      });
  session.clear_progress();
  if (!repetition) return session.report(repetition.error());
  const ExitStatus status = write_json(session, flags.json, to_json(repetition->runs));
  if (flags.json != "-") fmt::print(stderr, "{}", render_repeat(repetition->runs, session.color_err()));
  return worst(status, report_end(session, name, repetition->outcome));
}

ExitStatus run(Session& session, const RunFlags& flags, const std::vector<std::string>& command) {
  if (const Expected<void> checked = check_flags(flags, command); !checked)
    return session.report(checked.error());
  InstalledProbes probes(session.runner(), library_folder(),
                         flags.children ? Children::kFollow : Children::kIgnore);
  Probe& probe = probes.get(*probe_named(flags.probe));
  if (flags.repeat) return repeat_and_report(session, probe, flags, request_of(flags, command));
  Expected<ProbeRun> run = probe.run(request_of(flags, command));
  if (!run) return session.report(run.error());
  add_growth(run->measurement);
  const ExitStatus status = write_json(session, flags.json, to_json(run->measurement));
  if (flags.json != "-") fmt::print(stderr, "{}", render_run(run->measurement, session.color_err()));
  if (run->outcome.interrupted) return worst(status, ExitStatus::kInterrupted);
  return worst(status, report_end(session, command[0], run->outcome));
}

}  // namespace

void add_run(CLI::App& app, Session& session, const std::vector<std::string>& command, Action& action) {
  CLI::App* run_command = app.add_subcommand("run", "measure any command");
  add_common(*run_command, session);
  const auto flags = std::make_shared<RunFlags>();
  run_command->add_option("--probe", flags->probe, "counting (default) or massif")
      ->check(CLI::IsMember({"counting", "massif"}));
  run_command->add_flag("--sites", flags->sites, "say which call stacks the bytes come from");
  run_command->add_flag("--children", flags->children,
                        "follow what the command forks and starts, and programs that replace themselves");
  run_command->add_option("--repeat", flags->repeat,
                          "run the command with {n} in it replaced by 1 to N: does what it keeps grow?");
  run_command->add_option("--json", flags->json, "write the result to FILE, or - for stdout");
  run_command->add_option("--timeout", flags->timeout, "kill the command and what it started after SECONDS")
      ->check(CLI::PositiveNumber);
  run_command->callback([&action, flags, &command] {
    action = [flags, &command](Session& at_run) { return run(at_run, *flags, command); };
  });
}

}  // namespace highwater
