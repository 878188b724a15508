// SPDX-License-Identifier: Apache-2.0
#include "report/ci/github_annotations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "report/check_example.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(GithubAnnotations, ARegressionMarksTheLineThatGrew) {
  CheckReport report;
  report.outcomes = {example_regression()};
  EXPECT_EQ(
      render_annotations(report, Improvements::kReport, "/src/project"),
      "::error file=scenarios/growing_buffer.cc,line=31,title=memory regression%3A batch_download/trimmed::"
      "peak 12.00 KiB, baseline 8.00 KiB, +4.00 KiB (+50.0 %25), limit 9.00 KiB%0A"
      "peak +5.00 KiB grew: ByteBuffer::grow <- fetch_image <- download_batch <- … growing_buffer.cc:31\n");
}

TEST(GithubAnnotations, AFileOfSomewhereElseIsNotMarked) {
  CheckReport report;
  report.outcomes = {example_regression()};
  for (const char* root : {"/src/other", "/src/proj", "/src/project/scenarios/deep"})
    EXPECT_THAT(render_annotations(report, Improvements::kReport, root),
                StartsWith("::error title=memory regression%3A batch"))
        << root;
  EXPECT_THAT(render_annotations(report, Improvements::kReport, "/src/project/"),
              StartsWith("::error file=scenarios/growing_buffer.cc,line=31,"));
  EXPECT_THAT(render_annotations(report, Improvements::kReport, ""),
              StartsWith("::error file=/src/project/scenarios/growing_buffer.cc,line=31,"));
}

TEST(GithubAnnotations, ALibrarysLineIsPassedOver) {
  CheckReport report;
  report.outcomes = {example_regression()};
  std::vector<SiteDifference>& sites = report.outcomes[0].explanations[0].sites;
  sites.insert(sites.begin(), sites[0]);
  sites[0].file = "/usr/include/vector.h";
  EXPECT_THAT(render_annotations(report, Improvements::kReport, "/src/project"),
              StartsWith("::error file=scenarios/growing_buffer.cc,line=31,"));
}

TEST(GithubAnnotations, OnlyWhatFailsIsSaidAndOnce) {
  const std::string text = render_annotations(example_report(), Improvements::kReport, "/src/project");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << text;
  EXPECT_THAT(text,
              HasSubstr("::error title=memory scenario failed%3A a/crash::a/crash (counting): the scenario "
                        "failed: signal 11 (SIGSEGV)%0Ahint: run it by itself\n"));
  EXPECT_THAT(text,
              HasSubstr("::error title=memory no baseline%3A a/new::a/new: no baseline%0Ahint: update it\n"));
  EXPECT_THAT(text, HasSubstr("::error title=memory baselines::baselines/gone.json: no such scenario"));
  EXPECT_THAT(text, Not(HasSubstr("a/better")));
  EXPECT_THAT(render_annotations(example_report(), Improvements::kFail, ""),
              HasSubstr("::error title=memory improvement%3A a/better::peak 1.00 KiB"));
  CheckReport passing;
  passing.outcomes = {example_outcome("a/b", 1, 1, Verdict::kPass)};
  EXPECT_EQ(render_annotations(passing, Improvements::kFail, ""), "");
}

TEST(GithubAnnotations, NoNameIsACommand) {
  const std::string text = render_annotations(hostile_report(), Improvements::kFail, "");
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    ASSERT_NE(end, std::string::npos);
    const std::string line = text.substr(start, end - start);
    EXPECT_THAT(line, StartsWith("::error "));
    // Between the command and the message no colon or comma of a name's.
    const std::string properties = line.substr(8, line.find("::", 8) - 8);
    EXPECT_THAT(properties, Not(HasSubstr(":")));
    EXPECT_LE(std::count(properties.begin(), properties.end(), ','), 2);
    EXPECT_THAT(properties, Not(HasSubstr("%0A,")));
    start = end + 1;
  }
  for (const char* never : {"\x1b", "\xc2\x9b", "##[", "##vso["}) EXPECT_THAT(text, Not(HasSubstr(never)));
}

}  // namespace
}  // namespace highwater
