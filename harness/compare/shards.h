// SPDX-License-Identifier: Apache-2.0
// Are the results of all shards there? Asked by `report` of what many machines have handed in.
#pragma once

#include <vector>

#include "base/error.h"
#include "compare/outcome.h"

namespace highwater {

// What is wrong, kUsage each: a shard of which there is nothing, or not everything; shards of divisions that
// do not belong together. Results of suites that were not divided have no part in it. Pure.
std::vector<Error> shard_problems(const std::vector<CheckOutcome>& outcomes);

}  // namespace highwater
