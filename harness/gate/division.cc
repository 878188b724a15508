// SPDX-License-Identifier: Apache-2.0
#include "gate/division.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/file.h"
#include "base/json_files.h"
#include "compare/outcome_json.h"
#include "gate/measure.h"
#include "suite/selection.h"

namespace highwater {

Expected<Durations> recorded_durations(const std::string& folder) {
  HIGHWATER_TRY(const std::vector<std::string> files,
                json_files_below(folder, "--durations names the folder of an earlier check's results"));
  std::map<std::pair<std::string, ProbeKind>, std::chrono::milliseconds> longest;
  for (const std::string& file : files) {
    HIGHWATER_TRY(const std::string text, read_file(file));
    HIGHWATER_TRY(const CheckOutcome outcome, outcome_from_json(text, file));
    std::chrono::milliseconds& elapsed = longest[{outcome.scenario, outcome.probe}];
    elapsed = std::max(elapsed, outcome.elapsed);
  }
  Durations durations;
  for (const auto& [measured, elapsed] : longest) durations[measured.first] += elapsed;
  return durations;
}

Expected<Division> divide(const Manifest& manifest, const DivisionRequest& request) {
  HIGHWATER_TRY(std::vector<const Scenario*> scenarios, select(manifest, request.names));
  const auto probes = [&](const Scenario& scenario) {
    const std::vector<ProbeKind> all = probes_of(scenario);
    return request.probe ? std::count(all.begin(), all.end(), *request.probe)
                         : static_cast<std::ptrdiff_t>(all.size());
  };
  std::erase_if(scenarios, [&](const Scenario* scenario) { return probes(*scenario) == 0; });
  HIGHWATER_TRY(const ShardPlan plan, plan_shard(scenarios, request.durations, request.shard));
  Division division;
  division.record = {.profile = manifest.profile,
                     .probe = request.probe ? name_of(*request.probe) : "",
                     .shard = request.shard,
                     .plan = plan.fingerprint,
                     .checks = 0};
  for (const Scenario* scenario : plan.scenarios) {
    division.names.push_back(scenario->name);
    division.record.checks += probes(*scenario);
  }
  return division;
}

}  // namespace highwater
