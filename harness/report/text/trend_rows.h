// SPDX-License-Identifier: Apache-2.0
// The accepted changes of one scenario as a table. For trend.cc alone.
#pragma once

#include <string>

#include "compare/trend.h"

namespace highwater {

// One row a changed number, tolerance or limit; empty where the span has no commit.
std::string render_trend_steps(const ScenarioTrend& trend, bool color);

}  // namespace highwater
