// SPDX-License-Identifier: Apache-2.0
// The history of baselines as text: each scenario with its accepted changes, and what about it deserves a
// look. For people; not a format that anything should parse.
#pragma once

#include <string>

#include "compare/trend.h"

namespace highwater {

std::string render_trend(const Trend& trend, bool color);

}  // namespace highwater
