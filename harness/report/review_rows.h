// SPDX-License-Identifier: Apache-2.0
// What a branch changed in one baseline, a number or a term a row. For the text and the Markdown of a review
// and of proposals.
#pragma once

#include <string>
#include <vector>

#include "compare/review.h"

namespace highwater {

struct ReviewRow {
  std::string metric;  // "peak_bytes", "allocations (massif) limit"
  std::string before;  // empty: there was none
  std::string now;
  std::string change;  // "+4.00 KiB (+12.0 %)", "new"
  bool is_worse = false;
};

std::vector<ReviewRow> review_rows(const TrendStep& step);

// "created", "changed", "moved from a/b", "removed", …: what happened to the baseline.
std::string describe_step(const ReviewedBaseline& reviewed);

// "+640.00 KiB  grow <- fetch <- main (buffer.cc), peak_bytes 1,024 -> 656,384"
std::string describe_grown(const GrownSite& site);

// Which of the two it is.
enum class Headline { kProposed, kTaken };

// "2 baselines proposed", "1 baseline taken".
std::string proposal_summary(const ReviewReport& report, Headline headline);

// "2 baselines changed, 1 of them not fit to merge".
std::string review_summary(const ReviewReport& report);

}  // namespace highwater
