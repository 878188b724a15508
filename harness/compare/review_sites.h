// SPDX-License-Identifier: Apache-2.0
// Which call sites grew between two baselines. For review.cc and bisect, which have no more than what
// baselines keep of a run.
#pragma once

#include <vector>

#include "baseline/baseline.h"
#include "compare/review.h"

namespace highwater {

// Those of `after` that answer for more of `metric` than in `before`, the largest difference first, at most
// `most`. Sites are paired across renamed functions, see site_pairing.h.
std::vector<GrownSite> grown_sites(const std::vector<BaselineSite>& before,
                                   const std::vector<BaselineSite>& after, Metric metric, std::size_t most);

}  // namespace highwater
