// SPDX-License-Identifier: Apache-2.0
#include "compare/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "baseline/baseline_example.h"
#include "baseline/digest.h"
#include "compare/review_sites.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

BaselineStatePtr state_of(const std::optional<Baseline>& baseline) {
  BaselineState state;
  state.is_there = baseline.has_value();
  state.baseline = baseline;
  return std::make_shared<const BaselineState>(std::move(state));
}

ReviewedBaseline review(const std::optional<Baseline>& before, const std::optional<Baseline>& after,
                        ScenarioFate fate = ScenarioFate::kUnknown) {
  ReviewRequest request{
      .profile = "linux-test", .scenario = "a/b", .revision = {}, .fate = fate, .moved_away = false};
  request.revision.before = {state_of(before)};
  request.revision.after = state_of(after);
  return review_of(request);
}

std::vector<std::string> problems(const ReviewedBaseline& reviewed) {
  std::vector<std::string> problems;
  for (const Error& problem : reviewed.problems) problems.push_back(problem.what);
  return problems;
}

Baseline old_baseline() {
  return with_digest(example_baseline());
}

// With another peak, measured, for that reason.
Baseline accepted(std::int64_t peak, const std::string& reason) {
  Baseline baseline = example_baseline();
  baseline.metrics[Metric::kPeakBytes].value = peak;
  baseline.sites[0].peak_bytes += peak - 1000000;
  baseline.reason = reason;
  return with_digest(baseline);
}

TEST(Review, AMeasuredChangeWithAReasonIsFine) {
  const ReviewedBaseline reviewed = review(old_baseline(), accepted(1100000, "larger buffers"));
  EXPECT_THAT(problems(reviewed), IsEmpty());
  ASSERT_EQ(reviewed.step.changes.size(), 1u);
  ASSERT_EQ(reviewed.grown.size(), 1u);
  EXPECT_EQ(reviewed.grown[0].now - reviewed.grown[0].before, 100000);
  EXPECT_EQ(reviewed.grown[0].chain.front(), "Buffer::grow");
}

TEST(Review, AnOldFileMayStayWithoutADigestUntilANumberChanges) {
  Baseline reworded = example_baseline();
  reworded.reason = "first numbers, by hand";
  EXPECT_THAT(problems(review(example_baseline(), reworded)), IsEmpty());
  Baseline changed = accepted(1100000, "larger buffers");
  changed.digest.clear();
  EXPECT_THAT(problems(review(example_baseline(), changed)),
              ElementsAre("numbers that no measurement made: the file has no digest"));
}

TEST(Review, AMetricThatIsGatedNoMoreNeedsAReasonThatNamesIt) {
  Baseline without = example_baseline();
  without.metrics.erase(Metric::kAllocations);
  without.overrides.clear();
  without.reason = "tidied";
  EXPECT_THAT(problems(review(old_baseline(), with_digest(without))),
              testing::Contains("allocations: gated no more, and the reason does not mention it"));
  without.reason = "allocations are none of our business";
  EXPECT_THAT(problems(review(old_baseline(), with_digest(without))), IsEmpty());
}

TEST(Review, AToleranceThatFollowsFromTheMeasuredSpreadNeedsNoWords) {
  Baseline stable = accepted(1100000, "larger buffers");
  GatedMetric& peak = stable.metrics.at(Metric::kPeakBytes);
  peak.spread = Spread{.stability = Stability::kStable, .minimum = 1'090'000, .maximum = 1'100'000};
  peak.tolerance.absolute = 20'000;  // twice the spread
  EXPECT_THAT(problems(review(old_baseline(), with_digest(stable))), IsEmpty());
  peak.tolerance.absolute = 20'001;
  EXPECT_THAT(problems(review(old_baseline(), with_digest(stable))),
              ElementsAre("peak_bytes: a looser tolerance that the reason does not mention"));
}

TEST(Review, AMetricThatBecameNoisyIsGatedNoMore) {
  Baseline noisy = accepted(1100000, "larger buffers");
  GatedMetric& peak = noisy.metrics.at(Metric::kPeakBytes);
  peak.spread = Spread{.stability = Stability::kNoisy, .minimum = 500'000, .maximum = 1'100'000};
  peak.limit.reset();
  EXPECT_THAT(problems(review(old_baseline(), with_digest(noisy))),
              testing::Contains("peak_bytes: gated no more, and the reason does not mention it"));
}

TEST(Review, ASpreadThatWasAddedIsNoChange) {
  Baseline completed = example_baseline();
  completed.metrics.at(Metric::kPeakBytes).spread =
      Spread{.stability = Stability::kExact, .minimum = 1'000'000, .maximum = 1'000'000};
  EXPECT_THAT(problems(review(old_baseline(), with_digest(completed))), IsEmpty());
}

// The example's massif override of allocations has a tolerance of max(4, 0 %).
TEST(Review, ALooserOverrideIsALooserTolerance) {
  Baseline looser = example_baseline();
  looser.overrides[ProbeKind::kMassif][Metric::kAllocations].tolerance.absolute = 500;
  looser.reason = "massif differs";
  EXPECT_THAT(problems(review(old_baseline(), with_digest(looser))),
              ElementsAre("allocations (massif): a looser tolerance that the reason does not mention"));
}

TEST(Review, AnOldReasonThatSpeaksOfATolerancePermitsNoOther) {
  Baseline before = example_baseline();
  before.reason = "the tolerance is right";
  Baseline after = before;
  after.metrics[Metric::kPeakBytes].tolerance.relative = 0.5;
  EXPECT_THAT(problems(review(with_digest(before), with_digest(after))),
              ElementsAre("changed, and the reason is still that of the numbers before",
                          "peak_bytes: a looser tolerance that the reason does not mention"));
}

TEST(Review, AChangeOfScalingNeedsAReason) {
  Baseline before = example_baseline();
  before.scaling.sizes = {1000, 2000};
  before.scaling.metrics[Metric::kPeakBytes] = {.model = ScalingModel::kConstant,
                                                .falling = false,
                                                .coefficient = 0,
                                                .offset = 4096,
                                                .tolerance = {1024, 0.01}};
  before = with_digest(before);
  Baseline after = before;
  after.scaling.metrics[Metric::kPeakBytes].model = ScalingModel::kLinear;
  after.scaling.metrics[Metric::kPeakBytes].coefficient = 2;
  after = with_digest(after);
  const ReviewedBaseline reviewed = review(before, after);
  EXPECT_EQ(reviewed.step.kind, StepKind::kAccepted);
  EXPECT_EQ(reviewed.step.scaling_changes.size(), 1u);
  EXPECT_THAT(problems(reviewed), ElementsAre("changed, and the reason is still that of the numbers before"));
  after.reason = "the index is kept in memory";
  EXPECT_THAT(problems(review(before, after)), IsEmpty());
}

TEST(Review, AScalingThatIsHeldLessTightlyNeedsAReasonThatSaysSo) {
  Baseline before = example_baseline();
  before.scaling.sizes = {1000, 2000};
  before.scaling.metrics[Metric::kPeakBytes] = {.model = ScalingModel::kLinear,
                                                .falling = false,
                                                .coefficient = 2,
                                                .offset = 0,
                                                .tolerance = {1024, 0.01}};
  before = with_digest(before);
  Baseline looser = before;
  looser.scaling.metrics[Metric::kPeakBytes].tolerance.relative = 0.2;
  looser.reason = "larger buffers";
  looser = with_digest(looser);
  EXPECT_THAT(problems(review(before, looser)),
              ElementsAre("peak_bytes with size: a looser tolerance that the reason does not mention"));
  Baseline gone = before;
  gone.scaling = {};
  gone.reason = "larger buffers";
  gone = with_digest(gone);
  EXPECT_THAT(problems(review(before, gone)),
              ElementsAre("peak_bytes with size: gated no more, and the reason does not mention it"));
  gone.reason = "its scaling depends on the machine";
  EXPECT_THAT(problems(review(before, gone)), IsEmpty());
}

TEST(Review, ARemovalFailsWhereTheScenarioLives) {
  const auto whats = [](ScenarioFate fate) { return problems(review(old_baseline(), std::nullopt, fate)); };
  EXPECT_THAT(whats(ScenarioFate::kGone), IsEmpty());
  EXPECT_THAT(whats(ScenarioFate::kPlatformGone), IsEmpty());
  for (const ScenarioFate fate :
       {ScenarioFate::kInManifest, ScenarioFate::kOnOtherPlatform, ScenarioFate::kUnknown})
    EXPECT_THAT(whats(fate), ElementsAre(HasSubstr("removed, and ")));
}

TEST(Review, TheWorstProblemIsTheStatus) {
  ReviewReport report;
  EXPECT_EQ(status_of(report), ExitStatus::kOk);
  report.baselines = {review(old_baseline(), std::nullopt)};
  EXPECT_EQ(status_of(report), ExitStatus::kRegression);
  report.baselines[0].problems.push_back({ExitStatus::kUsage, "it cannot be read", ""});
  EXPECT_EQ(status_of(report), ExitStatus::kUsage);
}

TEST(GrownSites, AreThoseThatAnswerForMoreLargestFirst) {
  const auto site = [](const char* name, std::int64_t peak) {
    BaselineSite made;
    made.chain = {name, "main"};
    made.peak_bytes = peak;
    return made;
  };
  const std::vector<GrownSite> grown =
      grown_sites({site("read", 10), site("write", 50), site("parse", 5)},
                  {site("read", 30), site("write", 40), site("decode_image", 100)}, Metric::kPeakBytes, 5);
  ASSERT_EQ(grown.size(), 2u);
  EXPECT_EQ(grown[0].chain.front(), "decode_image");
  EXPECT_EQ(grown[0].before, 0);
  EXPECT_EQ(grown[1].chain.front(), "read");
  EXPECT_EQ(grown_sites({}, {site("read", 1), site("write", 2)}, Metric::kPeakBytes, 1)[0].chain.front(),
            "write");
}

}  // namespace
}  // namespace highwater
