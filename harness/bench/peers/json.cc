// SPDX-License-Identifier: Apache-2.0
// Every row has every key, so that a reader needs no case for what is absent.
#include "bench/peers/json.h"

#include <nlohmann/json.hpp>

namespace highwater::peers {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json summary(const Summary& of) {
  return {{"median", of.median}, {"min", of.min}, {"max", of.max}};
}

Json memory_json(const MemoryCost& memory) {
  return {{"peak_rss_bytes", memory.peak_rss_bytes},
          {"bare_rss_bytes", or_null(memory.bare_rss_bytes)},
          {"added_bytes", or_null(memory.added_bytes())},
          {"live_blocks", or_null(memory.live_blocks)},
          {"allowed_bytes", or_null(memory.allowed_bytes)},
          {"met", memory.allowed_bytes ? Json(!memory.missed()) : Json(nullptr)}};
}

Json row_json(const Row& row) {
  const char* const unit = row.cost == Cost::kRatio ? "ratio" : "extra_seconds";
  Json json = {{"workload", row.workload}, {"engine", row.engine}, {"failure", or_null(row.failure)}};
  json["runs"] = row.runs;
  json["seconds"] = row.failure ? Json(nullptr) : summary(row.seconds);
  json["unit"] = unit;
  json["against_bare"] = row.against_bare ? summary(*row.against_bare) : Json(nullptr);
  json["target"] = or_null(row.target);
  json["met"] = row.target && row.against_bare ? Json(!row.missed()) : Json(nullptr);
  json["allocations"] = or_null(row.allocations);
  json["memory"] = row.memory ? memory_json(*row.memory) : Json(nullptr);
  return json;
}

}  // namespace

std::string render_json(const std::vector<Row>& rows, const Settings& settings) {
  Json json = {
      {"schema", 1}, {"runs", settings.runs}, {"slow_runs", settings.slow_runs}, {"scale", settings.scale}};
  json["rows"] = Json::array();
  for (const Row& row : rows) json["rows"].push_back(row_json(row));
  return json.dump(2) + "\n";
}

}  // namespace highwater::peers
