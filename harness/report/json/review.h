// SPDX-License-Identifier: Apache-2.0
// What a branch did to the baselines, as JSON, schema 1 (harness/docs/review.md). For machines.
#pragma once

#include <string>

#include "compare/review.h"

namespace highwater {

// Two-space indented, a trailing newline. Numbers as in the JSON of a trend.
std::string to_json(const ReviewReport& report);

}  // namespace highwater
