// SPDX-License-Identifier: Apache-2.0
// A change of a baseline that is about to be made, as a review would show it. For proposals.
#pragma once

#include <optional>

#include "compare/review.h"

namespace highwater {

// Without problems: whether it may is found out when it is a commit.
ReviewedBaseline reviewed_change(const std::optional<Baseline>& before, const Baseline& after);

}  // namespace highwater
