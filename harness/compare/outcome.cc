// SPDX-License-Identifier: Apache-2.0
#include "compare/outcome.h"

#include "compare/gated_numbers.h"

namespace highwater {

bool is_checked(const CheckOutcome& outcome) {
  return outcome.baseline.has_value() || outcome.error.has_value();
}

void judge(CheckOutcome& outcome) {
  outcome.comparison.reset();
  outcome.explanations.clear();
  if (outcome.error || !outcome.measurement || !outcome.baseline) return;
  Expected<Comparison> comparison = compare(*outcome.baseline, *outcome.measurement, outcome.region);
  if (!comparison) {
    outcome.error = std::move(comparison).error();
    return;
  }
  outcome.comparison = std::move(*comparison);
  if (outcome.comparison->worst != Verdict::kRegression) return;
  const RegionResult* const region = gated_region(*outcome.measurement, outcome.region);
  outcome.explanations = explain(*outcome.baseline, *outcome.comparison,
                                 {.sites = &gated_sites(*outcome.measurement, outcome.region),
                                  .iterations = region != nullptr ? region->iterations : 0,
                                  .payload_bytes = outcome.payload_bytes});
}

ExitStatus status_of(const CheckOutcome& outcome, Improvements improvements) {
  if (outcome.error) return outcome.error->status;
  // Neither numbers nor a reason: a mistake of ours, and never a pass.
  if (!outcome.comparison) return ExitStatus::kProbe;
  switch (outcome.comparison->worst) {
    case Verdict::kRegression:
      return ExitStatus::kRegression;
    case Verdict::kImprovement:
      return improvements == Improvements::kFail ? ExitStatus::kImprovement : ExitStatus::kOk;
    case Verdict::kPass:
      break;
  }
  return ExitStatus::kOk;
}

ExitStatus status_of(const CheckReport& report, Improvements improvements) {
  if (report.outcomes.empty() && report.errors.empty()) return ExitStatus::kUsage;
  ExitStatus status = ExitStatus::kOk;
  for (const CheckOutcome& outcome : report.outcomes)
    status = worst(status, status_of(outcome, improvements));
  for (const Error& error : report.errors) status = worst(status, error.status);
  return status;
}

}  // namespace highwater
