// SPDX-License-Identifier: Apache-2.0
#include "compare/trend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "base/date.h"
#include "baseline/baseline_example.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kDay = 86400;

BaselineStatePtr absent() {
  return std::make_shared<const BaselineState>();
}

BaselineStatePtr unreadable(const std::string& problem) {
  return std::make_shared<const BaselineState>(
      BaselineState{.is_there = true, .baseline = std::nullopt, .problem = problem});
}

BaselineStatePtr readable(const Baseline& baseline) {
  return std::make_shared<const BaselineState>(
      BaselineState{.is_there = true, .baseline = baseline, .problem = {}});
}

Baseline with_peak(std::int64_t peak) {
  Baseline baseline = example_baseline();
  baseline.metrics[Metric::kPeakBytes].value = peak;
  baseline.metrics[Metric::kPeakBytes].limit = std::nullopt;
  return baseline;
}

// Revisions one after another, a day apart.
class History {
 public:
  History& then(BaselineStatePtr state) {
    const BaselineStatePtr before = request_.revisions.empty() ? absent() : request_.revisions.back().after;
    return then({before}, std::move(state));
  }
  History& then(std::vector<BaselineStatePtr> before, BaselineStatePtr after) {
    const auto number = static_cast<std::int64_t>(request_.revisions.size()) + 1;
    request_.revisions.push_back({.commit = std::string(40, static_cast<char>('0' + number % 10)),
                                  .time = number * kDay,
                                  .subject = "subject",
                                  .renamed_from = {},
                                  .before = std::move(before),
                                  .after = std::move(after)});
    request_.now = number * kDay;
    return *this;
  }
  History& peak(std::int64_t peak) { return then(readable(with_peak(peak))); }
  TrendRequest& request() { return request_; }
  ScenarioTrend trend() const { return trend_of(request_); }

 private:
  TrendRequest request_;
};

std::vector<StepKind> kinds(const ScenarioTrend& trend) {
  std::vector<StepKind> kinds;
  for (const TrendStep& step : trend.steps) kinds.push_back(step.kind);
  return kinds;
}

TEST(BasisPoints, AreExactAndRoundToTheNearest) {
  EXPECT_EQ(basis_points(100000, 131000), 3100);
  EXPECT_EQ(basis_points(1000, 999), -10);
  EXPECT_EQ(basis_points(3, 4), 3333);
  EXPECT_EQ(basis_points(3, 5), 6667);
  EXPECT_EQ(basis_points(-100, -50), 5000) << "upwards is plus, also below zero";
  EXPECT_EQ(basis_points(0, 0), 0);
  EXPECT_EQ(basis_points(0, 1), std::nullopt);
  EXPECT_EQ(basis_points(1, kMax), kMax) << "what does not fit";
  EXPECT_EQ(basis_points(kMin, kMax), 20000);
  EXPECT_EQ(difference_of(kMin, kMax), kMax);
  EXPECT_EQ(difference_of(5, 3), -2);
}

TEST(Trend, EveryChangeHasItsReasonOldAndNew) {
  Baseline larger = with_peak(1100);
  larger.reason = "a cache";
  History history;
  history.peak(1000).then(readable(larger));
  const ScenarioTrend trend = history.trend();
  EXPECT_THAT(kinds(trend), ElementsAre(StepKind::kCreated, StepKind::kAccepted));
  const TrendStep& step = trend.steps[1];
  EXPECT_EQ(step.commit, std::string(40, '2'));
  EXPECT_EQ(step.time, 2 * kDay);
  EXPECT_EQ(step.reason, "a cache");
  ASSERT_THAT(step.changes, SizeIs(1));
  EXPECT_EQ(step.changes[0].metric, Metric::kPeakBytes);
  EXPECT_EQ(step.changes[0].before->value, 1000);
  EXPECT_EQ(step.changes[0].after->value, 1100);
  EXPECT_EQ(step.after.at(Metric::kPeakBytes).value, 1100);
  EXPECT_EQ(trend.accepted_changes, 1);
}

TEST(Trend, ALimitAToleranceAndAnOverrideAreAcceptedChangesToo) {
  Baseline limited = with_peak(1000);
  limited.metrics[Metric::kPeakBytes].limit = 2000;
  Baseline tolerant = limited;
  tolerant.metrics[Metric::kAllocations].tolerance.relative = 0.05;
  Baseline agreeing = tolerant;
  agreeing.overrides.clear();
  Baseline other_reason = agreeing;
  other_reason.reason = "better words";
  History history;
  history.peak(1000)
      .then(readable(limited))
      .then(readable(tolerant))
      .then(readable(agreeing))
      .then(readable(other_reason));
  const ScenarioTrend trend = history.trend();
  EXPECT_THAT(kinds(trend), ElementsAre(StepKind::kCreated, StepKind::kAccepted, StepKind::kAccepted,
                                        StepKind::kAccepted, StepKind::kTouched));
  EXPECT_EQ(trend.steps[1].changes.at(0).after->limit, 2000);
  EXPECT_EQ(trend.steps[2].changes.at(0).metric, Metric::kAllocations);
  EXPECT_EQ(trend.steps[3].changes.at(0).probe, ProbeKind::kMassif);
  EXPECT_EQ(trend.steps[3].changes.at(0).after, std::nullopt);
  EXPECT_EQ(trend.accepted_changes, 3);
  EXPECT_THAT(trend.creeps, IsEmpty()) << "no value moved";
}

TEST(Trend, WhatCannotBeReadIsShownAndHidesNothing) {
  History history;
  history.peak(1000).then(unreadable("too new")).then(unreadable("broken")).peak(1200);
  const ScenarioTrend trend = history.trend();
  EXPECT_THAT(kinds(trend), ElementsAre(StepKind::kCreated, StepKind::kUnreadable, StepKind::kUnreadable,
                                        StepKind::kAccepted));
  EXPECT_EQ(trend.steps[1].problem, "too new");
  EXPECT_EQ(trend.unreadable, 2);
  EXPECT_EQ(trend.steps[3].changes.at(0).before->value, 1000);
  EXPECT_EQ(trend.creeps.at(0).last, 1200);
}

TEST(Trend, NothingThatCanBeReadIsNoFailure) {
  History history;
  history.then(unreadable("broken"));
  const ScenarioTrend trend = history.trend();
  EXPECT_EQ(trend.present, std::nullopt);
  EXPECT_EQ(trend.problem, "broken");
  history.peak(1000);
  EXPECT_THAT(kinds(history.trend()), ElementsAre(StepKind::kUnreadable, StepKind::kTouched));
}

TEST(Trend, ADeletedBaselineThatCameBackIsComparedWithTheOldOne) {
  History history;
  history.peak(1000).then(absent());
  EXPECT_EQ(history.trend().problem, kDeleted);
  EXPECT_FALSE(history.trend().unmeasured) << "nobody needs to measure it";
  history.peak(1500);
  const ScenarioTrend trend = history.trend();
  EXPECT_THAT(kinds(trend), ElementsAre(StepKind::kCreated, StepKind::kDeleted, StepKind::kCreated));
  EXPECT_EQ(trend.accepted_changes, 1) << "or deleting it would be a way around";
  EXPECT_EQ(trend.creeps.at(0).first, 1000);
  EXPECT_EQ(trend.creeps.at(0).last, 1500);
}

TEST(Trend, AMergeChangesWhatDiffersFromAllItsParents) {
  Baseline ours = with_peak(1100);
  Baseline theirs = with_peak(1000);
  theirs.metrics[Metric::kAllocations].value = 800;
  Baseline clean = ours;
  clean.metrics[Metric::kAllocations].value = 800;
  Baseline resolved = clean;
  resolved.metrics[Metric::kPeakBytes].value = 1200;
  History history;
  history.then({readable(ours), readable(theirs)}, readable(clean));
  EXPECT_THAT(kinds(history.trend()), ElementsAre(StepKind::kTouched));
  history.then({readable(ours), readable(theirs)}, readable(resolved));
  const std::vector<TrendChange> changes = history.trend().steps.at(1).changes;
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].before->value, 1100) << "against the first parent";
  history.then({absent(), readable(theirs)}, readable(theirs));
  EXPECT_EQ(history.trend().steps.at(2).kind, StepKind::kTouched) << "one parent had it";
}

TEST(Trend, NumbersOfAnotherRegionBeginAnew) {
  Baseline other = with_peak(90000);
  other.region = std::nullopt;
  Baseline later = other;
  later.metrics[Metric::kPeakBytes].value = 99000;
  History history;
  history.peak(1000).peak(1010).then(readable(other));
  EXPECT_TRUE(history.trend().steps.at(2).region_changed);
  EXPECT_THAT(history.trend().creeps, IsEmpty());
  history.then(readable(later));
  const Creep creep = history.trend().creeps.at(0);
  EXPECT_EQ(creep.first, 90000);
  EXPECT_EQ(creep.last, 99000);
  EXPECT_EQ(creep.changes, 1);
  EXPECT_EQ(history.trend().accepted_changes, 3);
}

TEST(Creep, ManySmallStepsMakeALargeSum) {
  History history;
  for (const std::int64_t peak : {1000, 1040, 1030, 1070, 1110}) history.peak(peak);
  const Creep creep = history.trend().creeps.at(0);
  EXPECT_EQ(creep, (Creep{.metric = Metric::kPeakBytes,
                          .first = 1000,
                          .last = 1110,
                          .changes = 4,
                          .raised = 3,
                          .lowered = 1,
                          .largest_raise = 400,
                          .creeping = true}));
}

TEST(Creep, OneLargeStepIsADecisionAndASmallSumIsNoMatter) {
  History large;
  for (const std::int64_t peak : {1000, 1040, 1100}) large.peak(peak);
  EXPECT_EQ(large.trend().creeps.at(0).largest_raise, 577);
  EXPECT_FALSE(large.trend().creeps.at(0).creeping);
  History small;
  for (const std::int64_t peak : {1000, 1050, 1099}) small.peak(peak);
  EXPECT_FALSE(small.trend().creeps.at(0).creeping);
  small.peak(1100);
  EXPECT_TRUE(small.trend().creeps.at(0).creeping) << "10 % in steps of up to 5 %";
  History from_nothing;
  for (const std::int64_t peak : {0, 1000}) from_nothing.peak(peak);
  EXPECT_FALSE(from_nothing.trend().creeps.at(0).creeping);
}

TEST(Creep, OfASpanBeginsWithWhatHeldBeforeIt) {
  History history;
  for (const std::int64_t peak : {1000, 1100, 1200, 1300}) history.peak(peak);
  history.request().revisions[0].in_span = false;
  history.request().revisions[1].in_span = false;
  const ScenarioTrend trend = history.trend();
  EXPECT_EQ(trend.creeps.at(0).first, 1100);
  EXPECT_EQ(trend.creeps.at(0).changes, 2);
  EXPECT_EQ(trend.accepted_changes, 2);
  EXPECT_THAT(trend.steps, SizeIs(2));
  EXPECT_EQ(trend.last_touched, 4 * kDay);
}

TEST(Creep, TheHeadlineIsThePeakElseWhatMovedMost) {
  Baseline more = with_peak(1000);
  more.metrics[Metric::kAllocations].value = 707;
  more.metrics[Metric::kAllocatedBytes].value = 6000000;
  History history;
  history.peak(1000).then(readable(more));
  EXPECT_EQ(headline_of(history.trend())->metric, Metric::kAllocatedBytes);
  history.request().metric = Metric::kAllocations;
  ScenarioTrend trend = history.trend();
  EXPECT_EQ(headline_of(trend)->metric, Metric::kAllocations);
  EXPECT_THAT(trend.steps.at(1).changes, SizeIs(1)) << "only what was asked for";
  history.request().metric = std::nullopt;
  history.peak(1001);
  trend = history.trend();
  EXPECT_EQ(headline_of(trend)->metric, Metric::kPeakBytes);
  EXPECT_EQ(headline_of(ScenarioTrend()), nullptr);
}

std::vector<LooseTerm> loose(const GatedMetric& peak) {
  Baseline baseline = with_peak(0);
  baseline.metrics[Metric::kPeakBytes] = peak;
  baseline.overrides.clear();
  History history;
  return history.then(readable(baseline)).trend().loose;
}

GatedMetric gated(std::int64_t value, std::int64_t absolute, double relative,
                  std::optional<std::int64_t> limit = std::nullopt) {
  return {.value = value, .tolerance = {.absolute = absolute, .relative = relative}, .limit = limit};
}

TEST(Loose, AHardLimitFarAboveItsNumberIs) {
  EXPECT_THAT(loose(gated(1000000, 1024, 0.01, 1250000)), IsEmpty());
  EXPECT_THAT(loose(gated(1000000, 1024, 0.01, 1250001)), ElementsAre(LooseTerm{.metric = Metric::kPeakBytes,
                                                                                .probe = std::nullopt,
                                                                                .term = Term::kLimit,
                                                                                .value = 1000000,
                                                                                .allowed = 1250001,
                                                                                .highest = 1000000}));
  EXPECT_THAT(loose(gated(1000, 0, 0.01, 66536)), IsEmpty()) << "64 KiB of room are nothing";
  EXPECT_THAT(loose(gated(1000, 0, 0.01, 66537)), SizeIs(1));
  EXPECT_THAT(loose(gated(1000, 0, 0.01, 500)), IsEmpty());
  EXPECT_THAT(loose(gated(1, 0, 0, kMax)), SizeIs(1));
}

TEST(Loose, AToleranceOfMoreThanAQuarterIs) {
  EXPECT_THAT(loose(gated(100000, 25000, 0.01)), IsEmpty());
  EXPECT_THAT(loose(gated(100000, 25001, 0.01)), SizeIs(1));
  EXPECT_THAT(loose(gated(100000, 0, 0.3)), SizeIs(1));
  EXPECT_EQ(loose(gated(100000, 0, 0.3)).at(0).allowed, 130000);
  EXPECT_THAT(loose(gated(100, 1024, 0.01)), IsEmpty()) << "the default is never too loose";
  EXPECT_EQ(loose(gated(kMax, kMax, 1)).at(0).allowed, kMax);
}

TEST(Loose, TheHighestNumberSoFarIsShown) {
  Baseline baseline = with_peak(1000000);
  baseline.metrics[Metric::kPeakBytes].limit = 9000000;
  History history;
  history.peak(8000000).then(readable(baseline));
  EXPECT_EQ(history.trend().loose.at(0).highest, 8000000) << "the limit stayed when the number fell";
  GatedNumbers numbers;
  numbers.metrics.peak_bytes = 8500000;
  history.request().measured = {
      {.probe = ProbeKind::kCounting, .time = 0, .numbers = numbers, .problem = {}}};
  EXPECT_EQ(history.trend().loose.at(0).highest, 8500000);
}

TEST(Loose, OverridesAreLookedAtToo) {
  Baseline baseline = with_peak(1000000);
  baseline.overrides[ProbeKind::kMassif][Metric::kPeakBytes] = gated(100, 90000, 0);
  History history;
  const ScenarioTrend trend = history.then(readable(baseline)).trend();
  ASSERT_THAT(trend.loose, SizeIs(1));
  EXPECT_EQ(trend.loose[0].probe, ProbeKind::kMassif);
}

TEST(Age, ABaselineThatNobodyTouchedForLongIsStale) {
  History history;
  history.peak(1000);
  history.request().now = (1 + 180) * kDay;
  EXPECT_FALSE(history.trend().stale);
  history.request().now += kDay;
  EXPECT_TRUE(history.trend().stale);
  EXPECT_EQ(history.trend().untouched_days, 181);
  history.request().stale_after_days = 181;
  EXPECT_FALSE(history.trend().stale);
  history.request().now = 0;
  EXPECT_EQ(history.trend().untouched_days, 0) << "the author's clock was ahead";
}

TEST(Age, OneThatWasNeverCommittedSaysSo) {
  TrendRequest request;
  request.uncommitted = true;
  const ScenarioTrend trend = trend_of(request);
  EXPECT_EQ(trend.problem, kNotCommitted);
  EXPECT_EQ(trend.last_touched, std::nullopt);
  EXPECT_FALSE(trend.stale);
}

LastMeasurement measured(ProbeKind probe, std::int64_t day, std::int64_t peak) {
  GatedNumbers numbers;
  numbers.region = "download";
  numbers.metrics.peak_bytes = peak;
  numbers.metrics.allocations = 900;
  return {.probe = probe, .time = day * kDay, .numbers = numbers, .problem = {}};
}

TEST(Measured, WithoutAResultOrWithAnOldOneItIsNotMeasuredForLong) {
  History history;
  history.peak(1000);
  EXPECT_TRUE(history.trend().unmeasured);
  EXPECT_EQ(history.trend().unmeasured_days, std::nullopt);
  history.request().now = 300 * kDay;
  history.request().measured = {measured(ProbeKind::kCounting, 100, 1000),
                                measured(ProbeKind::kMassif, 110, 1000)};
  EXPECT_EQ(history.trend().unmeasured_days, 190) << "the newest counts";
  EXPECT_TRUE(history.trend().unmeasured);
  history.request().measured[0].time = 120 * kDay;
  EXPECT_FALSE(history.trend().unmeasured);
  history.request().has_scenario = false;
  history.request().measured.clear();
  EXPECT_FALSE(history.trend().unmeasured) << "there is nothing to measure";
}

TEST(Measured, TheLastResultIsComparedWithWhatItsProbeIsHeldTo) {
  History history;
  history.peak(1000);
  history.request().measured = {measured(ProbeKind::kMassif, 1, 1100)};
  const std::vector<MeasuredTrend::Number> numbers = history.trend().measured.at(0).numbers;
  ASSERT_THAT(numbers, SizeIs(5));
  EXPECT_EQ(numbers[0], (MeasuredTrend::Number{.metric = Metric::kPeakBytes, .baseline = 1000, .now = 1100}));
  EXPECT_EQ(numbers[4], (MeasuredTrend::Number{.metric = Metric::kAllocations, .baseline = 900, .now = 900}))
      << "massif has a number of its own";
  history.request().measured[0].numbers->region = std::nullopt;
  EXPECT_THAT(history.trend().measured.at(0).numbers, IsEmpty()) << "of something else";
  history.request().measured[0].numbers = std::nullopt;
  history.request().measured[0].problem = "failed";
  EXPECT_EQ(history.trend().measured.at(0).last.problem, "failed");
}

}  // namespace
}  // namespace highwater
