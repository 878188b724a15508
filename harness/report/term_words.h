// SPDX-License-Identifier: Apache-2.0
// What holds a number in a baseline, as words. For the tables of trends and of reviews.
#pragma once

#include <string>

#include "compare/trend.h"

namespace highwater {

std::string describe_tolerance(const Tolerance& tolerance);            // "max(1,024, 1 %)"
std::string describe_limit(const std::optional<std::int64_t>& limit);  // "131,072", "none"
std::string describe_scaling(Metric metric,
                             const std::optional<GatedScaling>& scaling);  // "peak = 2.00 n", "none"

// What happened to the scaling: "grows faster", "grows slower", "new", "gone"; or "tolerance" where nothing
// else changed.
const char* describe_change(const ScalingChange& change);

}  // namespace highwater
