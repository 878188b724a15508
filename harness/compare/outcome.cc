// SPDX-License-Identifier: Apache-2.0
#include "compare/outcome.h"

namespace highwater {

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
