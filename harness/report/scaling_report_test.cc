// SPDX-License-Identifier: Apache-2.0
// What each report says of a metric that grows otherwise with the size of the input than its baseline.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "baseline/gated_scaling.h"
#include "report/check_example.h"
#include "report/ci/github_annotations.h"
#include "report/ci/junit.h"
#include "report/html/scaling.h"
#include "report/html/scaling_chart.h"
#include "report/markdown/report.h"
#include "report/text/check.h"
#include "report/text/update.h"

namespace highwater {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kLine = "peak = 3.00 n, baseline peak = 4.00 KiB; grows as n, not as 1";

ScalingFit line(double coefficient) {
  ScalingFit fit;
  fit.model = ScalingModel::kLinear;
  fit.coefficient = coefficient;
  fit.worst_per_size = coefficient;
  return fit;
}

ScalingFit level(double offset) {
  ScalingFit fit;
  fit.offset = offset;
  return fit;
}

// The peak was constant and is 3 n; no number by itself fails.
CheckReport other_class() {
  CheckOutcome outcome = example_outcome("a/b", 4096, 4096, Verdict::kPass);
  for (const std::int64_t size : {1000, 2000, 4000}) {
    Metrics metrics;
    metrics.peak_bytes = 3 * size;
    outcome.measurement->sizes.push_back({size, metrics});
  }
  ScalingComparison compared;
  compared.metric = Metric::kPeakBytes;
  compared.baseline = gated_scaling(level(4096), {.absolute = 1024, .relative = 0.01});
  compared.now = line(3);
  compared.size = 4000;
  compared.other_class = true;
  compared.verdict = Verdict::kRegression;
  outcome.comparison->scaling = {compared};
  outcome.comparison->worst = Verdict::kRegression;
  CheckReport report;
  report.outcomes = {outcome};
  return report;
}

TEST(ScalingReport, TheTerminalNamesTheModels) {
  const std::string text = render_check(other_class(), {.update_command = "highwater update"});
  EXPECT_THAT(text, AllOf(HasSubstr("FAIL  a/b   " + std::string(kLine)),
                          HasSubstr("scaling: " + std::string(kLine) + ": regression")));
}

TEST(ScalingReport, MarkdownNamesTheModels) {
  EXPECT_THAT(render_markdown(other_class(), {}), HasSubstr("- " + std::string(kLine)));
}

TEST(ScalingReport, JunitHasThemInTheMessage) {
  EXPECT_THAT(
      render_junit(other_class(), Improvements::kReport),
      AllOf(HasSubstr("message=\"" + std::string(kLine)), HasSubstr(std::string(kLine) + ": regression")));
}

TEST(ScalingReport, AnnotationsNameThem) {
  EXPECT_THAT(render_annotations(other_class(), Improvements::kReport, ""),
              HasSubstr("grows as n, not as 1"));
}

TEST(ScalingReport, HtmlHasTheTableAndThePicture) {
  EXPECT_THAT(html_scaling(other_class().outcomes[0]),
              AllOf(HasSubstr("other class"), HasSubstr("3.00 n"), HasSubstr("grows as n, not as 1"),
                    HasSubstr("<svg class=\"trend-chart\"")));
}

TEST(ScalingReport, WithoutSizesThereIsNothing) {
  EXPECT_EQ(html_scaling(example_outcome("a/b", 1, 1, Verdict::kPass)), "");
}

TEST(ScalingReport, AFitOfAnotherMetricThatPassesHasNoPicture) {
  CheckReport report = other_class();
  ScalingComparison& compared = report.outcomes[0].comparison->scaling[0];
  compared.metric = Metric::kAllocations;
  compared.verdict = Verdict::kPass;
  EXPECT_THAT(html_scaling(report.outcomes[0]), AllOf(HasSubstr("Allocations"), Not(HasSubstr("<svg"))));
}

TEST(ScalingChart, MarksEverySizeAndDrawsBothModels) {
  const CheckOutcome outcome = other_class().outcomes[0];
  const std::string svg = render_scaling_chart(outcome.comparison->scaling[0],
                                               points_of(*outcome.measurement, Metric::kPeakBytes));
  EXPECT_THAT(svg, AllOf(HasSubstr("<title>size 1,000: 3,000</title>"),
                         HasSubstr("<title>size 4,000: 12,000</title>"),
                         HasSubstr("class=\"scaling-before\""), HasSubstr("class=\"trend-line\"")));
  // Half of the sizes, 2000 of 4000, is half of the way: (96 + 704) / 2, and half of the height: (16 + 208)
  // / 2.
  EXPECT_THAT(svg, HasSubstr("cx=\"400.0\" cy=\"112.0\""));
}

TEST(ScalingChart, NumbersOfAnySizeStayInThePicture) {
  ScalingComparison compared = other_class().outcomes[0].comparison->scaling[0];
  compared.now.coefficient = 1e300;
  compared.now.offset = -1e300;
  const std::string svg = render_scaling_chart(compared, {{1, INT64_MIN}, {INT64_MAX, INT64_MAX}});
  EXPECT_THAT(svg, AllOf(Not(HasSubstr("nan")), Not(HasSubstr("inf"))));
  EXPECT_EQ(render_scaling_chart(compared, {}), "");
}

TEST(ScalingReport, UpdateShowsTheFormulaAndTheOneBefore) {
  Acceptance acceptance;
  acceptance.changed = true;
  ScalingChange change;
  change.after = gated_scaling(line(2), {});
  change.after->offset = 512;
  acceptance.scaling_changes = {change};
  EXPECT_THAT(render_acceptance("a/b", acceptance, false), HasSubstr("  scaling: peak = 2.00 n + 512 B\n"));
  acceptance.scaling_changes[0].before = gated_scaling(level(4096), {});
  EXPECT_THAT(render_acceptance("a/b", acceptance, false),
              HasSubstr("scaling: peak = 2.00 n + 512 B, was peak = 4.00 KiB\n"));
  acceptance.scaling_doubts = {"peak falls with size"};
  EXPECT_THAT(render_acceptance("a/b", acceptance, false), HasSubstr("  note: peak falls with size\n"));
}

}  // namespace
}  // namespace highwater
