// SPDX-License-Identifier: Apache-2.0
#include "report/html/flames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "baseline/baseline_example.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

BaselineSite site(const std::string& chain, std::int64_t peak, std::int64_t retained = 0) {
  BaselineSite made;
  made.chain = chain_from_text(chain);
  made.peak_bytes = peak;
  made.retained_bytes = retained;
  return made;
}

const FlameStack* stack_of(const std::vector<FlameStack>& stacks, const std::string& chain) {
  for (const FlameStack& stack : stacks)
    if (to_text(stack.chain) == chain) return &stack;
  return nullptr;
}

TEST(HtmlFlames, WhatTheBaselineWouldNotHaveKeptIsNotNew) {
  const std::vector<FlameStack> stacks =
      difference_stacks({site("a <- main", 900), site("tiny <- main", 3), site("large <- main", 400)},
                        {site("a <- main", 800), site("b <- main", 150)}, Metric::kPeakBytes, 1000);
  EXPECT_EQ(stack_of(stacks, "a <- main")->now, 900);
  EXPECT_EQ(stack_of(stacks, "a <- main")->before, 800);
  EXPECT_EQ(stack_of(stacks, "b <- main")->now, 0);
  EXPECT_EQ(stack_of(stacks, "large <- main")->before, 0);
  EXPECT_EQ(stack_of(stacks, "tiny <- main"), nullptr);
  const FlameStack* rest = stack_of(stacks, "[too small for the baseline]");
  ASSERT_NE(rest, nullptr);
  EXPECT_EQ(rest->now, 3);
  EXPECT_EQ(rest->before, 50);
}

TEST(HtmlFlames, WhereTheBaselineHasEverySiteAnotherIsNew) {
  const std::vector<FlameStack> stacks =
      difference_stacks({site("a", 900), site("tiny", 3)}, {site("a", 900)}, Metric::kPeakBytes, 900);
  ASSERT_NE(stack_of(stacks, "tiny"), nullptr);
  EXPECT_EQ(stack_of(stacks, "[too small for the baseline]"), nullptr);
}

TEST(HtmlFlames, BothSidesAddUpToTheirTotals) {
  std::int64_t now = 0;
  std::int64_t before = 0;
  for (const FlameStack& stack : difference_stacks({site("a", 5), site("b", 70), site("c", 1)},
                                                   {site("b", 60), site("d", 20)}, Metric::kPeakBytes, 88)) {
    now += stack.now;
    before += stack.before;
  }
  EXPECT_EQ(now, 76);
  EXPECT_EQ(before, 88);
}

TEST(HtmlFlames, WithoutSitesTheBaselinesAreShownAndNamed) {
  CheckOutcome outcome;
  EXPECT_THAT(html_flames(outcome, {}), HasSubstr("highwater run --sites"));
  outcome.baseline = example_baseline();
  outcome.baseline->sites.clear();
  EXPECT_THAT(html_flames(outcome, {}), HasSubstr("highwater run --sites"));
  outcome.baseline->sites = {site("grow <- main", 100)};
  const std::string html = html_flames(outcome, {});
  EXPECT_THAT(html, HasSubstr("Of the baseline"));
  EXPECT_THAT(html, HasSubstr(">grow</i>"));
  EXPECT_THAT(html, HasSubstr("every byte was freed"));
  outcome.probe = ProbeKind::kMassif;
  EXPECT_THAT(html_flames(outcome, {}), HasSubstr("massif"));
}

TEST(HtmlFlames, ARunWithSitesIsDrawnAgainstItsBaseline) {
  CheckOutcome outcome;
  outcome.baseline = example_baseline();
  outcome.baseline->sites = {site("grow <- main", 100)};
  outcome.comparison = Comparison{};
  outcome.comparison->metrics = {{.metric = Metric::kPeakBytes, .baseline = 100, .now = 300}};
  const std::string html = html_flames(outcome, {site("grow <- main", 300)});
  EXPECT_THAT(html, HasSubstr("Peak against the baseline"));
  EXPECT_THAT(html, HasSubstr("300 B now, 100 B in the baseline, +200 B"));
  EXPECT_THAT(html, Not(HasSubstr("Of the baseline")));
  EXPECT_THAT(html_flames(outcome, {site("grow <- main", 100)}), Not(HasSubstr("against the baseline")));
}

}  // namespace
}  // namespace highwater
