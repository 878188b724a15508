// SPDX-License-Identifier: Apache-2.0
#include "report/ci/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/check_example.h"
#include "report/ci/xml_escape.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(JUnit, APassIsATestCaseWithItsNumbers) {
  CheckReport report;
  report.outcomes = {example_outcome("a/b", 2048, 2048, Verdict::kPass)};
  EXPECT_EQ(render_junit(report, Improvements::kReport),
            R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="highwater" tests="1" failures="0" errors="0" time="1.250">
  <testsuite name="a/b" tests="1" failures="0" errors="0" skipped="0" time="1.250">
    <properties>
      <property name="profile" value="linux-x86_64-gnu12-release"/>
      <property name="counting.peak_bytes" value="2048"/>
      <property name="counting.retained_bytes" value="2048"/>
      <property name="counting.allocations" value="7"/>
    </properties>
    <testcase classname="memory.a/b" name="counting (linux-x86_64-gnu12-release)" time="1.250">
      <system-out>peak_bytes 2048 (baseline 2048, limit 3072): ok
retained_bytes 2048 (baseline 2048, limit 3072): ok
allocations 7 (baseline 7, limit 1031): ok
</system-out>
    </testcase>
  </testsuite>
</testsuites>
)xml");
}

TEST(JUnit, ARegressionIsAFailureThatNamesTheSite) {
  CheckReport report;
  report.outcomes = {example_regression()};
  EXPECT_THAT(
      render_junit(report, Improvements::kReport),
      HasSubstr(
          R"xml(      <failure type="regression" message="peak 12.00 KiB, baseline 8.00 KiB, +4.00 KiB (+50.0 %), limit 9.00 KiB; +5.00 KiB grew ByteBuffer::grow &lt;- fetch_image &lt;- download_batch &lt;- … (growing_buffer.cc:31)">region &quot;download&quot;
peak 12.00 KiB, baseline 8.00 KiB, +4.00 KiB (+50.0 %), limit 9.00 KiB
peak +4.00 KiB by call site:
       +5.00 KiB  grew    ByteBuffer::grow &lt;- fetch_image &lt;- download_batch &lt;- main  growing_buffer.cc:31
       -1.00 KiB  shrank  Index::load
            +0 B          [unattributed]
       +4.00 KiB          TOTAL
hint: ByteBuffer::grow doubles: create the buffer in its final size
accept: highwater update batch_download/trimmed --reason &quot;…&quot;
</failure>
)xml"));
}

TEST(JUnit, OneProbesSitesExplainTheOther) {
  const std::string text = render_junit(example_report(), Improvements::kReport);
  std::size_t count = 0;
  for (std::size_t at = text.find("peak +4.00 KiB by call site"); at != std::string::npos;
       at = text.find("peak +4.00 KiB by call site", at + 1))
    ++count;
  EXPECT_EQ(count, 2u);
}

TEST(JUnit, WhatCouldNotBeMeasuredOrComparedIsAnError) {
  const std::string text = render_junit(example_report(), Improvements::kReport);
  EXPECT_THAT(text, HasSubstr("<testsuites name=\"highwater\" tests=\"8\" failures=\"2\" errors=\"3\""));
  EXPECT_THAT(text,
              HasSubstr("<error type=\"scenario\" message=\"a/crash (counting): the scenario failed: signal "
                        "11 (SIGSEGV)\">a/crash (counting): the scenario failed: signal 11 (SIGSEGV)\n"
                        "hint: run it by itself\n</error>"));
  EXPECT_THAT(text, HasSubstr("the scenario printed last:\nloading\nsegmentation &lt;fault&gt;\n"));
  EXPECT_THAT(text, HasSubstr("<error type=\"baseline\" message=\"a/new: no baseline\">"));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"memory.baselines\" "
                              "name=\"baselines/gone.json: no such scenario\" time=\"0.000\">"));
}

TEST(JUnit, NoLineOfAProgramsIsACommandToACiSystem) {
  EXPECT_EQ(xml_escape("a\n::x\n \t::y\n:z\na::b\n"), "a\n&#58;:x\n \t&#58;:y\n:z\na::b\n");
  EXPECT_FALSE(has_command(render_junit(hostile_report(), Improvements::kReport)));
}

TEST(JUnit, AnImprovementFailsOnlyWhenStrict) {
  CheckReport report;
  report.outcomes = {example_outcome("a/better", 8192, 1024, Verdict::kImprovement)};
  EXPECT_THAT(render_junit(report, Improvements::kReport), Not(HasSubstr("<failure")));
  EXPECT_THAT(
      render_junit(report, Improvements::kFail),
      HasSubstr("<failure type=\"improvement\" message=\"peak 1.00 KiB, baseline 8.00 KiB, -7.00 KiB"));
}

TEST(JUnit, AMeasurementHeldToNothingIsSkipped) {
  const std::string text = render_junit(example_report(), Improvements::kReport);
  EXPECT_THAT(text, HasSubstr("<skipped message=\"measured, and held to no baseline\"/>"));
  EXPECT_THAT(text, HasSubstr("<property name=\"counting.peak_bytes\" value=\"4096\"/>"));
}

TEST(JUnit, NoTwoTestCasesHaveOneName) {
  CheckReport report;
  report.outcomes = {example_outcome("a/b", 1, 1, Verdict::kPass),
                     example_outcome("a/b", 1, 1, Verdict::kPass)};
  const std::string text = render_junit(report, Improvements::kReport);
  EXPECT_THAT(text, HasSubstr("name=\"counting (linux-x86_64-gnu12-release)\""));
  EXPECT_THAT(text, HasSubstr("name=\"counting (linux-x86_64-gnu12-release) #2\""));
}

TEST(JUnit, PlatformsAreSuitesOfTheirOwn) {
  CheckReport report;
  report.outcomes = {example_outcome("a/b", 1, 1, Verdict::kPass),
                     example_outcome("a/b", 1, 1, Verdict::kPass)};
  report.outcomes[1].measurement->context.profile = "linux-aarch64-gnu12-release";
  const std::string text = render_junit(report, Improvements::kReport);
  EXPECT_THAT(text, HasSubstr("<property name=\"profile\" value=\"linux-aarch64-gnu12-release\"/>"));
  EXPECT_THAT(text, HasSubstr("name=\"counting (linux-aarch64-gnu12-release)\""));
}

TEST(JUnit, NoNameIsMarkup) {
  const std::string text = render_junit(hostile_report(), Improvements::kFail);
  for (const char* never : {"<script", "]]>", "<!--", "\x1b", "\xff", "\xc2\x9b", "##[", "</details>"})
    EXPECT_THAT(text, Not(HasSubstr(never))) << never;
  EXPECT_THAT(text, HasSubstr("&lt;script&gt;"));
}

TEST(JUnit, NothingCheckedIsAnEmptyReport) {
  EXPECT_EQ(render_junit({}, Improvements::kReport),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites name=\"highwater\" tests=\"0\" failures=\"0\" errors=\"0\" time=\"0.000\">\n"
            "</testsuites>\n");
}

}  // namespace
}  // namespace highwater
