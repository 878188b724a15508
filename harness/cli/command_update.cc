// SPDX-License-Identifier: Apache-2.0
// `highwater update`: accepts new numbers into the baselines.
#include <fmt/format.h>

#include <cstdlib>

#include "cli/commands.h"
#include "cli/from_benchmark.h"
#include "cli/update_from.h"
#include "gate/update.h"
#include "report/quoted_output.h"
#include "report/text/update.h"

namespace highwater {
namespace {

struct UpdateFlags {
  std::vector<std::string> names;
  std::string reason;
  int runs = kDefaultRuns;
  std::vector<std::string> from;
  bool commit = false;
  std::vector<std::string> benchmarks;
};

// The flag, or the variable that a build target hands over (it has no other way to take words).
std::string reason_of(const UpdateFlags& flags) {
  if (!flags.reason.empty()) return flags.reason;
  const char* variable = std::getenv("HIGHWATER_REASON");
  return variable == nullptr ? "" : variable;
}

Expected<std::vector<UpdateOutcome>> run_update(Session& session, const GatedSuite& gated,
                                                const UpdateFlags& flags) {
  HIGHWATER_TRY(const SuiteContext suite, session.suite(gated.manifest));
  // A file says the same however often it is read.
  const int runs = flags.benchmarks.empty() ? flags.runs : 1;
  return update(suite, *gated.probes, {.names = flags.names, .reason = reason_of(flags), .runs = runs},
                session.progress());
}

ExitStatus update_and_report(Session& session, const UpdateFlags& flags) {
  if (!flags.from.empty())
    return update_from(
        session,
        {.folders = flags.from, .names = flags.names, .reason = reason_of(flags), .commit = flags.commit});
  const Expected<GatedSuite> gated = gated_suite(session, flags.benchmarks);
  if (!gated) return session.report(gated.error());
  const Manifest* const manifest = &gated->manifest;
  const Expected<std::vector<UpdateOutcome>> outcomes = run_update(session, *gated, flags);
  if (!outcomes) return session.report(outcomes.error());
  session.clear_progress();
  std::string text;
  std::size_t changed = 0;
  for (const UpdateOutcome& outcome : *outcomes) {
    if (!outcome.acceptance) continue;
    text += render_acceptance(outcome.scenario, *outcome.acceptance, session.color_out());
    for (const std::string& note : outcome.notes)
      text += fmt::format("note  {}: {}\n", outcome.scenario, printable(note));
    if (outcome.acceptance->changed) ++changed;
  }
  text += fmt::format("{} of {} baselines changed in {}/{}\n", changed, outcomes->size(), manifest->baselines,
                      manifest->profile);
  ExitStatus status = session.print(text, ExitStatus::kOk);
  for (const UpdateOutcome& outcome : *outcomes) {
    if (!outcome.error) continue;
    status = worst(status, session.report(*outcome.error));
    fmt::print(stderr, "{}", quoted_output(last_lines(outcome.output, 20)));
  }
  return status;
}

}  // namespace

void add_update(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("update", "accept new numbers into the baselines");
  add_common(*command, session);
  add_manifest(*command, session);
  const auto flags = std::make_shared<UpdateFlags>();
  command->add_option("SCENARIO", flags->names, "scenarios or families; all by default");
  command->add_option("--reason", flags->reason, "why the numbers change (or the variable HIGHWATER_REASON)");
  command
      ->add_option("--runs", flags->runs, "how often each scenario is measured, to see how far it varies (5)")
      ->check(CLI::Range(1, 1000));
  CLI::Option* from = command->add_option(
      "--from", flags->from,
      "take what `check --proposal` has written to DIR…, of any machine: nothing is measured");
  command
      ->add_option("--from-benchmark", flags->benchmarks,
                   "take the memory numbers in FILE of Google Benchmark (JSON): nothing is measured")
      ->allow_extra_args(false)
      ->excludes(from);
  command->add_flag("--commit", flags->commit, "commit what --from has taken, with the reason and the table")
      ->needs(from);
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return update_and_report(at_run, *flags); }; });
}

}  // namespace highwater
