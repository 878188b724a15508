// SPDX-License-Identifier: Apache-2.0
#include "compare/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

BaselineSite before(const std::string& calls, std::int64_t peak) {
  BaselineSite site;
  site.chain = chain_from_text(calls);
  site.file = "before.cc";
  site.peak_bytes = peak;
  return site;
}

SiteResult now(const std::string& calls, std::int64_t peak, int line = 1) {
  SiteResult site;
  for (const std::string& function : chain_from_text(calls))
    site.frames.push_back(Frame{.function = function,
                                .file = "/src/" + function + ".cc",
                                .line = line,
                                .module = "/bin/app",
                                .offset = 1,
                                .inlined = false});
  site.peak_bytes = peak;
  return site;
}

Explanation explained(const std::vector<BaselineSite>& sites, std::int64_t baseline,
                      const std::vector<SiteResult>& run_sites, std::int64_t measured) {
  Baseline of;
  of.sites = sites;
  Comparison comparison;
  comparison.worst = Verdict::kRegression;
  comparison.metrics = {{.metric = Metric::kPeakBytes,
                         .baseline = baseline,
                         .now = measured,
                         .allowance = 0,
                         .limit = baseline,
                         .verdict = Verdict::kRegression}};
  const std::vector<Explanation> all =
      explain(of, comparison, {.sites = &run_sites, .iterations = 0, .payload_bytes = std::nullopt});
  EXPECT_THAT(all, SizeIs(1));
  return all.empty() ? Explanation{} : all[0];
}

std::vector<std::string> rows_of(const Explanation& explanation) {
  std::vector<std::string> rows;
  for (const SiteDifference& site : explanation.sites)
    rows.push_back(std::string(name_of(site.change)) + " " + std::to_string(site.difference()) + " " +
                   to_text(site.chain));
  return rows;
}

TEST(Explanation, RowsSayWhatBecameOfEachSiteWorstFirst) {
  const Explanation explanation = explained({before("grow <- fetch", 100), before("shrink <- fetch", 300),
                                             before("lost <- elsewhere", 50), before("same <- fetch", 70)},
                                            520,
                                            {now("grow <- fetch", 900, 31), now("shrink <- fetch", 200),
                                             now("fresh <- unheard_of", 400), now("same <- fetch", 70)},
                                            1570);
  EXPECT_THAT(rows_of(explanation), ElementsAre("grew 800 grow <- fetch", "new 400 fresh <- unheard_of",
                                                "shrank -100 shrink <- fetch", "gone -50 lost <- elsewhere"));
  EXPECT_EQ(explanation.sites[0].file, "/src/grow.cc");
  EXPECT_EQ(explanation.sites[0].line, 31);
  EXPECT_EQ(explanation.sites[3].file, "before.cc");
  EXPECT_EQ(explanation.others, 0);
  EXPECT_EQ(explanation.other_run, 0);
}

TEST(Explanation, ALineThatMovedIsNothingNew) {
  EXPECT_THAT(rows_of(explained({before("grow <- main", 100)}, 100,
                                {now("grow <- main", 60, 7), now("grow <- main", 140, 9)}, 200)),
              ElementsAre("grew 100 grow <- main"));
}

TEST(Explanation, ARenamedSiteOfTheSameSizeHasMoved) {
  const Explanation explanation =
      explained({before("Buffer::grow <- fetch <- main", 100), before("other <- main", 10)}, 110,
                {now("Buffer::grow_by <- fetch <- main", 100), now("other <- main", 50)}, 150);
  EXPECT_THAT(rows_of(explanation),
              ElementsAre("grew 40 other <- main", "moved 0 Buffer::grow_by <- fetch <- main"));
  EXPECT_EQ(to_text(explanation.sites[1].chain_before), "Buffer::grow <- fetch <- main");
}

// The baseline's 1000 has 50 beyond its one site; two small ones of the run fit, the third is more than was
// there.
TEST(Explanation, SitesThatTheBaselineWasTooShortForAreNotNew) {
  const Explanation explanation = explained(
      {before("big <- main", 950)}, 1000,
      {now("big <- main", 950), now("tiny <- a", 20), now("small <- b", 25), now("fresh <- c", 500)}, 1495);
  EXPECT_THAT(rows_of(explanation), ElementsAre("new 500 fresh <- c"));
  EXPECT_EQ(explanation.others, 20 + 25 - 50);
}

// What is large in one metric was not there before, however little it has of another.
TEST(Explanation, ASiteThatIsLargeInAnyMetricIsNewInAll) {
  Baseline baseline;
  baseline.sites = {before("big <- main", 1000)};
  baseline.sites[0].allocations = 900;
  std::vector<SiteResult> sites = {now("big <- main", 1000), now("leak <- loop", 5000), now("tiny <- x", 0)};
  sites[0].allocations = 900;
  sites[1].allocations = 90;
  sites[2].allocations = 95;
  Comparison comparison;
  comparison.metrics = {{.metric = Metric::kPeakBytes,
                         .baseline = 1000,
                         .now = 6000,
                         .allowance = 0,
                         .limit = 0,
                         .verdict = Verdict::kRegression},
                        {.metric = Metric::kAllocations,
                         .baseline = 1000,
                         .now = 1085,
                         .allowance = 0,
                         .limit = 0,
                         .verdict = Verdict::kRegression}};
  const std::vector<Explanation> all =
      explain(baseline, comparison, {.sites = &sites, .iterations = 0, .payload_bytes = std::nullopt});
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_THAT(rows_of(all[1]), ElementsAre("new 90 leak <- loop"));
  EXPECT_EQ(all[1].others, -5);
}

TEST(Explanation, WhatNoStackWasFoundForIsItsOwnNumber) {
  const Explanation explanation =
      explained({before("a <- main", 100)}, 100, {now("a <- main", 100), now(kUnattributedFrame, 60)}, 160);
  EXPECT_THAT(rows_of(explanation), IsEmpty());
  EXPECT_EQ(explanation.unattributed, 60);
}

TEST(Explanation, WhatFreesMoreThanItAllocatesIsNeitherNewNorGone) {
  EXPECT_THAT(rows_of(explained({before("a <- main", 100), before("free_old <- x", -40)}, 60,
                                {now("a <- main", 100), now("free_more <- y", -30)}, 70)),
              ElementsAre("grew 40 free_old <- x", "shrank -30 free_more <- y"));
}

TEST(Explanation, ARunOfOtherNumbersIsSaidToBeOne) {
  EXPECT_EQ(explained({before("a <- main", 100)}, 100, {now("a <- main", 190)}, 200).other_run, 10);
}

TEST(Explanation, WithoutSitesThereIsNone) {
  Comparison comparison;
  comparison.metrics = {{.metric = Metric::kPeakBytes,
                         .baseline = 1,
                         .now = 9,
                         .allowance = 0,
                         .limit = 1,
                         .verdict = Verdict::kRegression}};
  const std::vector<SiteResult> sites = {now("a <- main", 9)};
  EXPECT_THAT(
      explain(Baseline{}, comparison, {.sites = &sites, .iterations = 0, .payload_bytes = std::nullopt}),
      IsEmpty());
  Baseline baseline;
  baseline.sites = {before("a <- main", 1)};
  EXPECT_THAT(
      explain(baseline, comparison, {.sites = nullptr, .iterations = 0, .payload_bytes = std::nullopt}),
      IsEmpty());
}

TEST(Explanation, AbsurdNumbersAreComparedAndNotExplained) {
  for (const std::int64_t absurd : {INT64_MAX, INT64_MIN, std::int64_t{1} << 61}) {
    const std::vector<SiteResult> run = {now("a <- main", absurd), now("b <- main", absurd)};
    Baseline baseline;
    baseline.sites = {before("a <- main", 1)};
    Comparison comparison;
    comparison.metrics = {{.metric = Metric::kPeakBytes,
                           .baseline = 1,
                           .now = 9,
                           .allowance = 0,
                           .limit = 1,
                           .verdict = Verdict::kRegression}};
    EXPECT_THAT(
        explain(baseline, comparison, {.sites = &run, .iterations = 0, .payload_bytes = std::nullopt}),
        IsEmpty());
  }
}

TEST(Explanation, OnlyWhatRegressedIsExplained) {
  Baseline baseline;
  baseline.sites = {before("a <- main", 1)};
  const std::vector<SiteResult> sites = {now("a <- main", 9)};
  Comparison comparison;
  for (const Verdict verdict : {Verdict::kPass, Verdict::kImprovement, Verdict::kRegression})
    comparison.metrics.push_back(
        {.metric = verdict == Verdict::kRegression ? Metric::kPeakBytes : Metric::kAllocations,
         .baseline = 1,
         .now = 9,
         .allowance = 0,
         .limit = 1,
         .verdict = verdict});
  EXPECT_THAT(
      explain(baseline, comparison, {.sites = &sites, .iterations = 0, .payload_bytes = std::nullopt}),
      ElementsAre(testing::Field(&Explanation::metric, Metric::kPeakBytes)));
}

// explain() throws when they do not; here they are added up once more.
TEST(Explanation, RowsAddUpToTheDifferenceWhateverTheSites) {
  std::mt19937 random(4);
  const auto number = [&](int most) {
    return static_cast<std::int64_t>(random() % static_cast<unsigned>(most));
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<BaselineSite> old;
    std::vector<SiteResult> run;
    for (std::int64_t i = number(40); i >= 0; --i)
      old.push_back(before("f" + std::to_string(i) + " <- g" + std::to_string(number(5)) + " <- main",
                           number(2000) - 500));
    for (std::int64_t i = number(60); i >= 0; --i)
      run.push_back(now("f" + std::to_string(number(60)) + " <- g" + std::to_string(number(5)) + " <- main",
                        number(2000) - 500, static_cast<int>(number(9))));
    const Explanation explanation = explained(old, number(50000) - 5000, run, number(50000) - 5000);
    std::int64_t sum = explanation.others + explanation.unattributed + explanation.other_run;
    for (const SiteDifference& site : explanation.sites) sum += site.difference();
    EXPECT_EQ(sum, explanation.now - explanation.before);
  }
}

}  // namespace
}  // namespace highwater
