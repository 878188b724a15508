// SPDX-License-Identifier: Apache-2.0
// `highwater check`: the gate.
#include <filesystem>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/from_benchmark.h"
#include "cli/output_path.h"
#include "cli/proposal_output.h"
#include "gate/division.h"
#include "gate/proposal.h"
#include "report/ci/ctest_measurements.h"
#include "report/ci/github_annotations.h"
#include "report/html/report.h"
#include "report/text/check.h"
#include "vcs/repository_root.h"

namespace highwater {
namespace {

struct CheckFlags {
  std::vector<std::string> names;
  std::string probe;
  bool strict = false;
  int runs = 1;
  std::string annotations;
  std::string source_root;
  bool ctest = false;
  std::string html;
  std::string proposal;
  std::string shard;
  std::string durations;
  std::optional<ShardRecord> division;  // of --shard
  std::vector<std::string> benchmarks;
  Orphans orphans = Orphans::kIgnore;
};

// From --shard: `names` become those of the shard.
Expected<void> divide_among_shards(const Manifest& manifest, CheckFlags& flags) {
  if (flags.shard.empty() && flags.durations.empty()) return {};
  if (flags.shard.empty())
    return fail(ExitStatus::kUsage, "--durations without --shard: nothing is divided",
                "add --shard I/N, or leave it out");
  HIGHWATER_TRY(const Shard shard, parse_shard(flags.shard));
  Durations durations;
  if (!flags.durations.empty()) {
    HIGHWATER_TRY(durations, recorded_durations(flags.durations));
  }
  if (flags.names.empty()) flags.orphans = Orphans::kFind;
  HIGHWATER_TRY(Division division, divide(manifest, {.names = flags.names,
                                                     .probe = probe_named(flags.probe),
                                                     .shard = shard,
                                                     .durations = std::move(durations)}));
  flags.names = std::move(division.names);
  flags.division = std::move(division.record);
  return {};
}

Expected<CheckReport> run_check(Session& session, const GatedSuite& gated, const CheckFlags& flags) {
  HIGHWATER_TRY(const SuiteContext suite, session.suite(gated.manifest));
  const CheckRequest request{.names = flags.names,
                             .orphans = flags.orphans,
                             .probe = probe_named(flags.probe),
                             .runs = flags.runs,
                             .update_command = gated.update_command,
                             .shard = flags.division,
                             .today = seconds_now()};
  return check(suite, *gated.probes, request, session.progress());
}

// The report for people, then what was asked for besides. `html` is the page that was written; empty: none.
std::string text_of(const CheckReport& report, const CheckTextOptions& options, const CheckFlags& flags,
                    const Manifest& manifest, const std::string& html) {
  std::string text = render_check(report, options);
  if (flags.annotations == "github")
    text += render_annotations(
        report, options.improvements,
        flags.source_root.empty() ? repository_root(manifest.baselines) : absolute_path(flags.source_root));
  if (!flags.ctest) return text;
  return without_ctest_measurements(std::move(text)) + render_ctest_measurements(report, html);
}

// What is proposed besides the verdict, as a line for the report; a failure to write it is reported.
std::string proposal_line(Session& session, const Manifest& manifest, const CheckFlags& flags,
                          const CheckReport* report, ExitStatus& status) {
  if (flags.proposal.empty()) return {};
  Expected<std::string> line =
      write_proposal(session, manifest,
                     {.folder = flags.proposal,
                      .names = flags.names,
                      .report = report,
                      .improvements = flags.strict ? Improvements::kFail : Improvements::kReport});
  session.clear_progress();
  if (line) return *std::move(line);
  status = worst(status, session.report(line.error()));
  return {};
}

// Of what the flags name; that of a proposal is made.
Expected<void> require_outputs(const CheckFlags& flags) {
  HIGHWATER_TRY_VOID(require_output("--html", flags.html));
  if (flags.proposal.empty()) return {};
  HIGHWATER_TRY_VOID(make_directories(flags.proposal));
  return require_output("--proposal", flags.proposal + "/" + kProposalFile);
}

ExitStatus check_and_report(Session& session, CheckFlags flags) {
  const Expected<GatedSuite> gated = gated_suite(session, flags.benchmarks);
  if (!gated) return session.report(gated.error());
  const Manifest* const manifest = &gated->manifest;
  if (const Expected<void> divided = divide_among_shards(*manifest, flags); !divided)
    return session.report(divided.error());
  if (const Expected<void> fits = require_outputs(flags); !fits) return session.report(fits.error());
  const Expected<CheckReport> report = run_check(session, *gated, flags);
  if (!report) {
    ExitStatus status = session.report(report.error());
    // Of a platform without baselines all are proposed.
    if (status != ExitStatus::kBaseline) return status;
    const std::string line = proposal_line(session, *manifest, flags, nullptr, status);
    return session.print(line, status);
  }
  session.clear_progress();
  CheckTextOptions options;
  options.color = session.color_out();
  options.improvements = flags.strict ? Improvements::kFail : Improvements::kReport;
  options.update_command = gated->update_command;
  // The baselines lie in the project, beside what they are of.
  options.source_root = std::filesystem::path(manifest->baselines).parent_path().string();
  std::string html;
  ExitStatus status = status_of(*report, options.improvements);
  if (!flags.html.empty()) {
    const Expected<void> written = write_file(flags.html, render_html(*report, options.improvements));
    if (written)
      html = absolute_path(flags.html);
    else
      status = worst(status, session.report(written.error()));
  }
  const std::string proposal = proposal_line(session, *manifest, flags, &*report, status);
  return session.print(text_of(*report, options, flags, *manifest, html) + proposal, status);
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
  command->add_option("--runs", flags->runs, "measure each scenario N times, and judge the medians")
      ->check(CLI::Range(1, 1000));
  command->add_option("--shard", flags->shard, "measure only part I of N, as I/N: one for each machine");
  command->add_option("--durations", flags->durations,
                      "balance the shards by the results of an earlier check in DIR");
  command->add_flag("--strict", flags->strict, "an improvement that nobody has accepted fails too (exit 6)");
  command
      ->add_option("--annotations", flags->annotations,
                   "print failures also where a CI server shows them in the source")
      ->check(CLI::IsMember({"github"}));
  command->add_option("--source-root", flags->source_root,
                      "paths in annotations begin in DIR (default: the repository of the baselines)");
  command->add_option("--html", flags->html, "write the report as a page to FILE, too");
  command->add_option("--proposal", flags->proposal,
                      "write the baselines as they would be to DIR: as a patch, and for `update --from`");
  command
      ->add_option("--from-benchmark", flags->benchmarks,
                   "compare the memory numbers in FILE of Google Benchmark (JSON) instead of measuring")
      ->allow_extra_args(false)
      ->excludes("--proposal");
  command->add_flag("--ctest", flags->ctest, "print the numbers also as ctest hands them to a dashboard");
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return check_and_report(at_run, *flags); }; });
}

}  // namespace highwater
