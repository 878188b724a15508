// SPDX-License-Identifier: Apache-2.0
#include "gate/sites_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "compare/gated_numbers.h"

namespace highwater {
namespace {

// Without the RSS, which no two runs share.
bool same_numbers(const Metrics& a, const Metrics& b) {
  return std::all_of(std::begin(kGatedMetrics), std::end(kGatedMetrics),
                     [&](Metric metric) { return value_of(a, metric) == value_of(b, metric); });
}

std::string none(const std::string& reason) {
  return "no sites: " + reason;
}

void take_sites(Measurement& from, Measurement& to) {
  to.has_sites = true;
  to.sites = std::move(from.sites);
  to.modules = std::move(from.modules);
  to.context.libraries = std::move(from.context.libraries);  // probes look at them in this run only
  for (RegionResult& region : to.regions)
    for (RegionResult& recorded : from.regions)
      if (recorded.name == region.name) region.sites = std::move(recorded.sites);
}

}  // namespace

Probe* sites_recorder(const Scenario& scenario, Probe& probe, std::optional<ProbeKind> only, Probes& probes) {
  if (probe.records_sites()) return &probe;
  const std::vector<ProbeKind> kinds = probes_of(scenario);
  const bool is_measured_by_it =
      !only && std::find(kinds.begin(), kinds.end(), ProbeKind::kCounting) != kinds.end();
  return is_measured_by_it ? nullptr : &probes.get(ProbeKind::kCounting);
}

Expected<std::optional<std::string>> add_sites(const SuiteContext& suite, const Scenario& scenario,
                                               Probe& probe, Measurement& measurement) {
  Expected<ScenarioRun> run = measure(suite, scenario, probe, Sites::kOn);
  if (!run) {
    if (run.error().status == ExitStatus::kInterrupted) return tl::unexpected<Error>(run.error());
    return none(run.error().what);
  }
  if (run->failure) return none(run->failure->what);
  if (!run->measurement.has_sites) return none("the probe gave none");
  const Expected<GatedNumbers> before = gated_numbers(measurement, scenario.region);
  const Expected<GatedNumbers> now = gated_numbers(run->measurement, scenario.region);
  if (!before || !now) return none((before ? now : before).error().what);
  if (before->region != now->region) return none("the other run was of " + describe_region(now->region));
  take_sites(run->measurement, measurement);
  if (same_numbers(before->metrics, now->metrics)) return std::nullopt;
  return fmt::format("the sites are of another run, whose peak was {}", now->metrics.peak_bytes);
}

}  // namespace highwater
