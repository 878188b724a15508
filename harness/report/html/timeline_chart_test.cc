// SPDX-License-Identifier: Apache-2.0
#include "report/html/timeline_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

Timeline example() {
  return {.step_bytes = 500,
          .points = {{0, 0, 0}, {500, 400, 10}, {1000, 0, 20}},
          .marks = {{.kind = MarkKind::kEnter, .region = "<loop>", .number = 1, .at = {100, 50, 1}},
                    {.kind = MarkKind::kIteration, .region = "<loop>", .number = 1, .at = {200, 60, 2}},
                    {.kind = MarkKind::kLeave, .region = "<loop>", .number = 1, .at = {900, 50, 3}}}};
}

TEST(TimelineChart, TheRunIsOneLineAndTheLimitsHaveWords) {
  const std::string svg = render_timeline(
      example(), {.region = {}, .peak_bytes = 400, .baseline_bytes = 300, .limit_bytes = 350});
  EXPECT_THAT(svg, HasSubstr("<polyline class=\"live\" points=\"66.0,214.0 459.0,"));
  EXPECT_THAT(svg, HasSubstr(">limit 350 B</text>"));
  EXPECT_THAT(svg, HasSubstr(">baseline 300 B</text>"));
  EXPECT_THAT(svg, HasSubstr(">peak 400 B</text>"));
  EXPECT_THAT(svg, HasSubstr("<svg role=\"img\""));
  EXPECT_THAT(svg, HasSubstr("<desc>The measured peak is 400 B, the baseline 300 B, the limit 350 B; 0 B are "
                             "live at the end.</desc>"));
}

TEST(TimelineChart, ARegionsLinesBeginAtWhatWasLiveAtItsEntry) {
  const TimelineSubject process{.region = {}, .peak_bytes = 350, .baseline_bytes = 350, .limit_bytes = 350};
  const TimelineSubject region{
      .region = "<loop>", .peak_bytes = 300, .baseline_bytes = 300, .limit_bytes = 300};
  const auto height = [](const std::string& svg) {
    const std::size_t at = svg.find("class=\"ln limit\" d=\"M");
    return svg.substr(svg.find(' ', at + 21), 6);
  };
  const std::string svg = render_timeline(example(), region);
  EXPECT_EQ(height(svg), height(render_timeline(example(), process)));  // 50 + 300
  EXPECT_THAT(svg, HasSubstr("its lines begin at those 50 B"));
  EXPECT_THAT(svg, HasSubstr("class=\"reg\""));
  EXPECT_THAT(svg, HasSubstr("class=\"iter\""));
}

TEST(TimelineChart, ARegionWithoutMarksHasNoLinesAndSaysWhy) {
  const std::string svg =
      render_timeline(example(), {.region = "other", .peak_bytes = 1, .baseline_bytes = 1, .limit_bytes = 1});
  EXPECT_THAT(svg, Not(HasSubstr("class=\"ln")));
  EXPECT_THAT(svg, HasSubstr("does not say when the judged region was entered"));
}

TEST(TimelineChart, NamesOfRegionsAreEscaped) {
  const std::string svg = render_timeline(
      example(), {.region = "<loop>", .peak_bytes = 1, .baseline_bytes = {}, .limit_bytes = {}});
  EXPECT_THAT(svg, Not(HasSubstr("<loop>")));
  EXPECT_THAT(svg, HasSubstr("&lt;loop&gt;"));
}

TEST(TimelineChart, LabelsOfEqualNumbersDoNotCoverEachOther) {
  const std::string svg = render_timeline(
      example(), {.region = {}, .peak_bytes = 400, .baseline_bytes = 400, .limit_bytes = 400});
  const auto height = [&](const char* css) {
    const std::size_t at = svg.find("y=\"", svg.find(std::string("class=\"ll ") + css));
    return std::stod(svg.substr(at + 3));
  };
  EXPECT_GE(height("base") - height("limit"), 14);
  EXPECT_GE(height("now") - height("base"), 14);
}

TEST(TimelineChart, AbsurdNumbersStayInThePicture) {
  Timeline timeline = example();
  timeline.points = {{-5, INT64_MIN, 0}, {INT64_MAX, INT64_MAX, 0}};
  const std::string svg = render_timeline(
      timeline,
      {.region = {}, .peak_bytes = INT64_MAX, .baseline_bytes = INT64_MIN, .limit_bytes = INT64_MAX});
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

}  // namespace
}  // namespace highwater
