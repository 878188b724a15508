// SPDX-License-Identifier: Apache-2.0
// `highwater check`: the gate.
#include <filesystem>

#include "cli/commands.h"
#include "report/text_check.h"

namespace highwater {
namespace {

struct CheckFlags {
  std::vector<std::string> names;
  std::string probe;
  bool strict = false;
};

Expected<CheckReport> run_check(Session& session, const Manifest& manifest, const CheckFlags& flags) {
  HIGHWATER_TRY(const SuiteContext suite, session.suite(manifest));
  InstalledProbes probes(session.runner(), library_folder());
  const CheckRequest request{.names = flags.names,
                             .probe = probe_named(flags.probe),
                             .update_command = session.command_line("update")};
  return check(suite, probes, request, session.progress());
}

ExitStatus check_and_report(Session& session, const CheckFlags& flags) {
  const Expected<Manifest> manifest = session.manifest();
  if (!manifest) return session.report(manifest.error());
  const Expected<CheckReport> report = run_check(session, *manifest, flags);
  if (!report) return session.report(report.error());
  session.clear_progress();
  CheckTextOptions options;
  options.color = session.color_out();
  options.improvements = flags.strict ? Improvements::kFail : Improvements::kReport;
  options.update_command = session.command_line("update");
  // The baselines lie in the project, beside what they are of.
  options.source_root = std::filesystem::path(manifest->baselines).parent_path().string();
  return session.print(render_check(*report, options), status_of(*report, options.improvements));
}

}  // namespace

void add_check(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("check", "compare the scenarios with their baselines: the gate");
  add_common(*command, session);
  add_manifest(*command, session);
  const auto flags = std::make_shared<CheckFlags>();
  command->add_option("SCENARIO", flags->names, "scenarios or families; all by default");
  command->add_option("--probe", flags->probe, "only this probe")
      ->check(CLI::IsMember({"counting", "massif"}));
  command->add_flag("--strict", flags->strict, "an improvement that nobody has accepted fails too (exit 6)");
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return check_and_report(at_run, *flags); }; });
}

}  // namespace highwater
