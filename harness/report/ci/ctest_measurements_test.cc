// SPDX-License-Identifier: Apache-2.0
// That ctest reads them: tests/gate/consumer_case.cmake.
#include "report/ci/ctest_measurements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/check_example.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(CtestMeasurements, PeakRetainedAndAllocations) {
  CheckReport report;
  report.outcomes = {example_outcome("a/b", 1024, 4096, Verdict::kRegression)};
  const std::string numbers =
      "<CTestMeasurement type=\"numeric/double\" name=\"peak_bytes\">4096</CTestMeasurement>\n"
      "<CTestMeasurement type=\"numeric/double\" name=\"retained_bytes\">2048</CTestMeasurement>\n"
      "<CTestMeasurement type=\"numeric/double\" name=\"allocations\">7</CTestMeasurement>\n";
  EXPECT_EQ(render_ctest_measurements(report, ""), numbers);
  EXPECT_EQ(render_ctest_measurements(report, "/a&b/report.html"),
            numbers +
                "<CTestMeasurementFile type=\"file\" "
                "name=\"report\">/a&amp;b/report.html</CTestMeasurementFile>\n");
}

TEST(CtestMeasurements, SeveralOutcomesAreNamed) {
  const std::string text = render_ctest_measurements(example_report(), "");
  EXPECT_THAT(text, HasSubstr("name=\"batch_download/trimmed counting peak_bytes\">12288<"));
  EXPECT_THAT(text, HasSubstr("name=\"batch_download/trimmed massif peak_bytes\">12288<"));
}

TEST(CtestMeasurements, AFailedScenarioHasNoNumbersAndOneWithoutABaselineHas) {
  CheckReport report;
  report.outcomes = {example_outcome("a/b", 1, 1, Verdict::kPass)};
  report.outcomes[0].comparison.reset();
  report.outcomes[0].measurement->metrics.peak_bytes = 77;
  report.outcomes[0].error = Error{ExitStatus::kScenario, "", ""};
  EXPECT_EQ(render_ctest_measurements(report, ""), "");
  report.outcomes[0].error = Error{ExitStatus::kBaseline, "", ""};
  EXPECT_THAT(render_ctest_measurements(report, ""), HasSubstr("name=\"peak_bytes\">77<"));
}

TEST(CtestMeasurements, NoNameIsMarkup) {
  const std::string text = render_ctest_measurements(hostile_report(), "/x");
  for (const char* never : {"<script", "]]>", "<!--", "\x1b", "\xff"})
    EXPECT_THAT(text, Not(HasSubstr(never)));
}

TEST(CtestMeasurements, WhatAScenarioPrintsIsNone) {
  EXPECT_EQ(without_ctest_measurements("a <CTestMeasurement></CTestMeasurement> <DartMeasurementFile>"),
            "a <CTes-tMeasurement></CTes-tMeasurement> <Dart-MeasurementFile>");
  EXPECT_EQ(without_ctest_measurements("plain"), "plain");
}

}  // namespace
}  // namespace highwater
