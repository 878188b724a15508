// SPDX-License-Identifier: Apache-2.0
// The gate: measures scenarios, compares them with their baselines, and keeps every reason for the report.
// Called by `check`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compare/outcome.h"
#include "gate/measure.h"

namespace highwater {

// Told before each measurement, for a progress line.
struct Progress {
  std::size_t number = 0;  // from 1
  std::size_t count = 0;
  std::string scenario;
  ProbeKind probe = ProbeKind::kCounting;
};
using ProgressListener = std::function<void(const Progress&)>;

// Are baselines without a scenario looked for? Where the whole suite is checked, in however many shards.
enum class Orphans { kIgnore, kFind };

struct CheckRequest {
  std::vector<std::string> names = {};  // scenarios or families; none: all of them
  Orphans orphans = Orphans::kIgnore;
  std::optional<ProbeKind> probe = std::nullopt;  // none: every probe that a scenario has
  int runs = 1;  // of each scenario with each probe; the median of them is judged
  std::string update_command =
      "highwater update";  // what makes a missing baseline, for hints: exact, to be pasted
  std::optional<ShardRecord> shard = std::nullopt;  // `names` are those of this shard
  std::int64_t today = 0;                           // seconds since 1970; waivers expire by it
};

// A report for as much as was asked for: that one scenario fails is in its outcome, and the next one is
// measured. Errors: a selection that selects nothing (kUsage); no baseline at all for this profile
// (kBaseline); a file of waivers that cannot be used (kUsage); an interruption (kInterrupted).
Expected<CheckReport> check(const SuiteContext& suite, Probes& probes, const CheckRequest& request,
                            const ProgressListener& listener);

}  // namespace highwater
