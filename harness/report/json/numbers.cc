// SPDX-License-Identifier: Apache-2.0
#include "report/json/numbers.h"

namespace highwater {

Json numbers_to_json(const Measurement& measurement) {
  Json json = Json::object();
  if (measurement.end.code) json["exit"] = {{"code", *measurement.end.code}};
  if (measurement.end.signal) json["exit"] = {{"signal", *measurement.end.signal}};
  Json metrics = Json::object();
  for (const Metric metric : kCountedMetrics)
    metrics[name_of(metric)] = value_of(measurement.metrics, metric);
  json["metrics"] = metrics;
  json["exact"] = measurement.exact;
  json["peak_upper_bytes"] = measurement.peak_upper_bytes;
  return json;
}

}  // namespace highwater
