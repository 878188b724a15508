// SPDX-License-Identifier: Apache-2.0
// What a branch did to the baselines, as text. For people; not a format that anything should parse.
#pragma once

#include <string>

#include "compare/review.h"
#include "report/review_rows.h"

namespace highwater {

std::string render_review(const ReviewReport& report, bool color);

// The same of a proposal, or of one that was taken; the last line counts.
std::string render_proposal(const ReviewReport& report, Headline headline, bool color);

}  // namespace highwater
