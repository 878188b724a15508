// SPDX-License-Identifier: Apache-2.0
// https://github.com/benchmark-action/github-action-benchmark, "Using custom benchmark tools"
#include "report/export/action_benchmark.h"

#include <fmt/format.h>

#include "base/json_value.h"

namespace highwater {
namespace {

const char* unit_of(Metric metric) {
  if (is_bytes(metric)) return "bytes";
  return metric == Metric::kAllocations ? "allocations" : "blocks";
}

// What the chart shows beside a point: the metric and where it comes from.
std::string extra_of(const Measurement& measurement) {
  std::string extra;
  for (const ContextField& field : kContextFields)
    if (!(measurement.context.*field.member).empty())
      extra +=
          fmt::format("{}{}: {}", extra.empty() ? "" : "\n", field.name, measurement.context.*field.member);
  return extra;
}

Json entry_of(const TrackedPart& part, Metric metric) {
  Json json;
  json["name"] = name_of(part) + " " + name_of(metric);
  json["unit"] = unit_of(metric);
  json["value"] = value_of(part.metrics(), metric);
  const std::int64_t below = part.metrics().peak_bytes - part.least_peak_bytes();
  const std::int64_t above = part.most_peak_bytes() - part.metrics().peak_bytes;
  if (metric == Metric::kPeakBytes && below > 0) json["range"] = fmt::format("-{}", below);
  if (metric == Metric::kPeakBytes && above > 0) json["range"] = fmt::format("+{}", above);
  const std::string extra = extra_of(part.source->measurement);
  if (!extra.empty()) json["extra"] = extra;
  return json;
}

}  // namespace

Expected<std::string> render_action_benchmark(const std::vector<TrackedPart>& parts) {
  HIGHWATER_TRY_VOID(require_distinct(parts, name_of, "each platform is a chart: export each on its own"));
  Json json = Json::array();
  for (const TrackedPart& part : parts)
    for (const Metric metric : kGatedMetrics)
      if (has(part.metrics(), metric)) json.push_back(entry_of(part, metric));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace highwater
