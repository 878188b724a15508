// SPDX-License-Identifier: Apache-2.0
// The results that earlier runs left behind, as far as a trend asks for them. For trend.cc alone.
#pragma once

#include <vector>

#include "compare/trend.h"
#include "suite/manifest.h"

namespace highwater {

// Of each probe of `scenario` that has left a result: when, and its gated numbers or why there are none.
std::vector<LastMeasurement> last_results(const Manifest& manifest, const Scenario& scenario);

}  // namespace highwater
