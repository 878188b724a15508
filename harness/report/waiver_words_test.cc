// SPDX-License-Identifier: Apache-2.0
// Waivers in words, and that every report has them: what is waived is nowhere a pass.
#include "report/waiver_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/check_example.h"
#include "report/ci/ctest_measurements.h"
#include "report/ci/github_annotations.h"
#include "report/ci/junit.h"
#include "report/html/report.h"
#include "report/markdown/report.h"
#include "report/text/check.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kWaived = "waived until 2027-01-31 up to 16.00 KiB (#17): moves out in 2.4";

// The peak of example_outcome(), from 8 KiB to 12 KiB.
CheckOutcome waived(Verdict verdict, bool expired = false, bool exceeded = false,
                    std::int64_t ceiling = 16384) {
  CheckOutcome outcome = example_outcome("a/b", 8192, 12288, verdict);
  outcome.comparison->metrics[0].waiver = MetricWaiver{.waiver = {.scenario = "a/b",
                                                                  .metric = "peak_bytes",
                                                                  .profile = std::nullopt,
                                                                  .probe = std::nullopt,
                                                                  .ceiling = ceiling,
                                                                  .expires = "2027-01-31",
                                                                  .issue = "#17",
                                                                  .reason = "moves out in 2.4"},
                                                       .expired = expired,
                                                       .exceeded = exceeded};
  return outcome;
}

std::string words(const CheckOutcome& outcome) {
  return describe_waiver(outcome.comparison->metrics[0]);
}

// A pass beside it.
CheckReport report_of(const CheckOutcome& outcome) {
  CheckReport report;
  report.outcomes = {outcome, example_outcome("a/same", 8192, 8192, Verdict::kPass)};
  return report;
}

std::string page_of(const CheckReport& report) {
  return render_html(report, Improvements::kReport);
}

TEST(WaiverWords, EachStateHasItsOwn) {
  EXPECT_EQ(words(waived(Verdict::kWaived)), kWaived);
  EXPECT_EQ(words(waived(Verdict::kRegression, true)),
            "its waiver expired on 2027-01-31 (#17): moves out in 2.4");
  EXPECT_EQ(words(waived(Verdict::kRegression, false, true, 10000)),
            "above the ceiling of its waiver, 9.77 KiB (#17): moves out in 2.4");
  EXPECT_EQ(words(waived(Verdict::kRegression, true, true, 10000)),
            "its waiver expired on 2027-01-31, and above the ceiling of its waiver, 9.77 KiB (#17): moves "
            "out in 2.4");
  EXPECT_EQ(
      words(waived(Verdict::kUnusedWaiver)),
      "its waiver is not needed, for it did not regress: remove it from the waivers (#17): moves out in 2.4");
  EXPECT_EQ(words(example_regression()), "");
}

// The limit is 9 KiB.
TEST(WaiverWords, ACeilingThatIsNotAboveTheLimitIsCalledSo) {
  EXPECT_THAT(words(waived(Verdict::kRegression, false, true, 9216)),
              HasSubstr("9.00 KiB, which is not above the limit"));
}

TEST(WaiverWords, OfAnOutcomeAreByMetric) {
  EXPECT_THAT(waiver_lines(waived(Verdict::kWaived)), testing::ElementsAre(std::string("peak: ") + kWaived));
  EXPECT_THAT(waiver_lines(CheckOutcome{}), testing::IsEmpty());
}

TEST(Waived, TheTerminalHasItsOwnWordAndCount) {
  const std::string text = render_check(
      report_of(waived(Verdict::kWaived)),
      {.color = false, .improvements = Improvements::kReport, .update_command = "highwater update"});
  EXPECT_THAT(text, HasSubstr("+50.0 %  waived\n"));
  EXPECT_THAT(text, HasSubstr("WAIVED  a/b   peak 12.00 KiB, baseline 8.00 KiB"));
  EXPECT_THAT(text, HasSubstr(std::string("      peak: ") + kWaived + "\n"));
  EXPECT_THAT(text, HasSubstr("2 checks: 1 waived, 1 ok\n"));
  EXPECT_THAT(text, Not(HasSubstr("accept:")));
}

TEST(Waived, JUnitSkipsTheTest) {
  const std::string xml = render_junit(report_of(waived(Verdict::kWaived)), Improvements::kReport);
  EXPECT_THAT(xml, HasSubstr(std::string("<skipped message=\"peak: ") + kWaived + "\"/>"));
  EXPECT_THAT(xml, HasSubstr("failures=\"0\""));
  EXPECT_THAT(xml, HasSubstr("skipped=\"1\""));
}

TEST(Waived, MarkdownCountsItApartFromThePasses) {
  const std::string text = render_markdown(report_of(waived(Verdict::kWaived)), {});
  EXPECT_THAT(text, HasSubstr("## ⚠️ Memory: 1 of 2 checks pass, 1 waived\n\n1 ok, 1 waived on"));
  EXPECT_THAT(text, HasSubstr("| waived | <code>a/b</code> |"));
  EXPECT_THAT(text, HasSubstr("Waived in <code>a/b</code>: peak: waived until"));
  EXPECT_THAT(text, Not(HasSubstr("✅")));
}

TEST(Waived, ThePageCountsItApartFromThePasses) {
  const std::string page = page_of(report_of(waived(Verdict::kWaived)));
  EXPECT_THAT(page, HasSubstr("<p class=\"lead\">1 of 2 checks within their limits, 1 waived</p>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"v waived\">1 Waived</span>"));
  EXPECT_THAT(page, HasSubstr(kWaived));
}

TEST(Waived, TheAnnotationIsAWarning) {
  EXPECT_EQ(render_annotations(report_of(waived(Verdict::kWaived)), Improvements::kReport, ""),
            "::warning title=memory waived%3A a/b::peak 12.00 KiB, baseline 8.00 KiB, +4.00 KiB (+50.0 %25), "
            "limit 9.00 KiB%0Apeak: " +
                std::string(kWaived) + "\n");
}

TEST(Waived, CtestHasItAsAMeasurement) {
  EXPECT_THAT(
      render_ctest_measurements(report_of(waived(Verdict::kWaived)), ""),
      HasSubstr(std::string("<CTestMeasurement type=\"text/string\" name=\"a/b counting waived\">peak: ") +
                kWaived + "</CTestMeasurement>\n"));
}

TEST(UnusedWaiver, FailsInEveryReportAndSaysWhatToDo) {
  const CheckReport report = report_of(waived(Verdict::kUnusedWaiver));
  const std::string remedy = "its waiver is not needed, for it did not regress: remove it from the waivers";
  const std::string text = render_check(report, {});
  EXPECT_THAT(text, HasSubstr("FAIL  a/b   peak 12.00 KiB"));
  EXPECT_THAT(text, HasSubstr("2 checks: 1 unused waiver, 1 ok\n"));
  EXPECT_THAT(text, HasSubstr(remedy));
  EXPECT_THAT(text, Not(HasSubstr("accept:")));
  const std::string xml = render_junit(report, Improvements::kReport);
  EXPECT_THAT(xml, HasSubstr("<failure type=\"unused waiver\""));
  EXPECT_THAT(xml, HasSubstr(remedy));
  const std::string markdown = render_markdown(report, {});
  EXPECT_THAT(markdown, HasSubstr("❌ Memory: 1 of 2 checks fail"));
  EXPECT_THAT(markdown, HasSubstr(remedy));
  EXPECT_THAT(markdown, Not(HasSubstr("To accept")));
  EXPECT_THAT(page_of(report), HasSubstr("1 of 2 checks failed"));
  EXPECT_THAT(render_annotations(report, Improvements::kReport, ""),
              HasSubstr("::error title=memory unused waiver%3A a/b::"));
}

TEST(ExpiredWaiver, SaysSoBesideTheRegression) {
  const CheckReport report = report_of(waived(Verdict::kRegression, true));
  EXPECT_THAT(render_check(report, {}), HasSubstr("      peak: its waiver expired on 2027-01-31 (#17)"));
  EXPECT_THAT(render_annotations(report, Improvements::kReport, ""),
              HasSubstr("%0Apeak: its waiver expired on"));
  EXPECT_THAT(render_markdown(report, {}), HasSubstr("- peak: its waiver expired on"));
  EXPECT_THAT(render_junit(report, Improvements::kReport), HasSubstr("peak: its waiver expired on"));
  EXPECT_THAT(page_of(report), HasSubstr("peak: its waiver expired on"));
}

// What a person wrote into the file of waivers must not become anything else in a report.
TEST(Waived, AHostileReasonStaysText) {
  CheckOutcome outcome = waived(Verdict::kWaived);
  outcome.comparison->metrics[0].waiver->waiver.reason = kHostileName;
  outcome.comparison->metrics[0].waiver->waiver.issue = kHostileName;
  const CheckReport report = report_of(outcome);
  EXPECT_THAT(page_of(report), Not(HasSubstr("<script>alert")));
  EXPECT_THAT(render_junit(report, Improvements::kReport), Not(HasSubstr("<script>alert")));
  EXPECT_THAT(render_markdown(report, {}), Not(HasSubstr("<script>alert")));
  const std::string annotations = render_annotations(report, Improvements::kReport, "");
  EXPECT_THAT(annotations, Not(HasSubstr("\n::error")));
  EXPECT_THAT(render_check(report, {}), Not(HasSubstr("\x1b[31m")));
}

TEST(Hints, OfTheEnvironmentStandBesideTheFailureInEveryReport) {
  CheckOutcome outcome = example_regression();
  const std::string hint = "the environment changed since the baseline: libc: glibc 2.36 to glibc 2.37";
  outcome.hints = {hint};
  const CheckReport report = report_of(outcome);
  EXPECT_THAT(render_check(report, {}), HasSubstr("      hint: " + hint + "\n"));
  EXPECT_THAT(render_annotations(report, Improvements::kReport, ""),
              HasSubstr("%0Ahint: the environment changed since the baseline"));
  EXPECT_THAT(render_markdown(report, {}), HasSubstr("Hint: the environment changed since the baseline"));
  EXPECT_THAT(render_junit(report, Improvements::kReport), HasSubstr("hint: " + hint));
  EXPECT_THAT(page_of(report), HasSubstr(hint));
}

}  // namespace
}  // namespace highwater
