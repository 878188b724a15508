// SPDX-License-Identifier: Apache-2.0
// JUnit reports under xmllint and the schema in junit.xsd.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/check_example.h"
#include "report/ci/junit.h"
#include "tests/report/reader.h"

namespace highwater {
namespace {

using testing::HasSubstr;

Opinion xmllint(const std::string& xml) {
  return ask({"xmllint", "--noout", "--nonet", "--schema", HIGHWATER_TEST_JUNIT_XSD}, xml, "libxml2-utils");
}

// What `expression` gives of the document.
std::string xpath(const std::string& xml, const std::string& expression) {
  const Opinion opinion = ask({"xmllint", "--nonet", "--xpath", expression}, xml, "libxml2-utils");
  EXPECT_EQ(opinion.code, 0) << opinion.err;
  return opinion.out;
}

TEST(JUnitByXmllint, EveryReportIsValid) {
  CheckReport several = example_report();
  const CheckReport again = example_report();
  several.outcomes.insert(several.outcomes.end(), again.outcomes.begin(), again.outcomes.end());
  for (const CheckReport& report : {CheckReport{}, example_report(), hostile_report(), several})
    for (const Improvements improvements : {Improvements::kReport, Improvements::kFail}) {
      const Opinion opinion = xmllint(render_junit(report, improvements));
      EXPECT_EQ(opinion.code, 0) << opinion.err;
    }
}

TEST(JUnitByXmllint, EveryByteMayBeInAName) {
  CheckReport report;
  for (int first = 0; first < 256; ++first) {
    report.outcomes.push_back(example_regression());
    report.outcomes.back().scenario = "x" + std::string(1, static_cast<char>(first)) + "\xe2\x82";
    report.outcomes.back().notes = {report.outcomes.back().scenario +
                                    std::string(1, static_cast<char>(first))};
  }
  const std::string xml = render_junit(report, Improvements::kReport);
  EXPECT_EQ(xmllint(xml).code, 0) << xmllint(xml).err;
  EXPECT_EQ(xpath(xml, "count(//testcase)"), "256\n");
}

TEST(JUnitByXmllint, TheReaderSeesWhatWasWritten) {
  const std::string xml = render_junit(example_report(), Improvements::kReport);
  EXPECT_EQ(xpath(xml, "count(//failure)"), "2\n");
  EXPECT_EQ(xpath(xml, "count(//error)"), "3\n");
  EXPECT_EQ(xpath(xml, "count(//skipped)"), "1\n");
  EXPECT_EQ(
      xpath(xml, "count(//testcase) = sum(//testsuite/@tests) and count(//testcase) = /testsuites/@tests"),
      "true\n");
  EXPECT_THAT(xpath(xml, "string(//failure[1]/@message)"),
              HasSubstr("+5.00 KiB grew ByteBuffer::grow <- fetch_image <- download_batch"));
}

// The check above can fail.
TEST(JUnitByXmllint, WhatIsWrongIsRefused) {
  const std::string good = render_junit(example_report(), Improvements::kReport);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string bad = good;
    const std::size_t at = bad.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return bad.replace(at, from.size(), to);
  };
  EXPECT_EQ(xmllint(good).code, 0);
  for (const std::string& bad :
       {with("</testsuites>", ""), with("time=\"", "time=\"x"), with("&quot;", "\x01"), with("&lt;", "<"),
        with("classname=", "class="), with("\" name=\"massif", "\" name=\"counting"),
        with("<system-out>", "<sysout>")})
    EXPECT_NE(xmllint(bad).code, 0) << bad.substr(0, 3000);
}

}  // namespace
}  // namespace highwater
