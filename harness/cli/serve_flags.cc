// SPDX-License-Identifier: Apache-2.0
#include "cli/serve_flags.h"

#include <fmt/format.h>

#include "baseline/store.h"
#include "baseline/tolerance.h"
#include "gate/probes.h"

namespace highwater {
namespace {

// The peak that the scenario's baseline allows. What is drawn is the whole process, so a region's is of no
// use: it counts from the region's start.
Expected<ChartLimit> baseline_limit(Session& session, const std::string& scenario) {
  HIGHWATER_TRY(const Manifest manifest, session.manifest());
  HIGHWATER_TRY(const Baseline baseline, BaselineStore(manifest.baselines, manifest.profile).load(scenario));
  if (baseline.region)
    return fail(ExitStatus::kUsage,
                fmt::format("--baseline {}: it is of region {}, and the page shows the whole process",
                            scenario, *baseline.region),
                "name a scenario without a region, or give the limit: --fail-above SIZE");
  const auto peak = baseline.metrics.find(Metric::kPeakBytes);
  if (peak == baseline.metrics.end())
    return fail(ExitStatus::kUsage, fmt::format("--baseline {}: it has no peak_bytes", scenario),
                "name another scenario");
  return ChartLimit{"limit of " + scenario, limit_of(peak->second)};
}

}  // namespace

void add_serve_flags(CLI::App& command, ServeFlags& flags) {
  command.add_option("--serve", flags.address,
                     "show the command while it runs at ADDRESS, 127.0.0.1:8080 say, to who has the token");
  command.add_option("--token-file", flags.token_file,
                     "the token is in FILE (mode 0600), which is made where it is not there");
  command.add_option("--baseline", flags.baseline,
                     "draw the limit of the baseline of SCENARIO in the chart of --serve");
}

Expected<void> check_serve_flags(const ServeFlags& flags) {
  if (flags.any()) return {};
  const char* const alone = !flags.token_file.empty() ? "--token-file"
                            : !flags.baseline.empty() ? "--baseline"
                                                      : "";
  if (*alone == '\0') return {};
  return fail(ExitStatus::kUsage, fmt::format("{} is for --serve", alone), "add --serve 127.0.0.1:8080");
}

Expected<std::unique_ptr<LiveServer>> open_server(Session& session, const ServeFlags& flags,
                                                  const ServedRun& run) {
  ServeOptions options{.address = flags.address,
                       .token_file = flags.token_file,
                       .folder = library_folder(),
                       .facts = {.command = run.command,
                                 .limit = std::nullopt,
                                 .can_record = true,
                                 .can_snapshot = run.can_snapshot}};
  if (run.fail_above_bytes) options.facts.limit = ChartLimit{"--fail-above", *run.fail_above_bytes};
  if (!flags.baseline.empty()) {
    HIGHWATER_TRY(const ChartLimit limit, baseline_limit(session, flags.baseline));
    // The lower one is met first.
    if (!options.facts.limit || limit.bytes < options.facts.limit->bytes) options.facts.limit = limit;
  }
  return LiveServer::open(options);
}

}  // namespace highwater
