// SPDX-License-Identifier: Apache-2.0
#include "report/check_words.h"

#include <gtest/gtest.h>

#include "report/check_example.h"

namespace highwater {
namespace {

TEST(CheckWords, EveryOutcomeHasAWord) {
  std::vector<std::string> words;
  for (const CheckOutcome& outcome : example_report().outcomes) words.push_back(verdict_of(outcome));
  EXPECT_EQ(words, (std::vector<std::string>{"regression", "regression", "improvement", "ok",
                                             "scenario failed", "no baseline", "not compared"}));
}

TEST(CheckWords, WhatWasHeldToNothingDecidesNothing) {
  const CheckReport report = example_report();
  EXPECT_FALSE(fails(report.outcomes.back(), Improvements::kFail));
  EXPECT_TRUE(fails(report.outcomes.front(), Improvements::kReport));
  EXPECT_FALSE(fails(report.outcomes[2], Improvements::kReport));
  EXPECT_TRUE(fails(report.outcomes[2], Improvements::kFail));
}

TEST(CheckWords, AHardLimitIsCalledSo) {
  MetricComparison compared = example_metric(Metric::kAllocations, 100, 120, Verdict::kRegression);
  compared.limit = 110;
  compared.hard_limit = true;
  EXPECT_EQ(describe_metric(compared), "allocations 120, baseline 100, +20 (+20.0 %), hard limit 110");
}

TEST(CheckWords, SitesOfAnotherScenarioOrPlatformExplainNothing) {
  CheckReport report = example_report();
  EXPECT_EQ(ScenarioIndex(report).explanations_of(report.outcomes[1]).size(), 1u);
  EXPECT_EQ(ScenarioIndex(report).probes_that_agree(report.outcomes[1]).size(), 2u);
  report.outcomes[1].measurement->context.profile = "elsewhere";
  EXPECT_TRUE(ScenarioIndex(report).explanations_of(report.outcomes[1]).empty());
  EXPECT_EQ(ScenarioIndex(report).probes_that_agree(report.outcomes[1]).size(), 1u);
  report.outcomes[1].measurement->context.profile = kExampleProfile;
  report.outcomes[1].scenario = "another";
  EXPECT_TRUE(ScenarioIndex(report).explanations_of(report.outcomes[1]).empty());
}

// Rows and what is below them add up to the difference, however many rows are shown.
TEST(CheckWords, RemaindersAddUp) {
  Explanation explanation = example_explanation();
  explanation.others = 10;
  explanation.other_run = -30;
  explanation.unattributed = 20;
  for (std::size_t shown = 0; shown <= explanation.sites.size(); ++shown) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < shown; ++i) sum += explanation.sites[i].difference();
    for (const Remainder& row : remainders_of(explanation, shown)) sum += row.difference;
    EXPECT_EQ(sum, explanation.now - explanation.before) << shown;
  }
  EXPECT_EQ(remainders_of(explanation, 1)[0].name, "[1 more]");
}

TEST(CheckWords, WhatIsKeptIsAlsoGivenPerIteration) {
  Explanation explanation = example_explanation();
  explanation.metric = Metric::kRetainedBytes;
  explanation.iterations = 4;
  EXPECT_EQ(describe_subject(explanation), "retained +4.00 KiB, +1.00 KiB an iteration by call site");
  explanation.metric = Metric::kPeakBytes;
  EXPECT_EQ(describe_subject(explanation), "peak +4.00 KiB by call site");
}

TEST(CheckWords, ARenamedSiteSaysWhatItWas) {
  SiteDifference site;
  site.chain_before = {"read_file", "main"};
  EXPECT_EQ(describe_former(site, 1), "was read_file <- …");
  EXPECT_EQ(describe_former({}, 1), "");
}

}  // namespace
}  // namespace highwater
