// SPDX-License-Identifier: Apache-2.0
// `check --shard I/N`: which scenarios are this machine's, by the durations that an earlier check has
// recorded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "gate/probes.h"
#include "suite/shard.h"

namespace highwater {

// Of the results below `folder`, in whatever folders: how long each scenario took, all its probes together.
// Of several results of one scenario and probe the longest counts. Errors (kUsage): no such folder; a *.json
// in it that is no result.
Expected<Durations> recorded_durations(const std::string& folder);

struct DivisionRequest {
  std::vector<std::string> names;  // scenarios or families; none: all of them
  std::optional<ProbeKind> probe;  // none: every probe that a scenario has
  Shard shard;
  Durations durations;
};

struct Division {
  std::vector<std::string> names;  // of this shard's scenarios
  ShardRecord record;
};

// Errors (kUsage): a selection that selects nothing; fewer scenarios than shards.
Expected<Division> divide(const Manifest& manifest, const DivisionRequest& request);

}  // namespace highwater
