// SPDX-License-Identifier: Apache-2.0
// What checking one scenario with one probe came to: numbers and verdicts, or the reason why there are none.
// The gate fills it in, reports show it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "compare/compare.h"
#include "result/measurement.h"

namespace highwater {

// Is an improvement beyond the tolerance a failure? With --strict it is, so that wins get locked in.
enum class Improvements { kReport, kFail };

struct CheckOutcome {
  std::string scenario;
  ProbeKind probe = ProbeKind::kCounting;
  std::optional<Measurement> measurement;  // also where the scenario failed, as far as it came
  std::optional<Comparison> comparison;
  std::optional<Error> error;          // set where there is no comparison
  std::string output;                  // the end of what a failed scenario printed
  std::vector<SiteResult> sites = {};  // of a failed check, as the counting probe sees them
  std::vector<std::string> notes;      // what deserves a look and decides nothing
  std::chrono::milliseconds elapsed{0};
};

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
