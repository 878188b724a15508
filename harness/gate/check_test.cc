// SPDX-License-Identifier: Apache-2.0
#include "gate/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/results_store.h"
#include "gate/testing/fake_suite.h"
#include "result/json.h"

namespace highwater {
namespace {

using testing::HasSubstr;

ExitStatus status(const Expected<CheckReport>& report) {
  return report ? status_of(*report, Improvements::kReport) : report.error().status;
}

TEST(Check, WithinTheBaselineIsOk) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  EXPECT_EQ(status(suite.run_check()), ExitStatus::kOk);
}

TEST(Check, AboveTheToleranceIsARegression) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.set_peak("a/b", 10000 + 1024);
  EXPECT_EQ(status(suite.run_check()), ExitStatus::kOk);
  suite.set_peak("a/b", 10000 + 1025);
  EXPECT_EQ(status(suite.run_check()), ExitStatus::kRegression);
}

TEST(Check, AnImprovementFailsOnlyWhenStrict) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.set_peak("a/b", 5000);
  const CheckReport report = *suite.run_check();
  EXPECT_EQ(status_of(report, Improvements::kReport), ExitStatus::kOk);
  EXPECT_EQ(status_of(report, Improvements::kFail), ExitStatus::kImprovement);
}

TEST(Check, WithoutABaselineNothingIsRunAndNothingPasses) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  const Expected<CheckReport> none = suite.run_check();
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().status, ExitStatus::kBaseline);
  EXPECT_THAT(none.error().what, HasSubstr("no baselines for linux-test"));
  EXPECT_TRUE(suite.counting.requests.empty());
}

TEST(Check, AScenarioWithoutABaselineBesideOthersFailsWithTheCommandThatMakesIt) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.add("a/new", 10000);
  CheckRequest request;
  request.update_command = "hw update --manifest m";
  const CheckReport report = *suite.run_check(request);
  EXPECT_EQ(status_of(report, Improvements::kReport), ExitStatus::kBaseline);
  EXPECT_EQ(report.outcomes[1].error->hint, "hw update --manifest m a/new --reason \"first numbers\"");
}

TEST(Check, AToleranceEditedInTheManifestAloneIsNoted) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  EXPECT_TRUE(suite.run_check()->outcomes[0].notes.empty());
  suite.manifest.scenarios[0].tolerances["peak_bytes"] = {.absolute = 1 << 20, .relative = 0};
  const CheckReport report = *suite.run_check();
  ASSERT_EQ(report.outcomes[0].notes.size(), 1u);
  EXPECT_EQ(
      report.outcomes[0].notes[0],
      "the manifest declares another tolerance of peak_bytes than the baseline has; `update` adopts it");
  EXPECT_EQ(status_of(report, Improvements::kReport), ExitStatus::kOk);
}

TEST(Check, ABaselineWithoutAScenarioFails) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  suite.add("a/gone", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.manifest.scenarios.pop_back();
  const CheckReport report = *suite.run_check();
  EXPECT_EQ(status_of(report, Improvements::kReport), ExitStatus::kBaseline);
  ASSERT_EQ(report.errors.size(), 1u);
  EXPECT_THAT(report.errors[0].what, HasSubstr("a/gone.json: a baseline without a scenario"));
}

TEST(Check, OneScenarioThatFailsDoesNotKeepTheOthersFromBeingMeasured) {
  FakeSuite suite;
  suite.add("a/bad", 10000);
  suite.add("a/good", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.counting.exit_codes["a/bad"] = 3;
  const CheckReport report = *suite.run_check();
  ASSERT_EQ(report.outcomes.size(), 2u);
  EXPECT_EQ(report.outcomes[0].error->what, "a/bad (counting): the scenario failed: exit code 3");
  EXPECT_FALSE(report.outcomes[1].error);
  EXPECT_EQ(status_of(report, Improvements::kReport), ExitStatus::kScenario);
}

TEST(Check, AProbeThatDidNotAttachIsNotAPass) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.counting.errors["a/b"] = Error{ExitStatus::kProbe, "did not attach", ""};
  EXPECT_EQ(status(suite.run_check()), ExitStatus::kProbe);
}

TEST(Check, NoAllocationWhereThereWereSomeIsNotAPass) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.counting.numbers["a/b"] = Metrics{};
  EXPECT_EQ(status(suite.run_check()), ExitStatus::kProbe);
}

TEST(Check, NothingSelectedIsAnError) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  EXPECT_EQ(status(suite.run_check({.names = {"a/c"}})), ExitStatus::kUsage);
  EXPECT_EQ(status(suite.run_check({.probe = ProbeKind::kMassif})), ExitStatus::kUsage);
}

TEST(Check, AnInterruptionEndsIt) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  suite.add("a/c", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.counting.requests.clear();
  suite.counting.errors["a/b"] = Error{ExitStatus::kInterrupted, "interrupted", ""};
  EXPECT_EQ(status(suite.run_check()), ExitStatus::kInterrupted);
  EXPECT_EQ(suite.counting.requests.size(), 1u);
}

TEST(Check, ScenariosRunUnderFixedConditions) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  suite.manifest.scenarios[0].environment = {{"TZ", "CET"}, {"K", "V"}};
  ASSERT_TRUE(suite.run_update(""));
  const ProbeRequest& request = suite.counting.requests.front();
  EXPECT_THAT(request.environment, testing::ElementsAre("PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/",
                                                        "LC_ALL=C", "TZ=CET", "K=V"));
  EXPECT_EQ(request.stdio, Stdio::kCapture);
  EXPECT_EQ(request.group, ProcessGroup::kOwn);
  EXPECT_EQ(request.timeout, std::chrono::seconds(60));
}

TEST(Check, EveryResultIsKeptUnderScenarioAndProbe) {
  FakeSuite suite;
  suite.add("a/b", 10000, {"counting", "massif"});
  ASSERT_TRUE(suite.run_update(""));
  ASSERT_TRUE(suite.run_check());
  for (const ProbeKind probe : {ProbeKind::kCounting, ProbeKind::kMassif}) {
    const std::string path = result_path(suite.manifest, "a/b", probe);
    const Measurement kept = *measurement_from_json(*read_file(path), path);
    EXPECT_EQ(kept.scenario, "a/b");
    EXPECT_EQ(kept.context.profile, "linux-test");
    EXPECT_EQ(kept.context.revision, "abc");
  }
}

// A suite of a/b, whose peak has grown from 10,000 to 20,000, and a/c, with a waiver up to 20,000.
class WaivedCheck : public testing::Test {
 protected:
  WaivedCheck() {
    suite_.add("a/b", 10000, {"counting", "massif"});
    suite_.add("a/c", 10000);
    EXPECT_TRUE(suite_.run_update(""));
    suite_.set_peak("a/b", 20000);
  }
  CheckReport check(const std::string& probe = "", const CheckRequest& request = {.today = 1800000000}) {
    std::string text = "{\"schema\": 1, \"waivers\": [";
    for (const char* metric : {"allocated_bytes", "peak_bytes"})
      text += std::string(text.back() == '[' ? "" : ", ") + "{\"scenario\": \"a/b\", \"metric\": \"" +
              metric + "\", " + (probe.empty() ? "" : "\"probe\": \"" + probe + "\", ") +
              "\"ceiling\": 20000, \"expires\": \"2027-01-15\", \"issue\": \"#1\", \"reason\": \"r\"}";
    EXPECT_TRUE(write_file(suite_.folder.path() + "/waivers.json", text + "]}"));
    return suite_.run_check(request).value();
  }
  FakeSuite suite_;
};

TEST_F(WaivedCheck, IsOkAndSaysWaived) {
  const CheckReport report = check();
  EXPECT_EQ(status_of(report, Improvements::kReport), ExitStatus::kOk);
  EXPECT_EQ(report.outcomes[0].comparison->worst, Verdict::kWaived);
  EXPECT_EQ(report.outcomes[1].comparison->worst, Verdict::kWaived);
  EXPECT_EQ(report.outcomes[2].comparison->worst, Verdict::kPass);
}

// Known: nothing has to be found out about it.
TEST_F(WaivedCheck, IsNotMeasuredAgainWithSites) {
  suite_.counting.requests.clear();
  check();
  EXPECT_EQ(suite_.counting.requests.size(), 2u);
}

TEST_F(WaivedCheck, EndsWithTheDayOfItsWaiver) {
  EXPECT_EQ(status_of(check("", {.today = 1800000000 + 86400}), Improvements::kReport),
            ExitStatus::kRegression);
}

TEST_F(WaivedCheck, OfOneProbeLeavesTheOtherARegression) {
  const CheckReport report = check("massif");
  EXPECT_EQ(report.outcomes[0].comparison->worst, Verdict::kRegression);
  EXPECT_EQ(report.outcomes[1].comparison->worst, Verdict::kWaived);
}

TEST_F(WaivedCheck, WithoutARegressionFailsOnlyWhereItIsSelected) {
  suite_.set_peak("a/b", 10000);
  EXPECT_EQ(status_of(check(), Improvements::kReport), ExitStatus::kBaseline);
  EXPECT_EQ(status_of(check("", {.names = {"a/c"}, .today = 1800000000}), Improvements::kReport),
            ExitStatus::kOk);
  EXPECT_EQ(
      status_of(check("massif", {.probe = ProbeKind::kCounting, .today = 1800000000}), Improvements::kReport),
      ExitStatus::kOk);
}

// Nobody knows whether it still grows: the failure is what counts.
TEST_F(WaivedCheck, OfAScenarioThatFailsIsTheFailure) {
  suite_.counting.exit_codes["a/b"] = 3;
  EXPECT_EQ(status_of(check(), Improvements::kReport), ExitStatus::kScenario);
}

TEST_F(WaivedCheck, WithAFileThatCannotBeUsedMeasuresNothing) {
  ASSERT_TRUE(write_file(suite_.folder.path() + "/waivers.json", "{"));
  suite_.counting.requests.clear();
  EXPECT_EQ(status(suite_.run_check()), ExitStatus::kUsage);
  EXPECT_TRUE(suite_.counting.requests.empty());
}

}  // namespace
}  // namespace highwater
