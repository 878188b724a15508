// SPDX-License-Identifier: Apache-2.0
#include "report/json/change.h"

namespace highwater {
namespace {

// As in the baseline file.
Json gated_to_json(const std::optional<GatedMetric>& gated) {
  if (!gated) return nullptr;
  return {{"value", gated->value},
          {"absolute", gated->tolerance.absolute},
          {"relative", gated->tolerance.relative},
          {"limit", or_null(gated->limit)}};
}

}  // namespace

Json probe_or_null(const std::optional<ProbeKind>& probe) {
  return probe ? Json(name_of(*probe)) : Json(nullptr);
}

Json difference_to_json(std::int64_t from, std::int64_t to) {
  return {{"difference", difference_of(from, to)}, {"basis_points", or_null(basis_points(from, to))}};
}

Json change_to_json(const TrendChange& change) {
  Json json = {{"metric", name_of(change.metric)},
               {"probe", probe_or_null(change.probe)},
               {"old", gated_to_json(change.before)},
               {"new", gated_to_json(change.after)},
               {"difference", nullptr},
               {"basis_points", nullptr}};
  if (change.before && change.after)
    json.update(difference_to_json(change.before->value, change.after->value));
  return json;
}

Json scaling_change_to_json(const ScalingChange& change) {
  const auto scaling = [](const std::optional<GatedScaling>& gated) -> Json {
    if (!gated) return nullptr;
    return {{"model", gated->falling ? "falling" : name_of(gated->model)},
            {"coefficient", gated->coefficient},
            {"offset", gated->offset},
            {"absolute", gated->tolerance.absolute},
            {"relative", gated->tolerance.relative}};
  };
  return {
      {"metric", name_of(change.metric)}, {"old", scaling(change.before)}, {"new", scaling(change.after)}};
}

}  // namespace highwater
