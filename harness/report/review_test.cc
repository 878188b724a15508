// SPDX-License-Identifier: Apache-2.0
#include "report/json/review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json_value.h"
#include "report/markdown/review.h"
#include "report/text/review.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

GatedMetric gated(std::int64_t value, std::optional<std::int64_t> limit = {}) {
  return {.value = value, .tolerance = {.absolute = 1024, .relative = 0.01}, .limit = limit};
}

ReviewReport example() {
  ReviewedBaseline reviewed;
  reviewed.profile = "linux-test";
  reviewed.scenario = "a/b";
  reviewed.step.kind = StepKind::kAccepted;
  reviewed.step.reason = "larger buffers";
  reviewed.step.changes = {
      {.metric = Metric::kPeakBytes, .probe = {}, .before = gated(1024), .after = gated(2048, 9000)}};
  reviewed.grown = {
      {.metric = Metric::kPeakBytes, .before = 0, .now = 1024, .chain = {"grow", "main"}, .file = "b.cc"}};
  ReviewReport report{
      .base_name = "main", .head_name = "HEAD", .fork = "f", .head = "h", .baselines = {}, .notes = {}};
  report.baselines = {reviewed};
  return report;
}

TEST(TextReview, HasARowEachNumberAndTerm) {
  EXPECT_EQ(render_review(example(), false),
            "a/b (linux-test): changed\n"
            "  metric              old    new  change\n"
            "  peak_bytes        1,024  2,048  +1.00 KiB (+100.0 %)\n"
            "  peak_bytes limit   none  9,000\n"
            "  grew: +1.00 KiB  grow <- main (b.cc)  peak_bytes 0 -> 1,024\n"
            "  reason: larger buffers\n"
            "\n"
            "main..HEAD: 1 baseline changed, each with a reason and measured\n");
}

TEST(TextReview, SaysHowTheScalingChanged) {
  ReviewReport report = example();
  const GatedScaling constant{.model = ScalingModel::kConstant,
                              .falling = false,
                              .coefficient = 0,
                              .offset = 4096,
                              .tolerance = {.absolute = 1024, .relative = 0.01}};
  GatedScaling linear = constant;
  linear.model = ScalingModel::kLinear;
  linear.coefficient = 2;
  GatedScaling looser = constant;
  looser.tolerance.relative = 0.1;
  report.baselines[0].step.sizes_changed = true;
  report.baselines[0].step.scaling_changes = {{Metric::kPeakBytes, constant, linear},
                                              {Metric::kRetainedBytes, constant, looser},
                                              {Metric::kAllocations, std::nullopt, constant}};
  const std::string text = render_review(report, false);
  EXPECT_THAT(text, HasSubstr("a/b (linux-test): changed, other sizes\n"));
  EXPECT_THAT(text, ContainsRegex(
                        "peak_bytes with size +peak = 4.00 KiB +peak = 2.00 n \\+ 4.00 KiB +grows faster\n"));
  EXPECT_THAT(
      text, ContainsRegex("retained_bytes with size tolerance +max\\(1,024, 1 %\\) +max\\(1,024, 10 %\\)\n"));
  EXPECT_THAT(text, ContainsRegex("allocations with size +allocations = 4,096 +new\n"));
  EXPECT_THAT(to_json(report), HasSubstr("\"sizes_changed\": true"));
  EXPECT_THAT(to_json(report), HasSubstr("\"model\": \"n\""));
}

TEST(TextReview, AProblemHasItsRemedy) {
  ReviewReport report = example();
  report.baselines[0].problems = {{ExitStatus::kRegression, "changed without a reason", "say why"}};
  const std::string text = render_review(report, false);
  EXPECT_THAT(text, HasSubstr("  problem: changed without a reason\n  hint: say why\n"));
  EXPECT_THAT(text, HasSubstr("1 baseline changed, 1 not fit to merge\n"));
}

TEST(MarkdownReview, NoNameOrReasonChangesItsStructure) {
  ReviewReport report = example();
  report.baselines[0].scenario = "a|b\n# <b>";
  report.baselines[0].step.reason = "x\n\n# @everyone | <img>";
  report.baselines[0].grown[0].chain = {"f<int>|", "`main`"};
  const std::string text = render_review_markdown(report);
  EXPECT_THAT(text, Not(HasSubstr("\n# ")));
  EXPECT_THAT(text, Not(HasSubstr("<img>")));
  EXPECT_THAT(text, Not(HasSubstr("<b>")));
  EXPECT_THAT(text, Not(HasSubstr("@everyone")));
}

TEST(MarkdownReview, WhatDoesNotFitIsCountedAndProblemsComeFirst) {
  ReviewReport report = example();
  report.baselines.resize(3, report.baselines[0]);
  report.baselines[2].scenario = "bad";
  report.baselines[2].problems = {{ExitStatus::kRegression, "changed without a reason", ""}};
  const std::string text = render_review_markdown(report, 700);
  EXPECT_THAT(text, HasSubstr("changed without a reason"));
  EXPECT_THAT(text, HasSubstr(" more._\n"));
  EXPECT_LE(text.size(), 800u);
}

TEST(JsonReview, HasTheNumbersAndTheVerdict) {
  ReviewReport report = example();
  report.baselines[0].problems = {{ExitStatus::kRegression, "changed without a reason", "say why"}};
  const Json json = Json::parse(to_json(report));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["exit"], 1);
  EXPECT_EQ(json["baselines"][0]["changes"][0]["basis_points"], 10000);
  EXPECT_EQ(json["baselines"][0]["problems"][0]["what"], "changed without a reason");
}

}  // namespace
}  // namespace highwater
