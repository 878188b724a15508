// SPDX-License-Identifier: Apache-2.0
#include "report/json/repeat.h"

#include "report/json/numbers.h"

namespace highwater {
namespace {

constexpr int kSchema = 1;

Json growth_to_json(const Growth& growth) {
  return {{"shape", name_of(growth.shape)},
          {"bytes_per_iteration", growth.bytes_per_iteration},
          {"warm_up_iterations", growth.warm_up_iterations},
          {"period", growth.period}};
}

Json run_to_json(const RepeatedRun& run) {
  Json json = {{"n", run.n}};
  json.update(numbers_to_json(run.measurement));
  return json;
}

}  // namespace

std::string to_json(const RepeatedRuns& runs) {
  Json all = Json::array();
  for (const RepeatedRun& run : runs.runs) all.push_back(run_to_json(run));
  const Json json = {
      {"schema", kSchema},
      {"command", runs.command},
      {"probe", name_of(runs.probe)},
      {"growth",
       {{"retained_bytes", growth_to_json(runs.retained)}, {"peak_bytes", growth_to_json(runs.peak)}}},
      {"runs", all}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace highwater
