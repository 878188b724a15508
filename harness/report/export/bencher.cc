// SPDX-License-Identifier: Apache-2.0
// https://bencher.dev/docs/reference/bencher-metric-format/
#include "report/export/bencher.h"

#include <fmt/format.h>

#include "base/json_value.h"

namespace highwater {
namespace {

Json metric_of(const TrackedPart& part, Metric metric) {
  Json json;
  const std::int64_t value = value_of(part.metrics(), metric);
  json["value"] = value;
  if (metric != Metric::kPeakBytes) return json;
  if (part.least_peak_bytes() != value) json["lower_value"] = part.least_peak_bytes();
  if (part.most_peak_bytes() != value) json["upper_value"] = part.most_peak_bytes();
  return json;
}

}  // namespace

Expected<std::string> render_bencher(const std::vector<TrackedPart>& parts) {
  HIGHWATER_TRY_VOID(require_distinct(parts, name_of, "a platform is a testbed: export each on its own"));
  constexpr std::size_t kLongestName = 1024;  // that Bencher takes
  for (const TrackedPart& part : parts)
    if (name_of(part).size() > kLongestName)
      return fail(ExitStatus::kUsage,
                  fmt::format("{}: its name would be longer than {} bytes, which Bencher refuses",
                              part.source->file, kLongestName),
                  "measure it as a scenario, with a name of its own");
  Json json = Json::object();
  for (const TrackedPart& part : parts) {
    Json& benchmark = json[name_of(part)];
    for (const Metric metric : kGatedMetrics)
      if (has(part.metrics(), metric)) benchmark[name_of(metric)] = metric_of(part, metric);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace highwater
