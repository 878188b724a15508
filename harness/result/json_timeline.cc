// SPDX-License-Identifier: Apache-2.0
#include "result/json_timeline.h"

#include <fmt/format.h>

#include <algorithm>

namespace highwater {
namespace {

bool is_point(const Json& json) {
  return json.is_array() && json.size() == 3 &&
         std::all_of(json.begin(), json.end(), [](const Json& value) { return value.is_number_integer(); });
}

Expected<TimelineMark> read_mark(const JsonObject& object) {
  TimelineMark mark;
  HIGHWATER_TRY(const std::string kind, object.text("kind"));
  bool known = false;
  for (const MarkKind candidate : {MarkKind::kEnter, MarkKind::kIteration, MarkKind::kLeave}) {
    if (kind != name_of(candidate)) continue;
    mark.kind = candidate;
    known = true;
  }
  if (!known) return object.complain("kind", "expected \"enter\", \"iteration\" or \"leave\"");
  HIGHWATER_TRY(mark.region, object.text("region"));
  HIGHWATER_TRY(mark.number, object.integer("number"));
  HIGHWATER_TRY(mark.at.clock_bytes, object.integer("clock_bytes"));
  HIGHWATER_TRY(mark.at.live_bytes, object.integer("live_bytes"));
  HIGHWATER_TRY(mark.at.time_ns, object.integer("time_ns"));
  return mark;
}

}  // namespace

Json timeline_to_json(const Timeline& timeline) {
  Json json;
  json["step_bytes"] = timeline.step_bytes;
  json["points"] = Json::array();
  for (const TimelinePoint& point : timeline.points)
    json["points"].push_back(Json::array({point.clock_bytes, point.live_bytes, point.time_ns}));
  json["marks"] = Json::array();
  for (const TimelineMark& mark : timeline.marks) {
    Json item;
    item["kind"] = name_of(mark.kind);
    item["region"] = mark.region;
    item["number"] = mark.number;
    item["clock_bytes"] = mark.at.clock_bytes;
    item["live_bytes"] = mark.at.live_bytes;
    item["time_ns"] = mark.at.time_ns;
    json["marks"].push_back(std::move(item));
  }
  return json;
}

Expected<Timeline> read_timeline(const JsonDocument& document, const JsonObject& root) {
  Timeline timeline;
  HIGHWATER_TRY(const std::optional<JsonObject> object, root.optional_object("timeline"));
  if (!object) return timeline;
  HIGHWATER_TRY(timeline.step_bytes, object->integer("step_bytes"));
  const Json& json = document.value["timeline"];
  if (!json.contains("points") || !json["points"].is_array())
    return object->complain("points", "expected an array of points");
  for (const Json& point : json["points"]) {
    if (!is_point(point))
      return object->complain(fmt::format("points[{}]", timeline.points.size()),
                              "expected [clock_bytes, live_bytes, time_ns]");
    timeline.points.push_back({.clock_bytes = point[0].get<std::int64_t>(),
                               .live_bytes = point[1].get<std::int64_t>(),
                               .time_ns = point[2].get<std::int64_t>()});
  }
  HIGHWATER_TRY(const std::vector<JsonObject> marks, object->objects("marks"));
  for (const JsonObject& item : marks) {
    HIGHWATER_TRY(TimelineMark mark, read_mark(item));
    timeline.marks.push_back(std::move(mark));
  }
  return timeline;
}

}  // namespace highwater
