// SPDX-License-Identifier: Apache-2.0
// What a branch did to the baselines, as Markdown for a pull request. Names and reasons from files cannot
// change its structure.
#pragma once

#include <cstddef>
#include <string>

#include "compare/review.h"
#include "report/review_rows.h"

namespace highwater {

// What GitHub takes for a comment is a little more; what does not fit is counted.
inline constexpr std::size_t kReviewMarkdownLimit = 60000;

std::string render_review_markdown(const ReviewReport& report, std::size_t size_limit = kReviewMarkdownLimit);

// The same of a proposal.
std::string render_proposal_markdown(const ReviewReport& report, Headline headline,
                                     std::size_t size_limit = kReviewMarkdownLimit);

}  // namespace highwater
