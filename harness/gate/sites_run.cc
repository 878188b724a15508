// SPDX-License-Identifier: Apache-2.0
#include "gate/sites_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "compare/gated_numbers.h"
#include "result/json.h"

namespace highwater {
namespace {

// Without the RSS, which no two runs share.
bool same_numbers(const Metrics& a, const Metrics& b) {
  return std::all_of(std::begin(kGatedMetrics), std::end(kGatedMetrics),
                     [&](Metric metric) { return value_of(a, metric) == value_of(b, metric); });
}

const std::vector<SiteResult>& sites_of(const Measurement& measurement,
                                        const std::optional<std::string>& region) {
  for (const RegionResult& result : measurement.regions)
    if (result.name == region) return result.sites;
  return measurement.sites;
}

SitesRun none(const std::string& reason) {
  return {.sites = {}, .note = "no sites: " + reason};
}

// A run without sites has overwritten the numbers that are being explained.
SitesRun restore(const SuiteContext& suite, const Measurement& first, const std::string& reason) {
  const Expected<void> written =
      write_file(result_path(*suite.manifest, first.scenario, first.probe), to_json(first));
  return none(written ? reason : reason + "; " + written.error().what);
}

}  // namespace

Probe* sites_recorder(const Scenario& scenario, Probe& probe, Probes& probes) {
  if (probe.records_sites()) return &probe;
  const std::vector<ProbeKind> kinds = probes_of(scenario);
  const bool is_its_own = std::find(kinds.begin(), kinds.end(), ProbeKind::kCounting) != kinds.end();
  return is_its_own ? nullptr : &probes.get(ProbeKind::kCounting);
}

Expected<SitesRun> measure_sites(const SuiteContext& suite, const Scenario& scenario, Probe& probe,
                                 const Measurement& first) {
  Expected<ScenarioRun> run = measure(suite, scenario, probe, Sites::kOn);
  if (!run) {
    if (run.error().status == ExitStatus::kInterrupted) return tl::unexpected<Error>(run.error());
    return none(run.error().what);
  }
  if (run->failure) return restore(suite, first, run->failure->what);
  if (!run->measurement.has_sites) return restore(suite, first, "the probe gave none");
  const Expected<GatedNumbers> before = gated_numbers(first, scenario.region);
  const Expected<GatedNumbers> now = gated_numbers(run->measurement, scenario.region);
  if (!before || !now) return restore(suite, first, (before ? now : before).error().what);
  SitesRun found{.sites = sites_of(run->measurement, now->region), .note = std::nullopt};
  if (!same_numbers(before->metrics, now->metrics))
    found.note = fmt::format("the sites are of another run, whose peak was {}", now->metrics.peak_bytes);
  return found;
}

}  // namespace highwater
