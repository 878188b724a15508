// SPDX-License-Identifier: Apache-2.0
#include "report/json_repeat.h"

#include "base/json_value.h"

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
  const Measurement& measurement = run.measurement;
  Json json = {{"n", run.n}};
  if (measurement.end.code) json["exit"] = {{"code", *measurement.end.code}};
  if (measurement.end.signal) json["exit"] = {{"signal", *measurement.end.signal}};
  Json metrics = Json::object();
  for (const Metric metric : kGatedMetrics) metrics[name_of(metric)] = value_of(measurement.metrics, metric);
  json["metrics"] = metrics;
  json["exact"] = measurement.exact;
  json["peak_upper_bytes"] = measurement.peak_upper_bytes;
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
