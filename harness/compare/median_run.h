// SPDX-License-Identifier: Apache-2.0
// Several runs of one scenario as one measurement. Made by `check --runs`. Pure.
#pragma once

#include <vector>

#include "result/measurement.h"

namespace highwater {

// The run with the median peak, each number of the process and of its regions replaced by the median over all
// runs that have it (analysis/noise.h: of an even number the lower one, so that it was measured). REQUIRES:
// at least one run, all of one probe.
Measurement median_run(std::vector<Measurement> runs);

}  // namespace highwater
