// SPDX-License-Identifier: Apache-2.0
// `highwater run`: measures any command.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <optional>

#include "analysis/region_growth.h"
#include "base/bytes.h"
#include "base/duration.h"
#include "cli/commands.h"
#include "cli/live_flags.h"
#include "cli/number_flags.h"
#include "cli/output_path.h"
#include "cli/run_each_test.h"
#include "cli/serve_flags.h"
#include "cli/write_json.h"
#include "gate/each_test.h"
#include "gate/repeat.h"
#include "report/json/repeat.h"
#include "report/text/repeat.h"
#include "report/text/run.h"
#include "result/json.h"

namespace highwater {
namespace {

struct RunFlags {
  std::string probe = "counting";
  std::string json;
  double timeout = 0;
  bool children = false;
  bool sites = false;
  bool whole = false;
  std::optional<std::int64_t> repeat;
  LiveFlags live;
  ServeFlags serve;

  bool is_looked_at() const { return live.any() || serve.any(); }
  // Sites, children, growth and what happens meanwhile are of one process.
  bool is_of_one_process() const { return whole || sites || children || repeat || is_looked_at(); }
};

// Found out before the run, which may take hours. A folder that is not there would be made; here it is more
// likely misspelt.
Expected<void> require_writable(const std::string& path) {
  HIGHWATER_TRY_VOID(require_output("--json", path));
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty() && ::access(folder.c_str(), F_OK) != 0)
    return fail_errno(errno, "write", path, "choose another file for --json");
  return {};
}

// Of the flags for a command that is looked at while it runs.
Expected<void> check_live_flags(const RunFlags& flags) {
  HIGHWATER_TRY_VOID(check_serve_flags(flags.serve));
  if (!flags.is_looked_at()) return {};
  if (flags.probe == "massif")
    return fail(ExitStatus::kUsage, "a command is looked at while it runs only with the counting probe",
                "leave --probe massif out, or --serve, --fail-above, --for and --snapshot-every");
  if (flags.repeat)
    return fail(ExitStatus::kUsage, "--repeat compares whole runs, and looks at none while it runs",
                "leave --repeat out, or --serve, --fail-above, --for and --snapshot-every");
  if (flags.children)
    return fail(ExitStatus::kUsage, "--serve, --fail-above, --for and --snapshot-every look at one process",
                "leave --children out; name the program itself where the command is a wrapper");
  if (flags.live.snapshot_every.empty() && !flags.serve.any() && !flags.live.snapshots.empty())
    return fail(ExitStatus::kUsage, "--snapshots says where numbered results go, and nothing makes any",
                "add --snapshot-every 30s, or --serve");
  if (!flags.live.snapshot_every.empty() && !snapshot_place(flags.live, flags.json))
    return fail(ExitStatus::kUsage, "there is no place for numbered results",
                "add --snapshots DIR, or --json FILE");
  return live_rules(flags.live).map([](const LiveRules&) {});
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
  HIGHWATER_TRY_VOID(check_live_flags(flags));
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
    request.timeout = timeout_of(flags.timeout);
  }
  return request;
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

// What `run` does with a command that it has ended by itself: it was asked to, so that it did is no failure.
ExitStatus report_asked_end(Session& session, const std::string& name, const ProcessOutcome& outcome) {
  constexpr int kShellsSigterm = 128 + SIGTERM;
  if (outcome.signal == SIGTERM || outcome.exit_code == kShellsSigterm) return ExitStatus::kOk;
  if (outcome.signal == SIGKILL && !outcome.timed_out)
    return session.report({ExitStatus::kScenario,
                           fmt::format("{}: it had not ended {} after SIGTERM, and was killed", name,
                                       format_duration(LiveRequest{}.grace)),
                           "the numbers are those up to its end"});
  return report_end(session, name, outcome);
}

ExitStatus report_limit(Session& session, const std::string& name, const LiveLimits& limits,
                        const Measurement& result, std::int64_t limit) {
  return session.report({ExitStatus::kRegression,
                         fmt::format("{}: more than {} were live: {} after {:.1f} s", name,
                                     format_bytes(limit), format_bytes(result.metrics.peak_bytes),
                                     static_cast<double>(limits.noticed().count()) / 1000),
                         result.has_sites ? "the result has the call sites of that moment: `highwater top`"
                                          : "--sites says which call stacks hold it"});
}

// The result of the moment at which the limit was passed, with what is only known at the end.
Measurement at_limit(const LiveLimits& limits, const Measurement& final) {
  Measurement result = *limits.at_limit();
  result.end = final.end;
  result.metrics.peak_rss_bytes = final.metrics.peak_rss_bytes;
  result.context = final.context;
  result.warnings.push_back(fmt::format(
      "these are the numbers of {:.1f} s after the start, when the limit had been passed; the command "
      "was ended then",
      static_cast<double>(limits.noticed().count()) / 1000));
  return result;
}

// The server, which has said where it is; null where none is wanted.
Expected<std::unique_ptr<LiveServer>> served(Session& session, const RunFlags& flags, const LiveRules& rules,
                                             const ProbeRequest& request) {
  if (!flags.serve.any()) return nullptr;
  HIGHWATER_TRY(std::unique_ptr<LiveServer> server,
                open_server(session, flags.serve,
                            {.command = request.command,
                             .fail_above_bytes = rules.fail_above_bytes,
                             .can_snapshot = request.live.snapshots.has_value()}));
  fmt::print(stderr, "{}", server->announcement());
  return server;
}

ExitStatus run_live(Session& session, Probe& probe, const RunFlags& flags, ProbeRequest request) {
  const std::string name = request.command.front();
  const LiveRules rules = *live_rules(flags.live);
  request.live.snapshots = snapshot_place(flags.live, flags.json);
  const Expected<std::unique_ptr<LiveServer>> server = served(session, flags, rules, request);
  if (!server) return session.report(server.error());
  LiveLimits limits(rules, server->get());
  request.live.observer = &limits;
  // Results of a command that runs have sites that are recorded on request; at its end they have all.
  request.live.recording =
      flags.serve.any() || (flags.sites && (rules.fail_above_bytes || rules.snapshot_every));
  Expected<ProbeRun> run = probe.run(request);
  if (!run) return session.report(run.error());
  Measurement result = limits.at_limit() ? at_limit(limits, run->measurement) : std::move(run->measurement);
  add_growth(result);
  ExitStatus status = write_json(session, flags.json, to_json(result));
  if (flags.json != "-") fmt::print(stderr, "{}", render_run(result, session.color_err()));
  if (limits.problem()) status = worst(status, session.report(*limits.problem()));
  if (limits.is_above())
    status = worst(status, report_limit(session, name, limits, result, *rules.fail_above_bytes));
  if (run->outcome.interrupted) return worst(status, ExitStatus::kInterrupted);
  return worst(status, limits.has_ended_it() ? report_asked_end(session, name, run->outcome)
                                             : report_end(session, name, run->outcome));
}

ExitStatus run(Session& session, const RunFlags& flags, const std::vector<std::string>& command) {
  if (const Expected<void> checked = check_flags(flags, command); !checked)
    return session.report(checked.error());
  InstalledProbes probes(session.runner(), library_folder(),
                         flags.children ? Children::kFollow : Children::kIgnore);
  Probe& probe = probes.get(*probe_named(flags.probe));
  if (flags.repeat) return repeat_and_report(session, probe, flags, request_of(flags, command));
  if (flags.is_looked_at()) return run_live(session, probe, flags, request_of(flags, command));
  const ProbeRequest request = request_of(flags, command);
  if (!flags.is_of_one_process()) {
    const std::vector<std::string> tests = tests_of(session.runner(), request);
    if (tests.size() > 1) return run_each_test(session, probe, request, tests, flags.json);
  }
  Expected<ProbeRun> run = probe.run(request);
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
  run_command->add_flag("--whole", flags->whole,
                        "measure a GoogleTest program as one process, not each of its tests in its own");
  run_command
      ->add_option("--repeat", flags->repeat,
                   "run the command with {n} in it replaced by 1 to N: does what it keeps grow?")
      ->check(whole_number(1));
  run_command->add_option("--json", flags->json, "write the result to FILE, or - for stdout");
  run_command->add_option("--timeout", flags->timeout, "kill the command and what it started after SECONDS")
      ->check(timeout_seconds());
  add_live_flags(*run_command, flags->live);
  add_serve_flags(*run_command, flags->serve);
  run_command->callback([&action, flags, &command] {
    action = [flags, &command](Session& at_run) { return run(at_run, *flags, command); };
  });
}

}  // namespace highwater
