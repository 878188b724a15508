// SPDX-License-Identifier: Apache-2.0
// What a branch did to the baselines of all platforms, out of git. Nothing is measured, and nothing but git
// is run. Called by `review`.
#pragma once

#include <string>

#include "base/process.h"
#include "compare/review.h"
#include "suite/manifest.h"

namespace highwater {

struct ReviewQuery {
  std::string range;                   // "BASE..HEAD", see vcs/range.h
  std::string baselines;               // folder of all platforms' baselines; need not exist in the work tree
  const Manifest* manifest = nullptr;  // BORROWS; null: nobody knows which scenarios there are
};

// Errors (kUsage): git's, and those of range_of() (vcs/range.h); no baseline at either end, for then the
// folder is the wrong one.
Expected<ReviewReport> review(ProcessRunner& runner, const ReviewQuery& query);

}  // namespace highwater
