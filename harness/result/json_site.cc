// SPDX-License-Identifier: Apache-2.0
#include "result/json_site.h"

#include <fmt/format.h>

#include <limits>

#include "result/metric.h"

namespace highwater {
namespace {

struct SiteField {
  const char* name;
  std::int64_t SiteResult::*member;
};
constexpr SiteField kSiteFields[] = {
    {"peak_bytes", &SiteResult::peak_bytes},           {"peak_blocks", &SiteResult::peak_blocks},
    {"retained_bytes", &SiteResult::retained_bytes},   {"retained_blocks", &SiteResult::retained_blocks},
    {"allocated_bytes", &SiteResult::allocated_bytes}, {"allocations", &SiteResult::allocations},
};

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json frame_to_json(const Frame& frame) {
  Json json;
  json["function"] = text_or_null(frame.function);
  json["file"] = text_or_null(frame.file);
  json["line"] = frame.line == 0 ? Json(nullptr) : Json(frame.line);
  json["module"] = frame.module;
  json["offset"] = static_cast<std::int64_t>(frame.offset);
  if (frame.inlined) json["inlined"] = true;
  return json;
}

Expected<Frame> read_frame(const JsonObject& object) {
  Frame frame;
  HIGHWATER_TRY(const std::optional<std::string> function, object.optional_text("function"));
  HIGHWATER_TRY(const std::optional<std::string> file, object.optional_text("file"));
  HIGHWATER_TRY(const std::optional<std::int64_t> line, object.optional_integer("line"));
  if (line.value_or(1) < 1 || line.value_or(1) > std::numeric_limits<int>::max())
    return object.complain("line", "expected a line number from 1, or null");
  HIGHWATER_TRY(frame.module, object.text("module"));
  HIGHWATER_TRY(const std::int64_t offset, object.integer("offset"));
  if (object.has("inlined")) {
    HIGHWATER_TRY(frame.inlined, object.boolean("inlined"));
  }
  frame.function = function.value_or("");
  frame.file = file.value_or("");
  frame.line = static_cast<int>(line.value_or(0));
  frame.offset = static_cast<std::uint64_t>(offset);
  return frame;
}

Expected<SiteResult> read_site(const JsonObject& object, const std::vector<FrameRef>& frames) {
  SiteResult site;
  for (const SiteField& field : kSiteFields) {
    HIGHWATER_TRY(site.*field.member, object.integer(field.name));
  }
  HIGHWATER_TRY(const std::optional<std::int64_t> growth,
                object.optional_integer(name_of(Metric::kGrowthBytesPerIteration)));
  site.growth_bytes_per_iteration = growth.value_or(0);
  HIGHWATER_TRY(const std::vector<std::int64_t> stack, object.integers("stack"));
  if (stack.empty()) return object.complain("stack", "expected at least one frame");
  for (const std::int64_t number : stack) {
    if (number < 0 || static_cast<std::uint64_t>(number) >= frames.size())
      return object.complain(
          "stack", fmt::format("{} is no index into \"frames\", which has {}", number, frames.size()));
    site.frames.push_back(frames[static_cast<std::size_t>(number)]);
  }
  return site;
}

}  // namespace

std::size_t FrameTable::number_of(const FrameRef& frame) {
  const auto [place, is_new] = by_place_.try_emplace(&*frame, frames_.size());
  if (!is_new) return place->second;
  const auto [value, is_first] = by_value_.try_emplace(
      {frame->module, frame->offset, frame->function, frame->file, frame->line, frame->inlined},
      frames_.size());
  if (is_first) frames_.push_back(&*frame);
  return place->second = value->second;
}

Json FrameTable::to_json() const {
  Json list = Json::array();
  for (const Frame* frame : frames_) list.push_back(frame_to_json(*frame));
  return list;
}

Json sites_to_json(const std::vector<SiteResult>& sites, FrameTable& frames) {
  Json list = Json::array();
  for (const SiteResult& site : sites) {
    Json json;
    for (const SiteField& field : kSiteFields) json[field.name] = site.*field.member;
    if (site.growth_bytes_per_iteration != 0)
      json[name_of(Metric::kGrowthBytesPerIteration)] = site.growth_bytes_per_iteration;
    Json stack = Json::array();
    for (const FrameRef& frame : site.frames) stack.push_back(frames.number_of(frame));
    json["stack"] = std::move(stack);
    list.push_back(std::move(json));
  }
  return list;
}

Json modules_to_json(const std::vector<ModuleResult>& modules) {
  Json list = Json::array();
  for (const ModuleResult& module : modules) {
    Json json;
    json["path"] = module.path;
    json["build_id"] = text_or_null(module.build_id);
    list.push_back(std::move(json));
  }
  return list;
}

Expected<std::vector<FrameRef>> read_frames(const JsonObject& object) {
  std::vector<FrameRef> frames;
  if (!object.has("frames")) return frames;
  HIGHWATER_TRY(const std::vector<JsonObject> items, object.objects("frames"));
  for (const JsonObject& item : items) {
    HIGHWATER_TRY(Frame frame, read_frame(item));
    frames.emplace_back(std::move(frame));
  }
  return frames;
}

Expected<std::vector<SiteResult>> read_sites(const JsonObject& object, const std::vector<FrameRef>& frames) {
  HIGHWATER_TRY(const std::vector<JsonObject> items, object.objects("sites"));
  std::vector<SiteResult> sites;
  for (const JsonObject& item : items) {
    HIGHWATER_TRY(SiteResult site, read_site(item, frames));
    sites.push_back(std::move(site));
  }
  return sites;
}

Expected<std::vector<ModuleResult>> read_modules(const JsonObject& object) {
  std::vector<ModuleResult> modules;
  if (!object.has("modules")) return modules;
  HIGHWATER_TRY(const std::vector<JsonObject> items, object.objects("modules"));
  for (const JsonObject& item : items) {
    ModuleResult module;
    HIGHWATER_TRY(module.path, item.text("path"));
    HIGHWATER_TRY(const std::optional<std::string> build_id, item.optional_text("build_id"));
    module.build_id = build_id.value_or("");
    modules.push_back(std::move(module));
  }
  return modules;
}

}  // namespace highwater
