// SPDX-License-Identifier: Apache-2.0
// A scenario with sizes, with the real command: each way in which its growth can fail, and how it is shown.
#include <gtest/gtest.h>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;

class ScalingGate : public testing::Test {
 protected:
  // The fixture keeps `keep` of a peak of `peak`, and ignores what follows.
  void sized(const std::string& peak, const std::string& keep,
             const std::vector<std::int64_t>& sizes = {100'000, 200'000, 400'000}) {
    project_.scenario("a/b", {"allocate", peak, keep, "{size}"})["sizes"] = sizes;
  }
  std::string baseline() const { return project_.text(project_.baseline_path("a/b")); }

  Project project_;
};

TEST_F(ScalingGate, UpdatePrintsTheModelAndTheBaselineKeepsIt) {
  sized("{size}", "4096");
  EXPECT_THAT(project_.update(), Says(ExitStatus::kOk, "scaling: peak = 1.00 n\n"));
  EXPECT_THAT(baseline(), ContainsRegex("\"scaling\": \\{\n.*\"allocations\": \\{"));
  EXPECT_THAT(baseline(), HasSubstr("\"coefficient\": 1.0,\n      \"model\": \"n\",\n      \"offset\": 0,"));
  EXPECT_THAT(project_.check(), Succeeds());
}

TEST_F(ScalingGate, TheResultHasEverySizeAndTheNumbersOfTheLargest) {
  sized("{size}", "4096");
  project_.accept();
  const Measurement result = project_.result("a/b");
  ASSERT_EQ(result.sizes.size(), 3u);
  EXPECT_EQ(result.sizes[0].size, 100'000);
  EXPECT_EQ(result.sizes[0].metrics.peak_bytes, 100'000);
  EXPECT_EQ(result.sizes[2].metrics.peak_bytes, 400'000);
  EXPECT_EQ(result.metrics.peak_bytes, 400'000);
  EXPECT_EQ(result.command.back(), "400000");
}

TEST_F(ScalingGate, AnotherClassFails) {
  sized("500000", "4096");
  project_.accept();
  sized("{size}", "4096");  // 400,000 at the largest size: every number is better
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression,
                                     "peak = 1.00 n, baseline peak = 488.28 KiB; grows as n, not as 1"));
}

TEST_F(ScalingGate, ACoefficientFails) {
  sized("{size}", "4096");
  project_.accept();
  sized("{size}0", "4096");  // ten times as much
  EXPECT_THAT(project_.check(),
              Says(ExitStatus::kRegression,
                   "peak = 10.00 n, baseline peak = 1.00 n; at size 400000 that is 3.81 MiB "
                   "instead of 390.62 KiB (+900.0 %)"));
}

TEST_F(ScalingGate, ALowerClassIsAnImprovementThatStrictWantsAccepted) {
  sized("{size}", "4096");
  project_.accept();
  sized("400000", "4096");  // as much as at the largest size
  EXPECT_THAT(project_.check(), Says(ExitStatus::kOk, "grows as 1, not as n"));
  EXPECT_THAT(project_.check({"--strict"}), Says(ExitStatus::kImprovement, "grows as 1, not as n"));
}

TEST_F(ScalingGate, OtherSizesThanTheBaselinesFail) {
  sized("{size}", "4096");
  project_.accept();
  sized("{size}", "4096", {100'000, 400'000});
  EXPECT_THAT(project_.check(),
              Fails(ExitStatus::kBaseline, "measured were the sizes 100000, 400000", "update"));
  EXPECT_THAT(project_.update({"--reason", "fewer sizes"}), Succeeds());
  EXPECT_THAT(project_.check(), Succeeds());
}

TEST_F(ScalingGate, SizesThatTheBaselineDoesNotHaveFail) {
  project_.scenario("a/b", {"allocate", "400000", "4096"});
  project_.accept();
  sized("400000", "4096");
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kBaseline, "the baseline has no sizes", "update"));
}

TEST_F(ScalingGate, BadSizesAreRefused) {
  sized("{size}", "0", {100'000});
  EXPECT_THAT(project_.check(), Says(ExitStatus::kUsage, "1 of them, expected two or more"));
  sized("{size}", "0", {200'000, 100'000});
  EXPECT_THAT(project_.check(), Says(ExitStatus::kUsage, "100000 comes after 200000"));
  project_.scenario("a/b", {"allocate", "1", "0"})["sizes"] = {1, 2};
  EXPECT_THAT(project_.check(), Says(ExitStatus::kUsage, "no argument of the command has \"{size}\""));
}

TEST_F(ScalingGate, AFailureNamesTheSize) {
  sized("{size}", "0");
  project_.accept();
  project_.scenario("a/b", {"exit", "3", "{size}"})["sizes"] = {100'000, 200'000, 400'000};
  EXPECT_THAT(project_.check(), Says(ExitStatus::kScenario, "exit code 3 (at size 100000)"));
}

TEST_F(ScalingGate, MassifMeasuresTheLargestSizeAlone) {
  sized("{size}", "4096");
  project_.scenario("a/b", {"allocate", "{size}", "4096", "{size}"})["probes"] = {"counting", "massif"};
  project_.manifest()["scenarios"][0]["sizes"] = {100'000, 200'000, 400'000};
  project_.accept();
  EXPECT_THAT(project_.check(), Succeeds());
  EXPECT_TRUE(project_.result("a/b", "massif").sizes.empty());
  EXPECT_EQ(project_.result("a/b", "massif").metrics.peak_bytes, 400'000);
}

TEST_F(ScalingGate, EveryReportSaysSo) {
  sized("500000", "4096");
  project_.accept();
  sized("{size}", "4096");
  EXPECT_THAT(project_.check({"--html", "r.html"}), Says(ExitStatus::kRegression, "grows as n"));
  EXPECT_THAT(
      project_.highwater({"report", project_.result_path("a/b"), "--markdown", "r.md", "--junit", "r.xml"}),
      Succeeds());  // it reports; `check` decides
  EXPECT_THAT(project_.text(project_.path("r.md")), HasSubstr("grows as n, not as 1"));
  EXPECT_THAT(project_.text(project_.path("r.xml")), HasSubstr("grows as n, not as 1"));
  EXPECT_THAT(project_.text(project_.path("r.html")),
              AllOf(HasSubstr("grows as n, not as 1"), HasSubstr("scaling-before")));
  EXPECT_THAT(project_.text(project_.result_path("a/b")), HasSubstr("grows as n, not as 1"));
}

}  // namespace
}  // namespace highwater
