// SPDX-License-Identifier: Apache-2.0
// What checking one scenario with one probe came to: numbers and verdicts, or the reason why there are none.
// The gate fills it in or a result file has it; reports show it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "compare/compare.h"
#include "compare/explanation.h"
#include "result/measurement.h"
#include "suite/shard.h"

namespace highwater {

// Is an improvement beyond the tolerance a failure? With --strict it is, so that wins get locked in.
enum class Improvements { kReport, kFail };

struct CheckOutcome {
  std::string scenario;
  ProbeKind probe = ProbeKind::kCounting;
  std::optional<Measurement> measurement;     // also where the scenario failed, as far as it came
  std::optional<Baseline> baseline;           // that it is held to
  std::optional<std::string> region;          // the manifest's choice of what is gated
  std::optional<std::int64_t> payload_bytes;  // what the manifest says that the scenario keeps
  std::vector<Waiver> waivers;                // that cover this scenario, platform and probe
  std::int64_t today = 0;          // when it was checked, in seconds since 1970: decides whether waivers hold
  std::optional<Error> error;      // why there is no comparison
  std::string output;              // the end of what a failed scenario printed
  std::vector<std::string> notes;  // what deserves a look and decides nothing
  std::chrono::milliseconds elapsed{0};
  std::optional<ShardRecord> shard;  // where the suite was divided among machines
  // From judge().
  std::optional<Comparison> comparison;
  std::vector<Explanation> explanations;  // one a metric that failed; empty without sites
  std::vector<std::string>
      hints;  // what else may have moved the numbers, see compare/fitness.h; empty where all is well
};

// A measurement that was held to nothing: `run` or `update` made it.
bool is_checked(const CheckOutcome& outcome);

// Compares and explains: fills in `comparison`, `explanations` and `hints`, or `error`, from the rest. Pure.
void judge(CheckOutcome& outcome);

// The exit code that this outcome stands for.
ExitStatus status_of(const CheckOutcome& outcome, Improvements improvements);

// One `check`: its outcomes, and what is wrong with the baselines as a whole (orphans).
struct CheckReport {
  std::vector<CheckOutcome> outcomes;
  std::vector<Error> errors;
};

// The worst of all; nothing checked at all is kUsage.
ExitStatus status_of(const CheckReport& report, Improvements improvements);

}  // namespace highwater
