// SPDX-License-Identifier: Apache-2.0
// Metrics of results in Bencher Metric Format, for `bencher run --adapter json`. For `export --format
// bencher`.
#pragma once

#include <string>
#include <vector>

#include "report/export/tracked_numbers.h"

namespace highwater {

// {"benchmark": {"peak_bytes": {"value": 1}}}; where the peak is not exact, with its lower or upper value.
// Errors (kUsage): two parts of one name.
Expected<std::string> render_bencher(const std::vector<TrackedPart>& parts);

}  // namespace highwater
