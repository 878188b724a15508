// SPDX-License-Identifier: Apache-2.0
// What a branch did to the baselines, as text. For people; not a format that anything should parse.
#pragma once

#include <string>

#include "compare/review.h"

namespace highwater {

std::string render_review(const ReviewReport& report, bool color);

}  // namespace highwater
