// SPDX-License-Identifier: Apache-2.0
#include "report/json/trend.h"

#include "base/date.h"
#include "base/json_value.h"
#include "report/json/change.h"

namespace highwater {
namespace {

constexpr int kTrendSchema = 1;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json step_to_json(const TrendStep& step) {
  Json changes = Json::array();
  for (const TrendChange& change : step.changes) changes.push_back(change_to_json(change));
  Json scaling = Json::array();
  for (const ScalingChange& change : step.scaling_changes) scaling.push_back(scaling_change_to_json(change));
  Json values = Json::object();
  for (const auto& [metric, gated] : step.after) values[name_of(metric)] = gated.value;
  return {{"commit", step.commit},
          {"time", step.time},
          {"date", format_date(step.time)},
          {"kind", name_of(step.kind)},
          {"reason", text_or_null(step.reason)},
          {"subject", step.subject},
          {"renamed_from", text_or_null(step.renamed_from)},
          {"problem", text_or_null(step.problem)},
          {"region_changed", step.region_changed},
          {"changes", std::move(changes)},
          {"scaling_changes", std::move(scaling)},
          {"sizes_changed", step.sizes_changed},
          {"values", std::move(values)}};
}

Json creep_to_json(const Creep& creep) {
  Json json = {{"metric", name_of(creep.metric)}, {"first", creep.first}, {"last", creep.last}};
  json.update(difference_to_json(creep.first, creep.last));
  json.update(Json{{"accepted_changes", creep.changes},
                   {"raised", creep.raised},
                   {"lowered", creep.lowered},
                   {"largest_raise_basis_points", or_null(creep.largest_raise)},
                   {"creeping", creep.creeping}});
  return json;
}

Json loose_to_json(const LooseTerm& term) {
  return {{"metric", name_of(term.metric)},
          {"probe", probe_or_null(term.probe)},
          {"term", term.term == Term::kLimit ? "limit" : "tolerance"},
          {"value", term.value},
          {"allowed", term.allowed},
          {"highest", term.highest}};
}

Json measured_to_json(const MeasuredTrend& measured) {
  Json numbers = Json::array();
  for (const MeasuredTrend::Number& number : measured.numbers) {
    Json json = {{"metric", name_of(number.metric)}, {"baseline", number.baseline}, {"now", number.now}};
    json.update(difference_to_json(number.baseline, number.now));
    numbers.push_back(std::move(json));
  }
  return {{"probe", name_of(measured.last.probe)},
          {"time", measured.last.time},
          {"days", measured.days},
          {"problem", text_or_null(measured.last.problem)},
          {"numbers", std::move(numbers)}};
}

template <typename Item, typename Converter>
Json list_of(const std::vector<Item>& items, Converter convert) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(convert(item));
  return list;
}

Json scenario_to_json(const ScenarioTrend& trend) {
  return {{"scenario", trend.scenario},
          {"in_manifest", trend.has_scenario},
          {"problem", text_or_null(trend.problem)},
          {"uncommitted", trend.uncommitted},
          {"accepted_changes", trend.accepted_changes},
          {"unreadable_revisions", trend.unreadable},
          {"metrics", list_of(trend.creeps, creep_to_json)},
          {"commits", list_of(trend.steps, step_to_json)},
          {"too_loose", list_of(trend.loose, loose_to_json)},
          {"last_touched", or_null(trend.last_touched)},
          {"untouched_days", trend.last_touched ? Json(trend.untouched_days) : Json(nullptr)},
          {"stale", trend.stale},
          {"measured", list_of(trend.measured, measured_to_json)},
          {"unmeasured_days", or_null(trend.unmeasured_days)},
          {"not_measured_for_long", trend.unmeasured}};
}

}  // namespace

std::string to_json(const Trend& trend) {
  const Json json = {{"schema", kTrendSchema},
                     {"profile", trend.profile},
                     {"since", text_or_null(trend.since)},
                     {"shallow", trend.shallow},
                     {"time", trend.now},
                     {"stale_after_days", trend.stale_after_days},
                     {"scenarios", list_of(trend.scenarios, scenario_to_json)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace highwater
