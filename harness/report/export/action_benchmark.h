// SPDX-License-Identifier: Apache-2.0
// Metrics of results for github-action-benchmark, as its tool "customSmallerIsBetter" reads them. For
// `export --format github-action-benchmark`.
#pragma once

#include <string>
#include <vector>

#include "report/export/tracked_numbers.h"

namespace highwater {

// [{"name": …, "unit": "bytes", "value": 1}]; where the peak is not exact, with a range. Errors (kUsage): two
// parts of one name.
Expected<std::string> render_action_benchmark(const std::vector<TrackedPart>& parts);

}  // namespace highwater
