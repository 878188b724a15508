// SPDX-License-Identifier: Apache-2.0
#include "baseline/scaling_json.h"

#include <fmt/format.h>

#include "base/json_amount.h"
#include "base/terminal.h"

namespace highwater {
namespace {

using SortedJson = nlohmann::json;

// No model, and so no name of analysis/scaling.h.
constexpr const char* kFalling = "falling";

Expected<GatedScaling> read_metric(const JsonObject& object) {
  HIGHWATER_TRY_VOID(object.only({"absolute", "coefficient", "model", "offset", "relative"}));
  GatedScaling scaling;
  HIGHWATER_TRY(scaling.tolerance.absolute, object.integer("absolute"));
  HIGHWATER_TRY(scaling.tolerance.relative, read_relative(object, "relative"));
  if (scaling.tolerance.absolute < 0) return object.complain("absolute", "expected 0 or more");
  HIGHWATER_TRY(scaling.coefficient, object.number("coefficient"));
  HIGHWATER_TRY(scaling.offset, object.integer("offset"));
  HIGHWATER_TRY(const std::string name, object.text("model"));
  scaling.falling = name == kFalling;
  if (!scaling.falling) {
    const std::optional<ScalingModel> model = scaling_model_named(name);
    if (!model)
      return object.complain("model", fmt::format("unknown model \"{}\"", printable(name)),
                             "known are 1, log n, n, n log n, n^2 and falling");
    scaling.model = *model;
  }
  const bool constant = scaling.model == ScalingModel::kConstant;
  if (constant ? scaling.coefficient != 0 : scaling.coefficient <= 0)
    return object.complain("coefficient", fmt::format("{}, which the model \"{}\" cannot have",
                                                      scaling.coefficient, printable(name)));
  return scaling;
}

}  // namespace

SortedJson scaling_to_json(const ScalingBaseline& scaling) {
  SortedJson json = {{"sizes", scaling.sizes}};
  for (const auto& [metric, gated] : scaling.metrics)
    json[name_of(metric)] = {{"absolute", gated.tolerance.absolute},
                             {"coefficient", gated.coefficient},
                             {"model", gated.falling ? kFalling : name_of(gated.model)},
                             {"offset", gated.offset},
                             {"relative", gated.tolerance.relative}};
  return json;
}

Expected<ScalingBaseline> read_scaling(const JsonObject& root) {
  ScalingBaseline scaling;
  HIGHWATER_TRY(const std::optional<JsonObject> object, root.optional_object("scaling"));
  if (!object) return scaling;
  std::vector<std::string> known = {"sizes"};
  for (const Metric metric : kScaledMetrics) known.emplace_back(name_of(metric));
  HIGHWATER_TRY_VOID(object->only(known));
  HIGHWATER_TRY(scaling.sizes, object->integers("sizes"));
  if (scaling.sizes.size() < 2) return object->complain("sizes", "expected two or more");
  for (std::size_t i = 0; i < scaling.sizes.size(); ++i)
    if (scaling.sizes[i] <= (i == 0 ? 0 : scaling.sizes[i - 1]))
      return object->complain("sizes", "expected increasing sizes from 1 on");
  for (const Metric metric : kScaledMetrics) {
    HIGHWATER_TRY(const JsonObject gated, object->object(name_of(metric)));
    HIGHWATER_TRY(scaling.metrics[metric], read_metric(gated));
  }
  return scaling;
}

}  // namespace highwater
