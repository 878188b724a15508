// SPDX-License-Identifier: Apache-2.0
#include "compare/outcome_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error_printer.h"
#include "baseline/baseline_example.h"
#include "result/json.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

SiteResult site(std::int64_t peak) {
  SiteResult result;
  result.peak_bytes = peak;
  result.frames = {Frame{.function = "grow",
                         .file = "/src/a.cc",
                         .line = 3,
                         .module = "/bin/app",
                         .offset = 1,
                         .inlined = false}};
  return result;
}

CheckOutcome checked(std::int64_t peak) {
  CheckOutcome outcome;
  outcome.baseline = example_baseline();
  outcome.baseline->region.reset();
  outcome.baseline->overrides.clear();
  outcome.baseline->sites = {{.chain = {"grow"}, .file = "a.cc", .peak_bytes = 900000}};
  outcome.scenario = outcome.baseline->scenario;
  outcome.region = std::nullopt;
  outcome.payload_bytes = 12345;
  outcome.notes = {"a note"};
  outcome.elapsed = std::chrono::milliseconds(17);
  Measurement measurement;
  measurement.scenario = outcome.scenario;
  measurement.command = {"./x"};
  measurement.end.code = 0;
  measurement.metrics = {.peak_bytes = peak,
                         .retained_bytes = 5,
                         .retained_blocks = 1,
                         .allocated_bytes = 5000000,
                         .allocations = 700,
                         .peak_rss_bytes = std::nullopt};
  measurement.peak_upper_bytes = peak;
  measurement.has_sites = true;
  measurement.sites = {site(peak)};
  outcome.measurement = measurement;
  judge(outcome);
  return outcome;
}

TEST(OutcomeJson, WhatCheckFoundOutIsReadBackAndJudgedAgain) {
  const CheckOutcome outcome = checked(2000000);
  ASSERT_TRUE(outcome.comparison);
  ASSERT_THAT(outcome.explanations, SizeIs(1));
  const Expected<CheckOutcome> read = outcome_from_json(to_json(outcome), "r.json");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->scenario, outcome.scenario);
  EXPECT_EQ(read->measurement, outcome.measurement);
  EXPECT_EQ(read->baseline, outcome.baseline);
  EXPECT_EQ(read->payload_bytes, 12345);
  EXPECT_EQ(read->notes, outcome.notes);
  EXPECT_EQ(read->elapsed, outcome.elapsed);
  EXPECT_EQ(read->comparison, outcome.comparison);
  EXPECT_EQ(read->explanations, outcome.explanations);
  EXPECT_EQ(to_json(*read), to_json(outcome));
}

TEST(OutcomeJson, TheFileIsStillAPlainResult) {
  const CheckOutcome outcome = checked(2000000);
  const Expected<Measurement> read = measurement_from_json(to_json(outcome), "r.json");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(*read, *outcome.measurement);
}

TEST(OutcomeJson, APlainResultIsAnOutcomeThatWasNotChecked) {
  const CheckOutcome outcome = checked(2000000);
  const Expected<CheckOutcome> read = outcome_from_json(to_json(*outcome.measurement), "r.json");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_FALSE(is_checked(*read));
  EXPECT_FALSE(read->comparison);
  EXPECT_THAT(to_json(*read), Not(HasSubstr("\"check\"")));
}

TEST(OutcomeJson, WhatCouldNotBeMeasuredKeepsItsReason) {
  CheckOutcome outcome;
  outcome.scenario = "a/b";
  outcome.error = Error{ExitStatus::kProbe, "did not attach", "link it dynamically"};
  outcome.output = "last words\n";
  const Expected<CheckOutcome> read = outcome_from_json(to_json(outcome), "r.json");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->error, outcome.error);
  EXPECT_EQ(read->output, outcome.output);
  EXPECT_FALSE(read->measurement);
  EXPECT_EQ(status_of(*read, Improvements::kReport), ExitStatus::kProbe);
  EXPECT_THAT(measurement_from_json(to_json(outcome), "r.json").error().what,
              HasSubstr("r.json:1: metrics: the check that wrote this result got no numbers"));
}

struct BadOutcome {
  const char* text;
  const char* complaint;
};

TEST(OutcomeJson, BadFilesAreRefusedWithTheirPlace) {
  const BadOutcome bad[] = {
      {"{\"schema\": 1, \"scenario\": \"a\", \"probe\": \"counting\", \"check\": 7}", "check"},
      {"{\"schema\": 2, \"scenario\": \"a\", \"probe\": \"counting\", \"check\": {}}", "schema"},
      {"{\"schema\": 1, \"scenario\": \"a\", \"probe\": \"guess\", \"check\": {}}", "probe"},
      {"{\"schema\": 1, \"scenario\": \"a\", \"probe\": \"counting\", \"check\": {\"error\": null, "
       "\"output\": \"\", "
       "\"notes\": [], \"elapsed_ms\": 1}}",
       "no error says why"},
      {"{\"schema\": 1, \"scenario\": \"a\", \"probe\": \"counting\", \"check\": {\"error\": {\"exit_code\": "
       "0, "
       "\"what\": \"\", \"hint\": \"\"}}}",
       "exit code of a failure"},
      {"{\"schema\": 1, \"scenario\": \"a\", \"probe\": \"counting\"", "r.json"},
  };
  for (const BadOutcome& of : bad) {
    const Expected<CheckOutcome> read = outcome_from_json(of.text, "r.json");
    ASSERT_FALSE(read) << of.text;
    EXPECT_EQ(read.error().status, ExitStatus::kUsage);
    EXPECT_THAT(read.error().what, HasSubstr(of.complaint)) << of.text;
    EXPECT_THAT(read.error().what, HasSubstr("r.json")) << of.text;
  }
}

TEST(OutcomeJson, ABaselineOfAnotherScenarioIsRefused) {
  CheckOutcome outcome = checked(2000000);
  outcome.baseline->scenario = "some/other";
  const Expected<CheckOutcome> read = outcome_from_json(to_json(outcome), "r.json");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().what, HasSubstr("check.baseline.scenario"));
}

// The same verdict on another day, on another machine: the waiver had not expired when it was checked.
TEST(OutcomeJson, WaiversAndTheDayOfTheCheckAreReadBack) {
  CheckOutcome outcome = checked(2000000);
  outcome.today = 1800000000;  // 2027-01-15
  outcome.waivers = {{.scenario = outcome.scenario,
                      .metric = "peak_bytes",
                      .profile = "linux-x86_64-gnu12-release",
                      .probe = "counting",
                      .ceiling = 2000000,
                      .expires = "2027-01-15",
                      .issue = "#17",
                      .reason = "moves out in 2.4"}};
  judge(outcome);
  ASSERT_EQ(outcome.comparison->worst, Verdict::kWaived);
  const std::string text = to_json(outcome);
  EXPECT_THAT(text, HasSubstr("\"date\": \"2027-01-15\""));
  const Expected<CheckOutcome> read = outcome_from_json(text, "r.json");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->waivers, outcome.waivers);
  EXPECT_EQ(read->comparison, outcome.comparison);
}

TEST(OutcomeJson, AWaiverWithoutTheDayOfTheCheckIsRefused) {
  CheckOutcome outcome = checked(2000000);
  outcome.waivers = {{.scenario = outcome.scenario,
                      .metric = "peak_bytes",
                      .profile = std::nullopt,
                      .probe = std::nullopt,
                      .ceiling = 2000000,
                      .expires = "2027-01-15",
                      .issue = "#17",
                      .reason = "moves out in 2.4"}};
  const Expected<CheckOutcome> read = outcome_from_json(to_json(outcome), "r.json");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().what, HasSubstr("check.date: missing, and there are waivers"));
}

}  // namespace
}  // namespace highwater
