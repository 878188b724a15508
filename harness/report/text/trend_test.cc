// SPDX-License-Identifier: Apache-2.0
#include "report/text/trend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/trend_example.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const TrendRequest& request) {
  return render_trend(example_trend(request), false);
}

TEST(TextTrend, EveryChangeIsARowAndTheSumIsOnTop) {
  EXPECT_EQ(text_of(example_request()),
            "a/b  +12 % in 2 accepted changes (peak_bytes 100,000 -> 112,000), 2026-01-01 to 2026-01-04\n"
            "  date        commit        metric          old      new          difference  reason\n"
            "  2026-01-01  111111111111  peak_bytes           100,000             created  first numbers "
            "(commit 1)\n"
            "  2026-01-02  222222222222  peak_bytes  100,000  104,000  +3.91 KiB (+4.0 %)  keeps the headers "
            "(commit 2)\n"
            "  2026-01-03  333333333333                                        unreadable  linux/a/b.json:1: "
            "too new\n"
            "  2026-01-04  444444444444  peak_bytes  104,000  112,000  +7.81 KiB (+7.7 %)  and the trailers "
            "(commit 4)\n"
            "  peak_bytes: 100,000 -> 112,000, +12 % in 2 accepted changes (2 up, 0 down)\n"
            "  not measured for long: there is no result\n"
            "  unreadable: 1 revision hides what it changed\n"
            "\n"
            "1 baseline: 2 accepted changes, 1 not measured for long\n");
}

TEST(TextTrend, ASumOfSmallStepsIsCalledCreep) {
  TrendRequest request = example_request();
  request.revisions.resize(2);
  request.revisions.push_back(request.revisions.back());
  request.revisions[2].before = {request.revisions[1].after};
  request.revisions[2].after = example_state(109100, "more");
  request.revisions.push_back(request.revisions.back());
  request.revisions[3].before = {request.revisions[2].after};
  request.revisions[3].after = example_state(110000, "and more");
  EXPECT_THAT(text_of(request),
              HasSubstr("  creep: peak_bytes: 100,000 -> 110,000, +10 % in 3 accepted changes "
                        "(3 up, 0 down), none of them above +4.90 %\n"));
  EXPECT_THAT(text_of(request), HasSubstr("1 creeping"));
}

TEST(TextTrend, TermsThatChangeAreRowsOfTheirOwn) {
  Baseline baseline = *example_state(112000, "a limit").get()->baseline;
  baseline.metrics[Metric::kPeakBytes].limit = 300000;
  baseline.metrics[Metric::kPeakBytes].tolerance.relative = 0.02;
  baseline.overrides[ProbeKind::kMassif][Metric::kAllocations] = {
      .value = 900, .tolerance = {.absolute = 4, .relative = 0}, .limit = std::nullopt};
  TrendRequest request = example_request();
  BaselineRevision next = request.revisions.back();
  next.before = {next.after};
  next.after = std::make_shared<const BaselineState>(
      BaselineState{.is_there = true, .baseline = baseline, .problem = {}});
  request.revisions.push_back(next);
  const std::string text = text_of(request);
  EXPECT_THAT(text, ContainsRegex("peak_bytes +max.1,024, 1 %. +max.1,024, 2 %. +tolerance +a limit"));
  EXPECT_THAT(text, ContainsRegex("peak_bytes +none +300,000 +hard limit\n"));
  EXPECT_THAT(text, ContainsRegex("allocations .massif. +900 +override\n"));
  EXPECT_THAT(text,
              HasSubstr("too loose: peak_bytes: the hard limit is 300,000, 183.59 KiB above the number, "
                        "112,000 (highest so far 112,000)\n"));
}

TEST(TextTrend, WhatNobodyLooksAtIsSaid) {
  TrendRequest request = example_request();
  request.now += 200L * 86400;
  GatedNumbers numbers;
  numbers.region = "download";
  numbers.metrics = {.peak_bytes = 113000,
                     .retained_bytes = -5,
                     .retained_blocks = -1,
                     .allocated_bytes = 5000000,
                     .allocations = 700,
                     .peak_rss_bytes = std::nullopt};
  request.measured = {
      {.probe = ProbeKind::kCounting, .time = request.now - 190L * 86400, .numbers = numbers, .problem = {}},
      {.probe = ProbeKind::kMassif,
       .time = request.now - 191L * 86400,
       .numbers = {},
       .problem = "it failed\x1b"}};
  request.uncommitted = true;
  const std::string text = text_of(request);
  EXPECT_THAT(text, HasSubstr("  stale: not touched for 200 days\n"));
  EXPECT_THAT(text, HasSubstr("  not measured for long: the last result is 190 days old\n"));
  EXPECT_THAT(text, HasSubstr("  last result (counting), 190 days old: peak_bytes 113,000 (+0.9 %)\n"));
  EXPECT_THAT(text, HasSubstr("  last result (massif), 191 days old: it failed\\x1b\n"));
  EXPECT_THAT(text, HasSubstr("  not committed: the file says something else than git has\n"));
  request.has_scenario = false;
  EXPECT_THAT(text_of(request), HasSubstr("  orphan: the manifest has no such scenario\n"));
}

TEST(TextTrend, ADeletedOneAndARenamedOneAreShown) {
  TrendRequest request = example_request();
  request.revisions[1].renamed_from = "a/old";
  request.revisions[3].after = std::make_shared<const BaselineState>();
  const std::string text = text_of(request);
  EXPECT_THAT(text, ContainsRegex("2026-01-02  222222222222 +renamed from a/old  keeps the headers"));
  EXPECT_THAT(text, ContainsRegex("2026-01-04  444444444444 +deleted  commit 4\n"));
  EXPECT_THAT(text, Not(HasSubstr("not measured")));
}

TEST(TextTrend, NoNameReachesTheTerminalAsItIs) {
  TrendRequest request = example_request();
  request.scenario = "a/\x1b[31mred";
  request.revisions[0].subject = "evil\x1b]0;title\x07";
  request.revisions[1].after = example_state(104000, "two\nlines\x1b[2J");
  request.revisions[1].renamed_from = "old\x1b[1m";
  request.revisions[2].subject = "\r\x1b[K";
  const std::string text = text_of(request);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_THAT(text, HasSubstr("a/\\x1b[31mred"));
  EXPECT_THAT(text, HasSubstr("two\\x0alines\\x1b[2J"));
  EXPECT_THAT(render_trend(example_trend(request), true), HasSubstr("\x1b[")) << "but colour, when asked for";
}

TEST(TextTrend, ALongReasonIsCutBetweenCharacters) {
  TrendRequest request = example_request();
  std::string reason;
  for (int i = 0; i < 100; ++i) reason += "ä";
  request.revisions[1].after = example_state(104000, reason);
  EXPECT_THAT(text_of(request), HasSubstr("  " + reason.substr(0, 2UL * 71) + "…\n"));
}

TEST(TextTrend, AShallowCloneAndASpanAreNamed) {
  Trend trend = example_trend(example_request());
  trend.shallow = true;
  trend.since = "v1.2";
  EXPECT_THAT(render_trend(trend, false), HasSubstr("note: this is a shallow clone: the history is cut"));
  EXPECT_THAT(render_trend(trend, false), HasSubstr("1 baseline since v1.2: 2 accepted changes"));
  trend.scenarios[0].steps.clear();
  trend.scenarios[0].creeps.clear();
  trend.scenarios[0].accepted_changes = 0;
  EXPECT_THAT(render_trend(trend, false), HasSubstr("a/b  no accepted change\n"));
}

}  // namespace
}  // namespace highwater
