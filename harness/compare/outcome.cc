// SPDX-License-Identifier: Apache-2.0
#include "compare/outcome.h"

#include "compare/fitness.h"
#include "compare/gated_numbers.h"
#include "compare/waiving.h"

namespace highwater {
namespace {

ExitStatus status_of(Verdict verdict, Improvements improvements) {
  switch (verdict) {
    case Verdict::kRegression:
      return ExitStatus::kRegression;
    // Like a baseline without a scenario: data in git that guards nothing any more.
    case Verdict::kUnusedWaiver:
      return ExitStatus::kBaseline;
    case Verdict::kImprovement:
      return improvements == Improvements::kFail ? ExitStatus::kImprovement : ExitStatus::kOk;
    case Verdict::kWaived:
    case Verdict::kPass:
      break;
  }
  return ExitStatus::kOk;
}

}  // namespace

bool is_checked(const CheckOutcome& outcome) {
  return outcome.baseline.has_value() || outcome.error.has_value();
}

void judge(CheckOutcome& outcome) {
  outcome.comparison.reset();
  outcome.explanations.clear();
  outcome.hints.clear();
  if (outcome.error || !outcome.measurement || !outcome.baseline) return;
  Expected<Comparison> comparison = compare(*outcome.baseline, *outcome.measurement, outcome.region);
  if (!comparison) {
    outcome.error = std::move(comparison).error();
    return;
  }
  if (const Expected<void> waived =
          waive(*comparison, *outcome.measurement, outcome.region, outcome.waivers, outcome.today);
      !waived) {
    outcome.error = waived.error();
    return;
  }
  outcome.comparison = std::move(*comparison);
  if (outcome.comparison->worst != Verdict::kPass)
    outcome.hints = fitness_hints(outcome.baseline->context, outcome.measurement->context, outcome.probe);
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
  // One metric may be waived and another one improved.
  ExitStatus status = status_of(outcome.comparison->worst, improvements);
  for (const MetricComparison& compared : outcome.comparison->metrics)
    status = worst(status, status_of(compared.verdict, improvements));
  return status;
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
