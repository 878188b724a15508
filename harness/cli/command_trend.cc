// SPDX-License-Identifier: Apache-2.0
// `highwater trend`: what happened to the baselines, out of git.
#include "base/file.h"
#include "cli/commands.h"
#include "cli/metric_flag.h"
#include "cli/number_flags.h"
#include "cli/output_path.h"
#include "gate/trend.h"
#include "report/json/trend.h"
#include "report/text/trend.h"

namespace highwater {
namespace {

struct TrendFlags {
  std::vector<std::string> names;
  std::string since;
  std::string metric;
  std::string json;
  std::int64_t stale_after_days = 180;
};

ExitStatus show(Session& session, const Trend& trend, const std::string& json) {
  if (json == "-") return session.print(to_json(trend), ExitStatus::kOk);
  ExitStatus status = ExitStatus::kOk;
  if (!json.empty()) {
    const Expected<void> written = write_file(json, to_json(trend));
    if (!written) status = session.report(written.error());
  }
  return session.print(render_trend(trend, session.color_out()), status);
}

ExitStatus trend_and_print(Session& session, const TrendFlags& flags) {
  if (const Expected<void> fits = require_output("--json", flags.json); !fits)
    return session.report(fits.error());
  const Expected<Manifest> manifest = session.manifest();
  if (!manifest) return session.report(manifest.error());
  const TrendQuery query{.names = flags.names,
                         .since = flags.since,
                         .metric = metric_named(flags.metric),
                         .now = seconds_now(),
                         .stale_after_days = flags.stale_after_days};
  const Expected<TrendReport> report = trend(session.runner(), *manifest, query);
  if (!report) return session.report(report.error());
  ExitStatus status = ExitStatus::kOk;
  // What was asked for and is not there stands alone, not above an empty table.
  if (!report->trend.scenarios.empty()) status = show(session, report->trend, flags.json);
  for (const Error& error : report->errors) status = worst(status, session.report(error));
  return status;
}

}  // namespace

void add_trend(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("trend", "what happened to the baselines, out of git");
  add_common(*command, session);
  add_manifest(*command, session);
  const auto flags = std::make_shared<TrendFlags>();
  command->add_option("SCENARIO", flags->names, "scenarios or families; all by default");
  command->add_option("--since", flags->since, "only what came after a date (2026-10-14) or a revision");
  command->add_option("--metric", flags->metric, "only this metric")->check(CLI::IsMember(metric_names()));
  command
      ->add_option("--stale-after", flags->stale_after_days,
                   "DAYS after which a baseline is stale and a result is old (default 180)")
      ->check(whole_number(0));
  command->add_option("--json", flags->json, "write the history to FILE, or - for stdout");
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return trend_and_print(at_run, *flags); }; });
}

}  // namespace highwater
