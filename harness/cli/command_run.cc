// SPDX-License-Identifier: Apache-2.0
// `highwater run`: measures any command.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "analysis/region_growth.h"
#include "base/file.h"
#include "cli/commands.h"
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

Expected<ProbeRun> measure_command(Session& session, const RunFlags& flags,
                                   const std::vector<std::string>& command) {
  if (command.empty())
    return fail(ExitStatus::kUsage, "no command to measure",
                "put it behind \"--\": highwater run -- ./program argument");
  if (flags.children && flags.probe == "massif")
    return fail(ExitStatus::kUsage, "--children needs the counting probe", "leave --probe massif out");
  if (flags.sites && flags.probe == "massif")
    return fail(ExitStatus::kUsage, "--sites needs the counting probe", "leave --probe massif out");
  HIGHWATER_TRY_VOID(require_writable(flags.json));
  InstalledProbes probes(session.runner(), library_folder(),
                         flags.children ? Children::kFollow : Children::kIgnore);
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
  return probes.get(*probe_named(flags.probe)).run(request);
}

ExitStatus write_result(Session& session, const std::string& path, const Measurement& measurement) {
  if (path.empty()) return ExitStatus::kOk;
  if (path == "-") return session.print(to_json(measurement), ExitStatus::kOk);
  const Expected<void> written = write_file(path, to_json(measurement));
  return written ? ExitStatus::kOk : session.report(written.error());
}

ExitStatus run(Session& session, const RunFlags& flags, const std::vector<std::string>& command) {
  Expected<ProbeRun> run = measure_command(session, flags, command);
  if (!run) return session.report(run.error());
  add_growth(run->measurement);
  ExitStatus status = write_result(session, flags.json, run->measurement);
  if (flags.json != "-") fmt::print(stderr, "{}", render_run(run->measurement, session.color_err()));
  if (run->outcome.interrupted) return worst(status, ExitStatus::kInterrupted);
  if (run->outcome.timed_out || run->outcome.exit_code != 0)
    status = worst(
        status,
        session.report({ExitStatus::kScenario,
                        fmt::format("{}: the command failed: {}", command[0], describe_end(run->outcome)),
                        "the numbers are those up to its end"}));
  return status;
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
  run_command->add_option("--json", flags->json, "write the result to FILE, or - for stdout");
  run_command->add_option("--timeout", flags->timeout, "kill the command and what it started after SECONDS")
      ->check(CLI::PositiveNumber);
  run_command->callback([&action, flags, &command] {
    action = [flags, &command](Session& at_run) { return run(at_run, *flags, command); };
  });
}

}  // namespace highwater
