// SPDX-License-Identifier: Apache-2.0
#include "gate/spread_notes.h"

#include "compare/gated_numbers.h"
#include "compare/variation.h"
#include "gate/sites_run.h"

namespace highwater {
namespace {

constexpr int kRunsToCompare = 3;
constexpr std::size_t kMostSites = 3;  // that are named

}  // namespace

Expected<void> add_spread_notes(const SuiteContext& suite, const Scenario& scenario, Probes& probes,
                                const Measurement& measurement, const Baseline& baseline,
                                std::vector<std::string>& notes) {
  const std::vector<std::string> spreads = describe_spread(baseline);
  if (spreads.empty()) return {};
  std::vector<std::vector<SiteResult>> runs;
  Probe* const recorder = sites_recorder(scenario, probes.get(measurement.probe), std::nullopt, probes);
  for (int i = 0; i < kRunsToCompare && recorder != nullptr; ++i) {
    Measurement again = measurement;
    // What it notes, that these are other numbers, is what this is about.
    HIGHWATER_TRY(const std::optional<std::string> known, add_sites(suite, scenario, *recorder, again));
    static_cast<void>(known);
    runs.push_back(gated_sites(again, scenario.region));
  }
  const std::vector<VaryingSite> sites = varying_sites(runs, kMostSites);
  notes.insert(notes.end(), spreads.begin(), spreads.end());
  for (const VaryingSite& site : sites) notes.push_back(describe(site));
  notes.push_back("it may be " + remedy_for(probable_cause(baseline.metrics, measurement.exact, sites)));
  return {};
}

}  // namespace highwater
