// SPDX-License-Identifier: Apache-2.0
#include "report/json/selftest.h"

#include "base/json_value.h"

namespace highwater {
namespace {

constexpr int kSelftestSchema = 1;

Json metric_to_json(const ProvenMetric& proven) {
  return {
      {"metric", name_of(proven.metric)},
      {"plain", proven.plain},
      {"limit", proven.limit},
      {"above",
       {{"injected", proven.above}, {"measured", or_null(proven.now_above)}, {"tripped", proven.tripped}}},
      {"within",
       {{"injected", proven.within}, {"measured", or_null(proven.now_within)}, {"held", proven.held}}}};
}

Json case_to_json(const InjectionCase& entry) {
  Json metrics = Json::array();
  for (const ProvenMetric& proven : entry.metrics) metrics.push_back(metric_to_json(proven));
  return {{"scenario", entry.scenario},
          {"probe", name_of(entry.probe)},
          {"injection", name_of(entry.kind)},
          {"proven", entry.is_proven()},
          {"not_applicable", or_null(entry.not_applicable)},
          {"explained", or_null(entry.explained)},
          {"metrics", metrics},
          {"problems", entry.problems},
          {"notes", entry.notes}};
}

}  // namespace

std::string to_json(const SelftestReport& report) {
  Json cases = Json::array();
  for (const InjectionCase& entry : report.cases) cases.push_back(case_to_json(entry));
  Json errors = Json::array();
  for (const Error& error : report.errors)
    errors.push_back(
        {{"status", static_cast<int>(error.status)}, {"what", error.what}, {"hint", error.hint}});
  const Json json = {{"schema", kSelftestSchema}, {"injections", cases}, {"errors", errors}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace highwater
