// SPDX-License-Identifier: Apache-2.0
#include "report/json/review.h"

#include "report/json/change.h"

namespace highwater {
namespace {

constexpr int kReviewSchema = 1;

Json grown_to_json(const GrownSite& site) {
  return {{"metric", name_of(site.metric)},
          {"old", site.before},
          {"new", site.now},
          {"difference", difference_of(site.before, site.now)},
          {"calls", site.chain},
          {"file", site.file.empty() ? Json(nullptr) : Json(site.file)}};
}

Json baseline_to_json(const ReviewedBaseline& reviewed) {
  Json changes = Json::array();
  for (const TrendChange& change : reviewed.step.changes) changes.push_back(change_to_json(change));
  Json scaling = Json::array();
  for (const ScalingChange& change : reviewed.step.scaling_changes)
    scaling.push_back(scaling_change_to_json(change));
  Json values = Json::object();
  for (const auto& [metric, gated] : reviewed.step.after) values[name_of(metric)] = gated.value;
  Json grown = Json::array();
  for (const GrownSite& site : reviewed.grown) grown.push_back(grown_to_json(site));
  Json problems = Json::array();
  for (const Error& problem : reviewed.problems)
    problems.push_back(
        {{"exit", static_cast<int>(problem.status)}, {"what", problem.what}, {"hint", problem.hint}});
  const std::string& from = reviewed.step.renamed_from;
  const std::string& reason = reviewed.step.reason;
  return {{"profile", reviewed.profile},
          {"scenario", reviewed.scenario},
          {"kind", reviewed.moved_away ? "moved" : name_of(reviewed.step.kind)},
          {"renamed_from", from.empty() ? Json(nullptr) : Json(from)},
          {"reason", reason.empty() ? Json(nullptr) : Json(reason)},
          {"region_changed", reviewed.step.region_changed},
          {"changes", std::move(changes)},
          {"scaling_changes", std::move(scaling)},
          {"sizes_changed", reviewed.step.sizes_changed},
          {"values", std::move(values)},
          {"grown", std::move(grown)},
          {"problems", std::move(problems)}};
}

}  // namespace

std::string to_json(const ReviewReport& report) {
  Json baselines = Json::array();
  for (const ReviewedBaseline& reviewed : report.baselines) baselines.push_back(baseline_to_json(reviewed));
  const Json json = {{"schema", kReviewSchema},           {"base", report.base_name},
                     {"head", report.head_name},          {"fork_commit", report.fork},
                     {"head_commit", report.head},        {"exit", static_cast<int>(status_of(report))},
                     {"baselines", std::move(baselines)}, {"notes", report.notes}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace highwater
