// SPDX-License-Identifier: Apache-2.0
#include "gate/listing.h"

#include "base/file.h"
#include "baseline/digest.h"
#include "baseline/store.h"
#include "compare/compare.h"
#include "compare/outcome_json.h"
#include "compare/waiving.h"
#include "gate/measure.h"
#include "gate/results_store.h"
#include "gate/usable_waivers.h"

namespace highwater {
namespace {

struct DatedWaivers {
  Waivers all;
  std::int64_t today = 0;
};

// How the last result that was kept for this probe compares.
std::string state_of(const Manifest& manifest, const Scenario& scenario,
                     const std::optional<Baseline>& baseline, ProbeKind probe, const DatedWaivers& waivers) {
  if (!baseline) return "no baseline";
  if (is_edited(*baseline)) return "edited baseline";  // which no check compares with
  const std::string path = result_path(manifest, scenario.name, probe);
  const Expected<std::string> text = read_file(path);
  if (!text) return "not measured";
  const Expected<CheckOutcome> outcome = outcome_from_json(*text, path);
  if (!outcome) return "unreadable";
  if (!outcome->measurement) return "not measured";
  if (outcome->measurement->end.code != 0) return "failed";
  Expected<Comparison> comparison = compare(*baseline, *outcome->measurement, scenario.region);
  if (!comparison || !waive(*comparison, *outcome->measurement, scenario.region,
                            covering(waivers.all, scenario.name, manifest.profile, probe), waivers.today))
    return "not comparable";
  return name_of(comparison->worst);
}

}  // namespace

Expected<Listing> list(const Manifest& manifest, std::int64_t today) {
  const BaselineStore store(manifest.baselines, manifest.profile);
  Listing listing;
  DatedWaivers waivers;
  HIGHWATER_TRY(waivers.all, usable_waivers(manifest, store));
  waivers.today = today;
  for (const Waiver& waiver : waivers.all.waivers)
    listing.waivers.push_back({waiver, days_left(waiver, today)});
  std::vector<std::string> names;
  for (const Scenario& scenario : manifest.scenarios) {
    names.push_back(scenario.name);
    ListedScenario listed{
        .name = scenario.name, .probes = scenario.probes, .baseline = std::nullopt, .states = {}};
    HIGHWATER_TRY(listed.baseline, store.find(scenario.name));
    for (const ProbeKind probe : probes_of(scenario))
      listed.states.push_back(state_of(manifest, scenario, listed.baseline, probe, waivers));
    listing.scenarios.push_back(std::move(listed));
  }
  HIGHWATER_TRY(listing.orphans, store.orphans(names));
  return listing;
}

}  // namespace highwater
