// SPDX-License-Identifier: Apache-2.0
#include "result/json_timeline.h"

#include "result/metric.h"

namespace highwater {
namespace {

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
  // Results from before there was growth do not have it.
  HIGHWATER_TRY(const std::optional<std::int64_t> net, object.optional_integer("net_bytes"));
  mark.net_bytes = net.value_or(0);
  return mark;
}

Expected<TimelineNote> read_note(const JsonObject& object) {
  TimelineNote note;
  HIGHWATER_TRY(note.name, object.text("name"));
  HIGHWATER_TRY(note.at.clock_bytes, object.integer("clock_bytes"));
  HIGHWATER_TRY(note.at.live_bytes, object.integer("live_bytes"));
  HIGHWATER_TRY(note.at.time_ns, object.integer("time_ns"));
  return note;
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
    if (mark.kind == MarkKind::kIteration) item["net_bytes"] = mark.net_bytes;
    json["marks"].push_back(std::move(item));
  }
  for (const TimelineNote& note : timeline.notes) {
    Json item;
    item["name"] = note.name;
    item["clock_bytes"] = note.at.clock_bytes;
    item["live_bytes"] = note.at.live_bytes;
    item["time_ns"] = note.at.time_ns;
    json["notes"].push_back(std::move(item));
  }
  return json;
}

Expected<Timeline> read_timeline(const JsonObject& root) {
  Timeline timeline;
  HIGHWATER_TRY(const std::optional<JsonObject> object, root.optional_object("timeline"));
  if (!object) return timeline;
  HIGHWATER_TRY(timeline.step_bytes, object->integer("step_bytes"));
  HIGHWATER_TRY(const std::vector<std::int64_t> points,
                object->integer_rows("points", 3, "[clock_bytes, live_bytes, time_ns]"));
  timeline.points.reserve(points.size() / 3);
  for (std::size_t i = 0; i < points.size(); i += 3)
    timeline.points.push_back(
        {.clock_bytes = points[i], .live_bytes = points[i + 1], .time_ns = points[i + 2]});
  HIGHWATER_TRY(const std::vector<JsonObject> marks, object->objects("marks"));
  for (const JsonObject& item : marks) {
    HIGHWATER_TRY(TimelineMark mark, read_mark(item));
    timeline.marks.push_back(std::move(mark));
  }
  // Only runs that were watched have any.
  if (!object->has("notes")) return timeline;
  HIGHWATER_TRY(const std::vector<JsonObject> notes, object->objects("notes"));
  for (const JsonObject& item : notes) {
    HIGHWATER_TRY(TimelineNote note, read_note(item));
    timeline.notes.push_back(std::move(note));
  }
  return timeline;
}

}  // namespace highwater
