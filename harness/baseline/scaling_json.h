// SPDX-License-Identifier: Apache-2.0
// The part "scaling" of a baseline file. For baseline_json.cc.
#pragma once

#include <nlohmann/json.hpp>

#include "base/json_reader.h"
#include "baseline/baseline.h"

namespace highwater {

nlohmann::json scaling_to_json(const ScalingBaseline& scaling);

// The key "scaling" of `root`; absent where the scenario has no sizes.
Expected<ScalingBaseline> read_scaling(const JsonObject& root);

}  // namespace highwater
