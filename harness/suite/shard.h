// SPDX-License-Identifier: Apache-2.0
// A suite divided among machines: which scenarios each of them measures. Every scenario is in exactly one
// shard, on every machine alike, whether its duration is known or not.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "suite/manifest.h"

namespace highwater {

struct Shard {
  int index = 1;  // from 1
  int count = 1;

  bool operator==(const Shard&) const = default;
};

// "2/4". Errors (kUsage): no such text; an index that is not from 1 to the count.
Expected<Shard> parse_shard(std::string_view text);

// How long scenarios took, by name; those that are not there count as the mean of the others.
using Durations = std::map<std::string, std::chrono::milliseconds>;

// What one machine does, and by what all of them can be held together.
struct ShardPlan {
  std::vector<const Scenario*> scenarios;  // of this shard, in the manifest's order; at least one
  std::string fingerprint;                 // of the whole division: the same for all shards of one plan
};

// The longest first, each to the shard that has least to do so far; ties go by name and to the first shard.
// Pure: all machines come to the same plan from the same scenarios and durations. Error (kUsage): fewer
// scenarios than shards. BORROWS from `scenarios`.
Expected<ShardPlan> plan_shard(const std::vector<const Scenario*>& scenarios, const Durations& durations,
                               const Shard& shard);

// What a result says of the shard that it is from, so that a report knows whether all are there.
struct ShardRecord {
  std::string profile;
  std::string probe;  // the one that was asked for; empty: all that a scenario has
  Shard shard;
  std::string plan;         // fingerprint
  std::int64_t checks = 0;  // of a scenario with a probe, in this shard

  bool operator==(const ShardRecord&) const = default;
};

}  // namespace highwater
