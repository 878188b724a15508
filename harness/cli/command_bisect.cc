// SPDX-License-Identifier: Apache-2.0
// `highwater bisect`: which commit moved a number. `bisect-step` is what it has git run for each commit.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/metric_flag.h"
#include "gate/bisect.h"
#include "report/text/bisect.h"

namespace highwater {
namespace {

constexpr int kNothingToTell = 125;  // to git: neither good nor bad

struct BisectFlags {
  std::string scenario;
  std::string good;
  std::string bad;
  std::string build;
  std::string metric;
  std::string probe;
  std::optional<std::int64_t> above;
  std::optional<std::int64_t> below;
};

// Found again whatever the folder that git runs it in.
std::string own_path() {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "highwater" : path.string();
}

ExitStatus bisect_and_print(Session& session, const BisectFlags& flags) {
  InstalledProbes probes(session.runner(), library_folder());
  const Expected<Bisected> found = bisect(session.runner(), probes,
                                          {.scenario = flags.scenario,
                                           .good = flags.good,
                                           .bad = flags.bad,
                                           .build = flags.build,
                                           .manifest = session.flags().manifest,
                                           .metric = metric_named(flags.metric),
                                           .probe = probe_named(flags.probe),
                                           .program = own_path()});
  if (!found) return session.report(found.error());
  return session.print(render_bisected(*found, session.color_out()), ExitStatus::kOk);
}

// Its exit code is for git, which knows 125.
ExitStatus take_step(Session& session, const BisectFlags& flags) {
  const Expected<std::string> tree = working_directory();
  if (!tree) {
    session.report(tree.error());
    return static_cast<ExitStatus>(kNothingToTell);
  }
  InstalledProbes probes(session.runner(), library_folder());
  const BisectVerdict verdict =
      bisect_step(session.runner(), probes,
                  {.tree = *tree,
                   .manifest = session.flags().manifest,
                   .scenario = flags.scenario,
                   .build = flags.build,
                   .probe = probe_named(flags.probe)},
                  {.metric = metric_named(flags.metric).value_or(Metric::kPeakBytes),
                   .above = flags.above,
                   .below = flags.below});
  if (verdict.error) session.report(*verdict.error);
  if (verdict.value) fmt::print(stderr, "highwater: {} {}\n", flags.metric, *verdict.value);
  return static_cast<ExitStatus>(verdict.exit_code);
}

void add_step_flags(CLI::App& command, Session& session, const std::shared_ptr<BisectFlags>& flags) {
  add_common(command, session);
  add_manifest(command, session);
  command.add_option("SCENARIO", flags->scenario, "one scenario")->required();
  command
      .add_option("--build", flags->build, "a shell's COMMAND that builds what is checked out, at its top")
      ->required();
  command.add_option("--metric", flags->metric, "of this metric (default: the first that regressed)")
      ->check(CLI::IsMember(metric_names()));
  command.add_option("--probe", flags->probe, "with this probe (default: the scenario's first)")
      ->check(CLI::IsMember({"counting", "massif"}));
}

}  // namespace

void add_bisect(CLI::App& app, Session& session, Action& action) {
  const auto flags = std::make_shared<BisectFlags>();
  CLI::App* command = app.add_subcommand("bisect", "which commit moved a number");
  add_step_flags(*command, session, flags);
  command->add_option("--good", flags->good, "a REVISION whose number is right")->required();
  command->add_option("--bad", flags->bad, "a later REVISION whose number is not")->required();
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return bisect_and_print(at_run, *flags); }; });

  CLI::App* step =
      app.add_subcommand("bisect-step", "one commit of a bisection, for git bisect run")->group("");
  add_step_flags(*step, session, flags);
  step->add_option("--above", flags->above, "a number above is bad");
  step->add_option("--below", flags->below, "a number below is bad");
  step->callback(
      [&action, flags] { action = [flags](Session& at_run) { return take_step(at_run, *flags); }; });
}

}  // namespace highwater
