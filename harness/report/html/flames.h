// SPDX-License-Identifier: Apache-2.0
// The flame graphs on a scenario's page: of the peak, of what is retained, and against the baseline. Called
// by scenario.cc.
#pragma once

#include <string>
#include <vector>

#include "baseline/baseline_site.h"
#include "compare/outcome.h"
#include "report/html/flame_tree.h"

namespace highwater {

// What two sets of sites hold of `metric`, chain by chain. A baseline keeps its largest sites only: of the
// run's, those that it does not have and would not have kept are one chain "[too small for the baseline]",
// and so is what its sites do not sum up to.
std::vector<FlameStack> difference_stacks(const std::vector<BaselineSite>& run,
                                          const std::vector<BaselineSite>& baseline, Metric metric,
                                          std::int64_t baseline_total);

// All graphs that the outcome has the sites for; a sentence that says how to get them where it has none.
std::string html_flames(const CheckOutcome& outcome, const std::vector<BaselineSite>& run);

}  // namespace highwater
