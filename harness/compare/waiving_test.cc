// SPDX-License-Identifier: Apache-2.0
#include "compare/waiving.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/date.h"
#include "base/error_printer.h"
#include "baseline/baseline_example.h"
#include "compare/outcome.h"

namespace highwater {
namespace {

using testing::HasSubstr;

const std::int64_t kToday = *parse_date("2027-01-15");

// The numbers of example_baseline(), except for `peak` and `allocations`. Its limits: 1,000,000 + 1 % and
// 700 + 1 %.
CheckOutcome outcome_of(std::int64_t peak, std::int64_t allocations) {
  CheckOutcome outcome;
  outcome.baseline = example_baseline();
  outcome.scenario = outcome.baseline->scenario;
  outcome.today = kToday;
  outcome.measurement = Measurement{};
  outcome.measurement->context.profile = outcome.baseline->profile;
  RegionResult region;
  region.name = "download";
  region.metrics = {.peak_bytes = peak,
                    .retained_bytes = -5,
                    .retained_blocks = -1,
                    .allocated_bytes = 5000000,
                    .allocations = allocations,
                    .peak_rss_bytes = std::nullopt};
  region.peak_upper_bytes = peak;
  outcome.measurement->regions = {region};
  return outcome;
}

Waiver waiver_of(const std::string& metric, std::int64_t ceiling, const std::string& expires = "2027-01-15") {
  return {.scenario = "batch_download/trimmed",
          .metric = metric,
          .profile = std::nullopt,
          .probe = std::nullopt,
          .ceiling = ceiling,
          .expires = expires,
          .issue = "#17",
          .reason = "moves out in 2.4"};
}

CheckOutcome judged(CheckOutcome outcome, std::vector<Waiver> waivers) {
  outcome.waivers = std::move(waivers);
  judge(outcome);
  return outcome;
}

const MetricComparison& peak_of(const CheckOutcome& outcome) {
  return outcome.comparison->metrics.front();
}

TEST(Waiving, ARegressionUpToTheCeilingIsWaivedAndNoPass) {
  const CheckOutcome outcome = judged(outcome_of(1100000, 700), {waiver_of("peak_bytes", 1100000)});
  ASSERT_FALSE(outcome.error) << outcome.error->what;
  EXPECT_EQ(outcome.comparison->worst, Verdict::kWaived);
  EXPECT_EQ(peak_of(outcome).verdict, Verdict::kWaived);
  EXPECT_FALSE(peak_of(outcome).waiver->expired || peak_of(outcome).waiver->exceeded);
  EXPECT_EQ(status_of(outcome, Improvements::kFail), ExitStatus::kOk);
}

TEST(Waiving, AWaiverOfGrowthIsForTheProbeThatSeesIterations) {
  CheckOutcome counting = outcome_of(1000000, 700);
  counting.measurement->regions[0].metrics.growth_bytes_per_iteration = 100;
  const std::vector<Waiver> waivers = {waiver_of("growth_bytes_per_iteration", 100)};
  EXPECT_EQ(judged(counting, waivers).comparison->worst, Verdict::kWaived);
  counting.measurement->regions[0].metrics.growth_bytes_per_iteration = 101;
  EXPECT_EQ(judged(counting, waivers).comparison->worst, Verdict::kRegression);

  CheckOutcome massif = outcome_of(1000000, 700);
  massif.probe = massif.measurement->probe = ProbeKind::kMassif;
  massif.baseline->overrides.clear();
  const CheckOutcome held = judged(massif, waivers);
  ASSERT_FALSE(held.error) << held.error->what;
  EXPECT_EQ(held.comparison->worst, Verdict::kPass);
}

TEST(Waiving, AboveTheCeilingItFails) {
  const CheckOutcome outcome = judged(outcome_of(1100001, 700), {waiver_of("peak_bytes", 1100000)});
  EXPECT_EQ(peak_of(outcome).verdict, Verdict::kRegression);
  EXPECT_TRUE(peak_of(outcome).waiver->exceeded);
  EXPECT_EQ(status_of(outcome, Improvements::kReport), ExitStatus::kRegression);
}

TEST(Waiving, AnExpiredOneFailsAsTheRegressionThatItNoLongerCovers) {
  const CheckOutcome outcome =
      judged(outcome_of(1100000, 700), {waiver_of("peak_bytes", 1100000, "2027-01-14")});
  EXPECT_EQ(peak_of(outcome).verdict, Verdict::kRegression);
  EXPECT_TRUE(peak_of(outcome).waiver->expired);
  EXPECT_EQ(status_of(outcome, Improvements::kReport), ExitStatus::kRegression);
}

TEST(Waiving, OneThatNothingNeedsFails) {
  for (const std::int64_t peak : {1010000, 1000000, 500000})  // at the limit, unchanged, improved
    for (const char* expires : {"2027-01-15", "2027-01-14"}) {
      const CheckOutcome outcome = judged(outcome_of(peak, 700), {waiver_of("peak_bytes", 1100000, expires)});
      EXPECT_EQ(outcome.comparison->worst, Verdict::kUnusedWaiver);
      EXPECT_EQ(status_of(outcome, Improvements::kReport), ExitStatus::kBaseline);
    }
}

// 1010000 is the limit: above it the ceiling is exceeded, below it there is nothing to waive.
TEST(Waiving, ACeilingThatIsNotAboveTheLimitLetsNothingThrough) {
  for (const std::int64_t ceiling : {1010000, 1000, 0}) {
    EXPECT_EQ(status_of(judged(outcome_of(1010001, 700), {waiver_of("peak_bytes", ceiling)}),
                        Improvements::kReport),
              ExitStatus::kRegression);
    EXPECT_EQ(status_of(judged(outcome_of(1010000, 700), {waiver_of("peak_bytes", ceiling)}),
                        Improvements::kReport),
              ExitStatus::kBaseline);
  }
}

TEST(Waiving, OneMetricsWaiverIsNoOthers) {
  const CheckOutcome outcome = judged(outcome_of(1100000, 900), {waiver_of("peak_bytes", 1100000)});
  EXPECT_EQ(outcome.comparison->worst, Verdict::kRegression);
  EXPECT_EQ(peak_of(outcome).verdict, Verdict::kWaived);
  EXPECT_EQ(status_of(outcome, Improvements::kReport), ExitStatus::kRegression);
}

TEST(Waiving, ARegressionBesideAnUnusedWaiverIsSaidAndTheExitCodeIsThatOfTheWaiver) {
  const CheckOutcome outcome = judged(outcome_of(1000000, 900), {waiver_of("peak_bytes", 1100000)});
  EXPECT_EQ(outcome.comparison->worst, Verdict::kRegression);
  EXPECT_EQ(status_of(outcome, Improvements::kReport), ExitStatus::kBaseline);  // 4 before 1
}

TEST(Waiving, AnImprovementBesideAWaivedMetricFailsWhenStrict) {
  const CheckOutcome outcome = judged(outcome_of(1100000, 100), {waiver_of("peak_bytes", 1100000)});
  EXPECT_EQ(outcome.comparison->worst, Verdict::kWaived);
  EXPECT_EQ(status_of(outcome, Improvements::kReport), ExitStatus::kOk);
  EXPECT_EQ(status_of(outcome, Improvements::kFail), ExitStatus::kImprovement);
}

// The hard limit is 1,200,000; with a tolerance that allows more the limit is what is exceeded.
TEST(Waiving, AHardLimitCanBeWaived) {
  CheckOutcome outcome = outcome_of(1200001, 700);
  outcome.baseline->metrics[Metric::kPeakBytes].tolerance.absolute = 500000;
  outcome = judged(outcome, {waiver_of("peak_bytes", 1200001)});
  EXPECT_TRUE(peak_of(outcome).hard_limit);
  EXPECT_EQ(peak_of(outcome).verdict, Verdict::kWaived);
}

// massif: the true peak lies in [1,100,000, 1,300,000]; what is not known to exceed the ceiling does not.
TEST(Waiving, AnUncertainPeakIsHeldToItsLowestValue) {
  CheckOutcome outcome = outcome_of(1100000, 900);
  outcome.probe = ProbeKind::kMassif;
  outcome.measurement->probe = ProbeKind::kMassif;
  outcome.measurement->regions[0].exact = false;
  outcome.measurement->regions[0].peak_upper_bytes = 1300000;
  EXPECT_EQ(judged(outcome, {waiver_of("peak_bytes", 1100000)}).comparison->worst, Verdict::kWaived);
  EXPECT_EQ(judged(outcome, {waiver_of("peak_bytes", 1099999)}).comparison->worst, Verdict::kRegression);
}

TEST(Waiving, OfAMetricThatTheBaselineHasNotIsAnErrorAndNoPass) {
  CheckOutcome outcome = outcome_of(1000000, 700);
  outcome.baseline->metrics.erase(Metric::kRetainedBlocks);
  outcome = judged(outcome, {waiver_of("retained_blocks", 10)});
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->status, ExitStatus::kUsage);
  EXPECT_THAT(outcome.error->what, HasSubstr("retained_blocks is waived, and the baseline does not have it"));
}

TEST(Waiving, WithoutWaiversNothingChanges) {
  EXPECT_EQ(judged(outcome_of(1100000, 700), {}).comparison->worst, Verdict::kRegression);
  EXPECT_EQ(judged(outcome_of(1000000, 700), {}).comparison->worst, Verdict::kPass);
}

TEST(Waiving, OnlyThoseOfPlatformAndProbeAreTaken) {
  Waivers waivers;
  for (const auto& [profile, probe] : std::vector<std::pair<const char*, const char*>>{
           {"p", "counting"}, {"p", "massif"}, {"q", "counting"}}) {
    Waiver waiver = waiver_of("peak_bytes", 1);
    waiver.profile = profile;
    waiver.probe = probe;
    waivers.waivers.push_back(waiver);
  }
  const std::vector<Waiver> found = covering(waivers, "batch_download/trimmed", "p", ProbeKind::kMassif);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0], waivers.waivers[1]);
}

}  // namespace
}  // namespace highwater
