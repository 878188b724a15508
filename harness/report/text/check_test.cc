// SPDX-License-Identifier: Apache-2.0
#include "report/text/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

MetricComparison compared(Metric metric, std::int64_t baseline, std::int64_t now, Verdict verdict) {
  return {.metric = metric,
          .baseline = baseline,
          .now = now,
          .allowance = 1024,
          .limit = baseline + 1024,
          .verdict = verdict};
}

CheckOutcome outcome(const std::string& scenario, std::int64_t baseline, std::int64_t now, Verdict verdict) {
  CheckOutcome result;
  result.scenario = scenario;
  result.measurement = Measurement{};
  result.comparison = Comparison{.region = "download",
                                 .metrics = {compared(Metric::kPeakBytes, baseline, now, verdict),
                                             compared(Metric::kAllocations, 7, 7, Verdict::kPass)},
                                 .worst = verdict};
  return result;
}

const CheckTextOptions kOptions = {.color = false,
                                   .improvements = Improvements::kReport,
                                   .update_command = "highwater update --manifest m.json"};

TEST(TextCheck, AGreenCheckIsATableAndASummary) {
  CheckReport report;
  report.outcomes = {outcome("a/b", 2048, 2048, Verdict::kPass)};
  EXPECT_EQ(render_check(report, kOptions),
            "scenario  probe         peak  retained  allocations  peak vs baseline  verdict\n"
            "a/b       counting  2.00 KiB                      7            +0.0 %  ok\n"
            "\n"
            "1 checks: 1 ok\n");
}

TEST(TextCheck, ARegressionShowsEveryNumberAndTheCommandThatAcceptsIt) {
  CheckReport report;
  report.outcomes = {outcome("a/b", 2048, 10240, Verdict::kRegression)};
  EXPECT_THAT(
      render_check(report, kOptions),
      HasSubstr("FAIL  a/b   peak 10.00 KiB, baseline 2.00 KiB, +8.00 KiB (+400.0 %), limit 3.00 KiB\n"
                "      counting, region \"download\"\n"
                "      metric       baseline     now            difference  limit  verdict\n"
                "      peak_bytes      2,048  10,240  +8.00 KiB (+400.0 %)  3,072  REGRESSION\n"
                "      allocations         7       7           +0 (+0.0 %)  1,031  ok\n"
                "      accept: highwater update --manifest m.json a/b --reason \"…\"\n"));
}

TEST(TextCheck, AnImprovementIsShownAndFailsOnlyWhenStrict) {
  CheckReport report;
  report.outcomes = {outcome("a/b", 10240, 2048, Verdict::kImprovement)};
  EXPECT_THAT(render_check(report, kOptions), HasSubstr("GOOD  a/b"));
  CheckTextOptions strict = kOptions;
  strict.improvements = Improvements::kFail;
  EXPECT_THAT(render_check(report, strict), HasSubstr("FAIL  a/b"));
}

TEST(TextCheck, AFailedScenarioShowsWhatItPrintedLast) {
  CheckReport report;
  CheckOutcome failed;
  failed.scenario = "a/b";
  failed.error = Error{ExitStatus::kScenario, "a/b (counting): the scenario failed: exit code 3", "run it"};
  for (int i = 1; i <= 30; ++i) failed.output += "line " + std::to_string(i) + "\n";
  report.outcomes = {failed};
  const std::string text = render_check(report, kOptions);
  EXPECT_THAT(text, HasSubstr("FAIL  a/b (counting): the scenario failed: exit code 3\n      hint: run it\n"
                              "      | line 11\n"));
  EXPECT_THAT(text, HasSubstr("      | line 30\n"));
  EXPECT_THAT(text, Not(HasSubstr("line 10\n")));
  EXPECT_THAT(text, EndsWith("1 checks: 1 scenario failed\n"));
}

TEST(TextCheck, EscapesFromAScenarioAreShownNotObeyed) {
  CheckReport report;
  CheckOutcome failed;
  failed.error = Error{ExitStatus::kScenario, "x", ""};
  failed.output =
      "\033]0;title\007\n\xc2\x9b"
      "31m \x9b \xe2\x80\xae\n";
  report.outcomes = {failed};
  EXPECT_THAT(render_check(report, kOptions),
              HasSubstr("      | \\x1b]0;title\\x07\n      | \\u{9b}31m \\x9b \\u{202e}\n"));
}

TEST(TextCheck, NoWordThatAScenarioSaysIsObeyedByALog) {
  CheckReport report;
  CheckOutcome failed;
  failed.error = Error{ExitStatus::kScenario, "x", ""};
  failed.output = "a ##[stop-commands]x\n::add-mask::x\n";
  report.outcomes = {failed};
  const std::string text = render_check(report, kOptions);
  EXPECT_THAT(text, HasSubstr("      | a ##\\x5bstop-commands]x\n      | ::add-mask::x\n"));
  EXPECT_THAT(text, Not(HasSubstr("##[")));
}

}  // namespace
}  // namespace highwater
