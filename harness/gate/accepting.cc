// SPDX-License-Identifier: Apache-2.0
#include "gate/accepting.h"

#include "compare/gated_numbers.h"
#include "gate/sites_run.h"

namespace highwater {

AcceptRequest accept_request(const Scenario& scenario, const std::string& profile,
                             std::vector<Measurement> measurements) {
  AcceptRequest request;
  request.scenario = scenario.name;
  request.profile = profile;
  request.region = scenario.region;
  request.tolerances = declared_tolerances(scenario);
  request.measurements = std::move(measurements);
  for (const Measurement& measurement : request.measurements)
    for (const ContextField& field : kContextFields)
      if ((request.context.*field.member).empty())
        request.context.*field.member = measurement.context.*field.member;
  return request;
}

Expected<std::vector<BaselineSite>> record_sites(const SuiteContext& suite, const Scenario& scenario,
                                                 Probes& probes, std::vector<Measurement>& measurements,
                                                 std::vector<std::string>& notes) {
  std::vector<BaselineSite> sites;
  for (Measurement& measurement : measurements) {
    if (!measurement.has_sites) {
      Probe* const recorder = sites_recorder(scenario, probes.get(measurement.probe), std::nullopt, probes);
      if (recorder == nullptr) continue;
      HIGHWATER_TRY(const std::optional<std::string> note,
                    add_sites(suite, scenario, *recorder, measurement));
      if (note) notes.push_back(*note);
    }
    if (sites.empty()) sites = largest_sites_of(gated_sites(measurement, scenario.region));
  }
  return sites;
}

std::map<std::string, std::string> libraries_of(const std::vector<Measurement>& measurements) {
  for (const Measurement& measurement : measurements)
    if (!measurement.context.libraries.empty()) return measurement.context.libraries;
  return {};
}

}  // namespace highwater
