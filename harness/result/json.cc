// SPDX-License-Identifier: Apache-2.0
#include "result/json.h"

#include "base/json_reader.h"
#include "result/json_layout.h"
#include "result/json_libraries.h"
#include "result/json_site.h"
#include "result/json_timeline.h"
#include "result/measurement_value.h"

namespace highwater {
namespace {

constexpr std::int64_t kSchema = 1;

Json metrics_to_json(const Metrics& metrics, bool with_rss) {
  Json json;
  for (const Metric metric : kCountedMetrics) json[name_of(metric)] = value_of(metrics, metric);
  if (with_rss)
    json["peak_rss_bytes"] = metrics.peak_rss_bytes ? Json(*metrics.peak_rss_bytes) : Json(nullptr);
  return json;
}

Json end_to_json(const ScenarioEnd& end) {
  Json json = Json::object();
  if (end.code) json["code"] = *end.code;
  if (end.signal) json["signal"] = *end.signal;
  if (end.timed_out) json["timed_out"] = true;
  if (end.running) json["running"] = true;
  return json;
}

Json region_to_json(const RegionResult& region, FrameTable* frames) {
  Json json;
  json["name"] = region.name;
  json["metrics"] = metrics_to_json(region.metrics, false);
  json["iterations"] = region.iterations;
  if (has(region.metrics, Metric::kGrowthBytesPerIteration))
    json[name_of(Metric::kGrowthBytesPerIteration)] =
        value_of(region.metrics, Metric::kGrowthBytesPerIteration);
  json["exact"] = region.exact;
  json["peak_upper_bytes"] = region.peak_upper_bytes;
  if (frames != nullptr) json["sites"] = sites_to_json(region.sites, *frames);
  return json;
}

Json child_to_json(const ChildResult& child) {
  Json json;
  json["pid"] = child.pid;
  json["command"] = child.command.empty() ? Json(nullptr) : Json(child.command);
  json["metrics"] = metrics_to_json(child.metrics, false);
  return json;
}

Json context_to_json(const Context& context) {
  Json json;
  for (const ContextField& field : kContextFields)
    json[field.name] = (context.*field.member).empty() ? Json(nullptr) : Json(context.*field.member);
  add_libraries(json, context.libraries);
  return json;
}

Json sizes_to_json(const std::vector<SizedMetrics>& sizes) {
  Json json = Json::array();
  for (const SizedMetrics& sized : sizes)
    json.push_back({{"size", sized.size}, {"metrics", metrics_to_json(sized.metrics, false)}});
  return json;
}

Expected<Metrics> read_metrics(const JsonObject& object) {
  Metrics metrics;
  HIGHWATER_TRY(metrics.peak_bytes, object.integer("peak_bytes"));
  HIGHWATER_TRY(metrics.retained_bytes, object.integer("retained_bytes"));
  HIGHWATER_TRY(metrics.retained_blocks, object.integer("retained_blocks"));
  HIGHWATER_TRY(metrics.allocated_bytes, object.integer("allocated_bytes"));
  HIGHWATER_TRY(metrics.allocations, object.integer("allocations"));
  HIGHWATER_TRY(metrics.peak_rss_bytes, object.optional_integer("peak_rss_bytes"));
  return metrics;
}

Expected<RegionResult> read_region(const JsonObject& object, const std::vector<FrameRef>& frames) {
  RegionResult region;
  HIGHWATER_TRY(region.name, object.text("name"));
  HIGHWATER_TRY(const JsonObject metrics, object.object("metrics"));
  HIGHWATER_TRY(region.metrics, read_metrics(metrics));
  HIGHWATER_TRY(region.iterations, object.integer("iterations"));
  HIGHWATER_TRY(region.metrics.growth_bytes_per_iteration,
                object.optional_integer(name_of(Metric::kGrowthBytesPerIteration)));
  HIGHWATER_TRY(region.exact, object.boolean("exact"));
  HIGHWATER_TRY(region.peak_upper_bytes, object.integer("peak_upper_bytes"));
  if (object.has("sites")) {
    HIGHWATER_TRY(region.sites, read_sites(object, frames));
  }
  return region;
}

Expected<std::vector<SizedMetrics>> read_sizes(const JsonObject& root) {
  std::vector<SizedMetrics> sizes;
  if (!root.has("sizes")) return sizes;
  HIGHWATER_TRY(const std::vector<JsonObject> objects, root.objects("sizes"));
  for (const JsonObject& object : objects) {
    SizedMetrics sized;
    HIGHWATER_TRY(sized.size, object.integer("size"));
    if (sized.size <= (sizes.empty() ? 0 : sizes.back().size))
      return object.complain("size", "expected increasing sizes from 1 on");
    HIGHWATER_TRY(const JsonObject metrics, object.object("metrics"));
    HIGHWATER_TRY(sized.metrics, read_metrics(metrics));
    sizes.push_back(std::move(sized));
  }
  return sizes;
}

Expected<ChildResult> read_child(const JsonObject& object) {
  ChildResult child;
  HIGHWATER_TRY(const std::int64_t pid, object.integer("pid"));
  child.pid = static_cast<int>(pid);
  HIGHWATER_TRY(const std::optional<std::string> command, object.optional_text("command"));
  child.command = command.value_or("");
  HIGHWATER_TRY(const JsonObject metrics, object.object("metrics"));
  HIGHWATER_TRY(child.metrics, read_metrics(metrics));
  return child;
}

Expected<ScenarioEnd> read_end(const JsonObject& object) {
  ScenarioEnd end;
  HIGHWATER_TRY(const std::optional<std::int64_t> code, object.optional_integer("code"));
  HIGHWATER_TRY(const std::optional<std::int64_t> signal, object.optional_integer("signal"));
  if (code.has_value() == signal.has_value())
    return object.complain("code", "expected either code or signal");
  if (code) end.code = static_cast<int>(*code);
  if (signal) end.signal = static_cast<int>(*signal);
  if (object.has("timed_out")) {
    HIGHWATER_TRY(end.timed_out, object.boolean("timed_out"));
  }
  if (object.has("running")) {
    HIGHWATER_TRY(end.running, object.boolean("running"));
  }
  return end;
}

Expected<Context> read_context(const JsonObject& object) {
  Context context;
  for (const ContextField& field : kContextFields) {
    HIGHWATER_TRY(const std::optional<std::string> value, object.optional_text(field.name));
    context.*field.member = value.value_or("");
  }
  HIGHWATER_TRY(context.libraries, read_libraries(object));
  return context;
}

}  // namespace

Json to_json_value(const Measurement& measurement) {
  Json json;
  json["schema"] = kSchema;
  json["scenario"] = measurement.scenario.empty() ? Json(nullptr) : Json(measurement.scenario);
  json["probe"] = name_of(measurement.probe);
  json["command"] = measurement.command;
  json["exit"] = end_to_json(measurement.end);
  json["exact"] = measurement.exact;
  json["peak_upper_bytes"] = measurement.peak_upper_bytes;
  json["metrics"] = metrics_to_json(measurement.metrics, true);
  FrameTable frames;
  if (measurement.has_sites) {
    json["sites"] = sites_to_json(measurement.sites, frames);
    json["modules"] = modules_to_json(measurement.modules);
  }
  if (!measurement.timeline.points.empty()) json["timeline"] = timeline_to_json(measurement.timeline);
  json["regions"] = Json::array();
  for (const RegionResult& region : measurement.regions)
    json["regions"].push_back(region_to_json(region, measurement.has_sites ? &frames : nullptr));
  if (measurement.has_sites) json["frames"] = frames.to_json();
  if (!measurement.sizes.empty()) json["sizes"] = sizes_to_json(measurement.sizes);
  if (!measurement.children.empty()) {
    json["children"] = Json::array();
    for (const ChildResult& child : measurement.children) json["children"].push_back(child_to_json(child));
  }
  if (measurement.tree_peak_bytes) {
    json["tree_peak_bytes"] = *measurement.tree_peak_bytes;
    json["tree_peak_uncertainty_bytes"] = measurement.tree_peak_uncertainty_bytes;
  }
  json["warnings"] = measurement.warnings;
  json["context"] = context_to_json(measurement.context);
  return json;
}

std::string to_json(const Measurement& measurement) {
  return lay_out(to_json_value(measurement)) + "\n";
}

Expected<Measurement> measurement_from_json(std::string_view text, const std::string& name) {
  HIGHWATER_TRY(const JsonDocument document, parse_json(text, name));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  return read_measurement(root);
}

Expected<Measurement> read_measurement(const JsonObject& root) {
  HIGHWATER_TRY_VOID(root.check_schema(kSchema, "measure again: a result is made anew by every run"));
  if (!root.has("metrics") && root.has("check"))
    return root.complain("metrics", "the check that wrote this result got no numbers",
                         "its key \"check\" says why");
  Measurement measurement;
  HIGHWATER_TRY(const std::optional<std::string> scenario, root.optional_text("scenario"));
  measurement.scenario = scenario.value_or("");
  HIGHWATER_TRY(const std::string probe, root.text("probe"));
  const std::optional<ProbeKind> kind = probe_named(probe);
  if (!kind) return root.complain("probe", "expected \"counting\" or \"massif\"");
  measurement.probe = *kind;
  HIGHWATER_TRY(measurement.command, root.texts("command"));
  HIGHWATER_TRY(const JsonObject end, root.object("exit"));
  HIGHWATER_TRY(measurement.end, read_end(end));
  HIGHWATER_TRY(measurement.exact, root.boolean("exact"));
  HIGHWATER_TRY(measurement.peak_upper_bytes, root.integer("peak_upper_bytes"));
  HIGHWATER_TRY(const JsonObject metrics, root.object("metrics"));
  HIGHWATER_TRY(measurement.metrics, read_metrics(metrics));
  HIGHWATER_TRY(const std::vector<FrameRef> frames, read_frames(root));
  HIGHWATER_TRY(const std::vector<JsonObject> regions, root.objects("regions"));
  for (const JsonObject& object : regions) {
    HIGHWATER_TRY(RegionResult region, read_region(object, frames));
    measurement.regions.push_back(std::move(region));
  }
  if (root.has("sites")) {
    HIGHWATER_TRY(measurement.sites, read_sites(root, frames));
    HIGHWATER_TRY(measurement.modules, read_modules(root));
    measurement.has_sites = true;
  }
  HIGHWATER_TRY(measurement.sizes, read_sizes(root));
  HIGHWATER_TRY(measurement.timeline, read_timeline(root));
  HIGHWATER_TRY(measurement.tree_peak_bytes, root.optional_integer("tree_peak_bytes"));
  HIGHWATER_TRY(const std::optional<std::int64_t> uncertainty,
                root.optional_integer("tree_peak_uncertainty_bytes"));
  measurement.tree_peak_uncertainty_bytes = uncertainty.value_or(0);
  if (root.has("children")) {
    HIGHWATER_TRY(const std::vector<JsonObject> children, root.objects("children"));
    for (const JsonObject& object : children) {
      HIGHWATER_TRY(ChildResult child, read_child(object));
      measurement.children.push_back(std::move(child));
    }
  }
  if (root.has("warnings")) {
    HIGHWATER_TRY(measurement.warnings, root.texts("warnings"));
  }
  HIGHWATER_TRY(const JsonObject context, root.object("context"));
  HIGHWATER_TRY(measurement.context, read_context(context));
  return measurement;
}

}  // namespace highwater
