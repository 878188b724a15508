// SPDX-License-Identifier: Apache-2.0
#include "compare/outcome.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

CheckOutcome compared(Verdict verdict) {
  CheckOutcome outcome;
  outcome.comparison = Comparison{.region = std::nullopt, .metrics = {}, .worst = verdict};
  return outcome;
}

CheckOutcome failed(ExitStatus status) {
  CheckOutcome outcome;
  outcome.error = Error{status, "what", "hint"};
  return outcome;
}

TEST(CheckOutcome, VerdictsBecomeExitCodes) {
  EXPECT_EQ(status_of(compared(Verdict::kPass), Improvements::kFail), ExitStatus::kOk);
  EXPECT_EQ(status_of(compared(Verdict::kRegression), Improvements::kReport), ExitStatus::kRegression);
  EXPECT_EQ(status_of(compared(Verdict::kImprovement), Improvements::kReport), ExitStatus::kOk);
  EXPECT_EQ(status_of(compared(Verdict::kImprovement), Improvements::kFail), ExitStatus::kImprovement);
}

TEST(CheckOutcome, NeitherNumbersNorAReasonIsNeverAPass) {
  EXPECT_EQ(status_of(CheckOutcome{}, Improvements::kReport), ExitStatus::kProbe);
}

TEST(CheckReport, NothingCheckedIsNeverAPass) {
  EXPECT_EQ(status_of(CheckReport{}, Improvements::kReport), ExitStatus::kUsage);
}

TEST(CheckReport, TheWorstOutcomeDecides) {
  CheckReport report;
  report.outcomes = {compared(Verdict::kPass), compared(Verdict::kRegression), failed(ExitStatus::kScenario),
                     failed(ExitStatus::kProbe)};
  EXPECT_EQ(status_of(report, Improvements::kReport), ExitStatus::kScenario);
  report.errors.push_back(Error{ExitStatus::kUsage, "what", ""});
  EXPECT_EQ(status_of(report, Improvements::kReport), ExitStatus::kUsage);
}

TEST(CheckReport, AnOrphanBaselineFailsAnOtherwiseGreenCheck) {
  CheckReport report;
  report.outcomes = {compared(Verdict::kPass)};
  report.errors.push_back(Error{ExitStatus::kBaseline, "orphan", ""});
  EXPECT_EQ(status_of(report, Improvements::kReport), ExitStatus::kBaseline);
}

}  // namespace
}  // namespace highwater
