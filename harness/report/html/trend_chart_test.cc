// SPDX-License-Identifier: Apache-2.0
#include "report/html/trend_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/trend_example.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST(TrendChart, StepsAtCommitsAndHasAGapWhereNothingCouldBeRead) {
  const std::string svg = render_trend_chart(trend_of(example_request()), Metric::kPeakBytes);
  EXPECT_THAT(svg, StartsWith("<svg class=\"trend-chart\" "));
  EXPECT_THAT(svg, testing::EndsWith("</svg>\n"));
  // Four commits share the width from 96 to 704; 100,000 is at the bottom and 112,000 at the top.
  EXPECT_THAT(svg, HasSubstr("d=\"M96.0 208.0H248.0V144.0H400.0M552.0 16.0H704.0\""));
  EXPECT_EQ(count(svg, "<circle"), 3u);
  EXPECT_THAT(
      svg,
      HasSubstr("<title>2026-01-02 222222222222: peak_bytes 104,000 (+4.0 %), keeps the headers</title>"));
}

TEST(TrendChart, SaysInWordsWhatItShows) {
  const std::string svg = render_trend_chart(trend_of(example_request()), Metric::kPeakBytes);
  EXPECT_THAT(svg, HasSubstr("role=\"img\" aria-label=\"peak_bytes of a/b over its accepted changes\""));
  EXPECT_THAT(
      svg, HasSubstr("<desc>4 commits from 2026-01-01 to 2026-01-04, between 100,000 and 112,000; +12 % in 2 "
                     "accepted changes, from 100,000 to 112,000</desc>"));
  for (const char* label :
       {">109.38 KiB</text>", ">97.66 KiB</text>", ">2026-01-01</text>", ">2026-01-04</text>"})
    EXPECT_THAT(svg, HasSubstr(label));
}

TEST(TrendChart, TakesItsColoursFromThePageAndNothingFromElsewhere) {
  const std::string svg = render_trend_chart(trend_of(example_request()), Metric::kPeakBytes);
  EXPECT_EQ(count(svg, "stroke=\""), count(svg, "stroke=\"currentColor\""));
  EXPECT_THAT(svg, Not(ContainsRegex("#[0-9a-f]{3}|rgb\\(|<script|<style|href|url\\(| id=")));
}

TEST(TrendChart, EveryNameIsEscaped) {
  TrendRequest request = example_request();
  request.scenario = "a/\"><script>&\xff\xed\xa0\x80";
  request.revisions[1].after = example_state(104000,
                                             "</title><b>\x1b\x01"
                                             "é");
  const std::string svg = render_trend_chart(trend_of(request), Metric::kPeakBytes);
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("<b>")));
  EXPECT_THAT(svg, HasSubstr("a/&quot;&gt;&lt;script&gt;&amp;\\xff\\xed\\xa0\\x80"));
  EXPECT_THAT(svg, HasSubstr("&lt;/title&gt;&lt;b&gt;\\x1b\\x01é</title>"));
  for (const char c : svg) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
}

TEST(TrendChart, AHardLimitIsDrawnWhereItIsNear) {
  TrendRequest request = example_request();
  const auto with_limit = [&](std::int64_t limit) {
    Baseline baseline = *request.revisions.back().after->baseline;
    baseline.metrics[Metric::kPeakBytes].limit = limit;
    request.revisions.back().after = std::make_shared<const BaselineState>(
        BaselineState{.is_there = true, .baseline = baseline, .problem = {}});
    return render_trend_chart(trend_of(request), Metric::kPeakBytes);
  };
  EXPECT_THAT(with_limit(120000), HasSubstr("class=\"trend-limit\" x1=\"96.0\" y1=\"16.0\""));
  EXPECT_THAT(with_limit(120000), HasSubstr("; hard limit 120,000</desc>"));
  EXPECT_THAT(with_limit(900000), Not(HasSubstr("trend-limit"))) << "it would press the line flat";
  EXPECT_THAT(with_limit(90000), Not(HasSubstr("trend-limit")));
}

TEST(TrendChart, ALevelLineIsInTheMiddleAndNothingIsNoPicture) {
  const std::string svg = render_trend_chart(trend_of(example_request()), Metric::kAllocations);
  EXPECT_THAT(svg, HasSubstr("d=\"M96.0 112.0H248.0V112.0H400.0M552.0 112.0H704.0\""));
  EXPECT_EQ(count(svg, ">700</text>"), 1u);
  EXPECT_EQ(render_trend_chart(ScenarioTrend(), Metric::kPeakBytes), "");
}

TEST(TrendChart, ThousandsOfCommitsHaveAFewHundredMarks) {
  TrendRequest request = example_request();
  request.revisions.resize(2);
  while (request.revisions.size() < 5000) request.revisions.push_back(request.revisions.back());
  const std::string svg = render_trend_chart(trend_of(request), Metric::kPeakBytes);
  EXPECT_EQ(count(svg, "<circle"), 200u);
  EXPECT_LT(svg.size(), 150000u);
}

}  // namespace
}  // namespace highwater
