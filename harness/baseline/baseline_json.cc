// SPDX-License-Identifier: Apache-2.0
// Written with nlohmann's sorting object, read with the reader that knows lines.
#include "baseline/baseline_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/json_amount.h"
#include "base/path_name.h"
#include "base/suggest.h"
#include "base/terminal.h"
#include "baseline/baseline_value.h"
#include "baseline/digest_value.h"
#include "baseline/scaling_json.h"
#include "result/json_libraries.h"

namespace highwater {
namespace {

using SortedJson = nlohmann::json;

constexpr std::int64_t kSchema = 1;

SortedJson metrics_to_json(const GatedMetrics& metrics) {
  SortedJson json = SortedJson::object();
  for (const auto& [metric, gated] : metrics) {
    SortedJson& entry = json[name_of(metric)];
    entry = {{"value", gated.value},
             {"absolute", gated.tolerance.absolute},
             {"relative", gated.tolerance.relative},
             {"limit", gated.limit ? SortedJson(*gated.limit) : SortedJson(nullptr)}};
    if (!gated.spread) continue;
    entry["class"] = name_of(gated.spread->stability);
    entry["minimum"] = gated.spread->minimum;
    entry["maximum"] = gated.spread->maximum;
  }
  return json;
}

SortedJson context_to_json(const Context& context) {
  SortedJson json = SortedJson::object();
  for (const ContextField& field : kContextFields) {
    if (field.member == &Context::profile) continue;  // the file's own key says it
    const std::string& value = context.*field.member;
    json[field.name] = value.empty() ? SortedJson(nullptr) : SortedJson(value);
  }
  add_libraries(json, context.libraries);
  return json;
}

// Absent in files from before it was measured.
Expected<std::optional<Spread>> read_spread(const JsonObject& object) {
  if (!object.has("class")) return std::optional<Spread>();
  Spread spread;
  HIGHWATER_TRY(const std::string name, object.text("class"));
  bool known = false;
  for (const Stability stability : {Stability::kExact, Stability::kStable, Stability::kNoisy}) {
    if (name != name_of(stability)) continue;
    spread.stability = stability;
    known = true;
  }
  if (!known)
    return object.complain(
        "class", fmt::format("expected \"EXACT\", \"STABLE\" or \"NOISY\", found \"{}\"", printable(name)));
  HIGHWATER_TRY(spread.minimum, object.integer("minimum"));
  HIGHWATER_TRY(spread.maximum, object.integer("maximum"));
  if (spread.maximum < spread.minimum)
    return object.complain("maximum", fmt::format("expected the minimum, {}, or more, found {}",
                                                  spread.minimum, spread.maximum));
  return std::optional<Spread>(spread);
}

Expected<GatedMetric> read_metric(const JsonObject& object, Metric metric) {
  HIGHWATER_TRY_VOID(object.only({"absolute", "class", "limit", "maximum", "minimum", "relative", "value"}));
  GatedMetric gated;
  HIGHWATER_TRY(gated.tolerance.absolute, object.integer("absolute"));
  if (gated.tolerance.absolute < 0)
    return object.complain("absolute", fmt::format("expected 0 or more, found {}", gated.tolerance.absolute));
  if (object.has("limit")) {
    HIGHWATER_TRY(gated.limit, read_amount(object, "limit", counted_in(name_of(metric))));
  }
  HIGHWATER_TRY(gated.tolerance.relative, read_relative(object, "relative"));
  HIGHWATER_TRY(gated.spread, read_spread(object));
  HIGHWATER_TRY(gated.value, object.integer("value"));
  if (gated.value < 0 && !may_be_negative(metric))
    return object.complain("value", fmt::format("expected 0 or more, found {}", gated.value));
  return gated;
}

// Only gated metrics; which of them must be there is for the caller.
Expected<GatedMetrics> read_metrics(const JsonObject& object) {
  std::vector<std::string> known;
  for (const Metric metric : kGatedMetrics) known.emplace_back(name_of(metric));
  HIGHWATER_TRY_VOID(object.only(known));
  GatedMetrics metrics;
  for (const Metric metric : kGatedMetrics) {
    const std::string key = name_of(metric);
    const std::vector<std::string> keys = object.keys();
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) continue;
    HIGHWATER_TRY(const JsonObject gated, object.object(key));
    HIGHWATER_TRY(metrics[metric], read_metric(gated, metric));
  }
  return metrics;
}

Expected<std::map<ProbeKind, GatedMetrics>> read_overrides(const JsonObject& root) {
  std::map<ProbeKind, GatedMetrics> overrides;
  HIGHWATER_TRY(const std::optional<JsonObject> probes, root.optional_object("overrides"));
  if (!probes) return overrides;
  HIGHWATER_TRY_VOID(probes->only({name_of(ProbeKind::kCounting), name_of(ProbeKind::kMassif)}));
  for (const std::string& name : probes->keys()) {
    HIGHWATER_TRY(const JsonObject metrics, probes->object(name));
    HIGHWATER_TRY(overrides[*probe_named(name)], read_metrics(metrics));
  }
  return overrides;
}

Expected<void> read_measured(const JsonObject& root, Baseline& baseline) {
  HIGHWATER_TRY(const JsonObject measured, root.object("measured"));
  HIGHWATER_TRY_VOID(measured.only({"probe", "runs"}));
  HIGHWATER_TRY(const std::string probe, measured.text("probe"));
  const std::optional<ProbeKind> kind = probe_named(probe);
  if (!kind)
    return measured.complain(
        "probe", fmt::format("expected \"counting\" or \"massif\", found \"{}\"", printable(probe)));
  baseline.probe = *kind;
  HIGHWATER_TRY(baseline.runs, measured.integer("runs"));
  if (baseline.runs < 1)
    return measured.complain("runs", fmt::format("expected 1 or more, found {}", baseline.runs));
  return {};
}

Expected<Context> read_context(const JsonObject& root) {
  HIGHWATER_TRY(const JsonObject object, root.object("context"));
  std::vector<std::string> known;
  for (const ContextField& field : kContextFields)
    if (field.member != &Context::profile) known.emplace_back(field.name);
  known.emplace_back("libraries");
  HIGHWATER_TRY_VOID(object.only(known));
  Context context;
  for (const ContextField& field : kContextFields) {
    if (field.member == &Context::profile) continue;
    HIGHWATER_TRY(const std::optional<std::string> value, object.optional_text(field.name));
    context.*field.member = value.value_or("");
  }
  HIGHWATER_TRY(context.libraries, read_libraries(object));
  return context;
}

Expected<void> check_key(const JsonObject& root, const BaselineKey& key) {
  HIGHWATER_TRY(const std::string profile, root.text("profile"));
  if (profile != key.profile) {
    tl::unexpected<Error> error = root.complain(
        "profile",
        fmt::format("the baseline is for another platform, {}; expected {}", printable(profile), key.profile),
        "move the file away, then make this platform's own with highwater update");
    error.value().status = ExitStatus::kBaseline;
    return error;
  }
  HIGHWATER_TRY(const std::string scenario, root.text("scenario"));
  if (scenario != key.scenario)
    return root.complain("scenario",
                         fmt::format("expected \"{}\", as the file's path says, found \"{}\"", key.scenario,
                                     printable(scenario)),
                         "a renamed scenario needs both: move its file, and change the name in it");
  return {};
}

SortedJson site_to_json(const BaselineSite& site) {
  SortedJson json = {{"calls", to_text(site.chain)},
                     {"file", site.file.empty() ? SortedJson(nullptr) : SortedJson(site.file)}};
  for (const Metric metric : kCountedMetrics) json[name_of(metric)] = value_of(site, metric);
  if (site.growth_bytes_per_iteration != 0)
    json[name_of(Metric::kGrowthBytesPerIteration)] = site.growth_bytes_per_iteration;
  return json;
}

Expected<BaselineSite> read_site(const JsonObject& object) {
  HIGHWATER_TRY_VOID(
      object.only({"allocated_bytes", "allocations", "calls", "file", "growth_bytes_per_iteration",
                   "peak_bytes", "retained_blocks", "retained_bytes"}));
  BaselineSite site;
  HIGHWATER_TRY(site.allocated_bytes, object.integer("allocated_bytes"));
  HIGHWATER_TRY(site.allocations, object.integer("allocations"));
  HIGHWATER_TRY(const std::string calls, object.text("calls"));
  if (calls.empty()) return object.complain("calls", "expected functions, found nothing");
  site.chain = chain_from_text(calls);
  HIGHWATER_TRY(const std::optional<std::string> file, object.optional_text("file"));
  site.file = file.value_or("");
  HIGHWATER_TRY(const std::optional<std::int64_t> growth,
                object.optional_integer(name_of(Metric::kGrowthBytesPerIteration)));
  site.growth_bytes_per_iteration = growth.value_or(0);
  HIGHWATER_TRY(site.peak_bytes, object.integer("peak_bytes"));
  HIGHWATER_TRY(site.retained_blocks, object.integer("retained_blocks"));
  HIGHWATER_TRY(site.retained_bytes, object.integer("retained_bytes"));
  return site;
}

// Absent in files that are older than sites.
Expected<std::vector<BaselineSite>> read_sites(const JsonObject& root) {
  std::vector<BaselineSite> sites;
  if (!root.has("sites")) return sites;
  HIGHWATER_TRY(const std::vector<JsonObject> objects, root.objects("sites"));
  for (const JsonObject& object : objects) {
    HIGHWATER_TRY(BaselineSite site, read_site(object));
    sites.push_back(std::move(site));
  }
  return sites;
}

SortedJson sorted_json(const Baseline& baseline) {
  SortedJson json;
  json["context"] = context_to_json(baseline.context);
  if (!baseline.digest.empty()) json["digest"] = baseline.digest;
  json["measured"] = {{"probe", name_of(baseline.probe)}, {"runs", baseline.runs}};
  json["metrics"] = metrics_to_json(baseline.metrics);
  for (const auto& [probe, metrics] : baseline.overrides)
    if (!metrics.empty()) json["overrides"][name_of(probe)] = metrics_to_json(metrics);
  json["profile"] = baseline.profile;
  json["reason"] = baseline.reason;
  json["region"] = baseline.region ? SortedJson(*baseline.region) : SortedJson(nullptr);
  if (!baseline.scaling.sizes.empty()) json["scaling"] = scaling_to_json(baseline.scaling);
  json["scenario"] = baseline.scenario;
  json["schema"] = kSchema;
  if (!baseline.sites.empty()) {
    json["sites"] = SortedJson::array();
    for (const BaselineSite& site : baseline.sites) json["sites"].push_back(site_to_json(site));
  }
  return json;
}

}  // namespace

std::string to_json(const Baseline& baseline) {
  return sorted_json(baseline).dump(2, ' ', false, SortedJson::error_handler_t::replace) + "\n";
}

Json to_json_value(const Baseline& baseline) {
  return sorted_json(baseline);
}

Expected<Baseline> baseline_from_json(std::string_view text, const std::string& name,
                                      const BaselineKey& key) {
  HIGHWATER_TRY(const JsonDocument document, parse_json(text, name));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  HIGHWATER_TRY(Baseline baseline, read_baseline(root, key));
  // Over the text as it stands, which has been found to be valid.
  baseline.digest_fits =
      baseline.digest.empty() || baseline.digest == digest_of(Json::parse(text, nullptr, false));
  return baseline;
}

Expected<Baseline> read_baseline(const JsonObject& root, const BaselineKey& key) {
  // Before any other key, because another schema may have others.
  HIGHWATER_TRY_VOID(root.check_schema(
      kSchema, "move the file away and make a new one with highwater update; the old one stays in git"));
  HIGHWATER_TRY_VOID(root.only({"context", "digest", "measured", "metrics", "overrides", "profile", "reason",
                                "region", "scaling", "scenario", "schema", "sites"}));
  HIGHWATER_TRY_VOID(check_key(root, key));
  Baseline baseline;
  baseline.profile = key.profile;
  baseline.scenario = key.scenario;
  HIGHWATER_TRY(baseline.context, read_context(root));
  HIGHWATER_TRY(const std::optional<std::string> digest, root.optional_text("digest"));
  baseline.digest = digest.value_or("");
  HIGHWATER_TRY_VOID(read_measured(root, baseline));
  HIGHWATER_TRY(const JsonObject metrics, root.object("metrics"));
  HIGHWATER_TRY(baseline.metrics, read_metrics(metrics));
  for (const Metric metric : kCountedMetrics)
    if (baseline.metrics.count(metric) == 0)
      return metrics.complain(name_of(metric), "missing, expected an object");
  HIGHWATER_TRY(baseline.overrides, read_overrides(root));
  HIGHWATER_TRY(baseline.reason, root.text("reason"));
  HIGHWATER_TRY(baseline.region, root.optional_text("region"));
  HIGHWATER_TRY(baseline.scaling, read_scaling(root));
  HIGHWATER_TRY(baseline.sites, read_sites(root));
  return baseline;
}

}  // namespace highwater
