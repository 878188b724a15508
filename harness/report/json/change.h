// SPDX-License-Identifier: Apache-2.0
// A changed number of a baseline as JSON. Shared by the JSON of trends and reviews; a header of its own
// because nlohmann/json is slow to compile.
#pragma once

#include <optional>

#include "base/json_value.h"
#include "compare/trend.h"

namespace highwater {

// "old" and "new" are as in the baseline file.
Json change_to_json(const TrendChange& change);

// What became of how a metric grows with size: "metric", and "old" and "new" as in the baseline file or null.
Json scaling_change_to_json(const ScalingChange& change);

// "difference", and "basis_points" where there are any.
Json difference_to_json(std::int64_t from, std::int64_t to);

Json probe_or_null(const std::optional<ProbeKind>& probe);

}  // namespace highwater
