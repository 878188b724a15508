// SPDX-License-Identifier: Apache-2.0
// The history of baselines as JSON, schema 1 (harness/docs/trend.md). For machines.
#pragma once

#include <string>

#include "compare/trend.h"

namespace highwater {

// Two-space indented, a trailing newline. Numbers are integers, percentages in hundredths of a percent; text
// that is not UTF-8 is shown with replacement characters.
std::string to_json(const Trend& trend);

}  // namespace highwater
