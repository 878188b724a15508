// SPDX-License-Identifier: Apache-2.0
// What `check` prints for machines that read its output: GitHub's runner, and ctest.
#include <gtest/gtest.h>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class Annotations : public testing::Test {
 protected:
  Annotations() {
    project_.scenario("a/b", {"allocate", "100000", "50000"});
    project_.accept();
  }
  void grow() { project_.scenario("a/b", {"allocate", "200000", "50000"}); }
  Project project_;
};

TEST_F(Annotations, ARegressionMarksTheLineOfTheSource) {
  grow();
  const Ran ran = project_.check({"--annotations", "github", "--source-root", HIGHWATER_TEST_ROOT});
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "1 checks: 1 REGRESSION\n"));
  EXPECT_THAT(ran.out,
              ContainsRegex("\n::error file=harness/tests/gate/programs/fixture\\.cc,line=[0-9]+,"
                            "title=memory regression%3A a/b::peak 195\\.31 KiB, baseline 97\\.66 KiB, "
                            "[^\n]*%0Apeak [^\n]*allocate[^\n]*fixture\\.cc:[0-9]+[^\n]*\n$"));
}

TEST_F(Annotations, TheRootIsTheRepositoryOfTheBaselinesByDefault) {
  grow();
  // The project is in no repository that has the fixture's source.
  EXPECT_TRUE(make_directories(project_.path(".git")));
  const Ran ran = project_.check({"--annotations", "github"});
  EXPECT_THAT(ran.out, HasSubstr("\n::error title=memory regression%3A a/b::peak 195.31 KiB"));
}

TEST_F(Annotations, OnlyOnRequestAndOnlyForFailures) {
  EXPECT_THAT(project_.check({"--annotations", "github"}).out, Not(HasSubstr("::error")));
  grow();
  EXPECT_THAT(project_.check().out, Not(HasSubstr("::error")));
  EXPECT_THAT(project_.check({"--annotations", "gitlab"}),
              Says(ExitStatus::kUsage, "gitlab not in {github}"));
}

TEST_F(Annotations, CtestGetsTheNumbersBesideTheReport) {
  const std::string numbers =
      "<CTestMeasurement type=\"numeric/double\" name=\"peak_bytes\">100000</CTestMeasurement>\n"
      "<CTestMeasurement type=\"numeric/double\" name=\"retained_bytes\">50000</CTestMeasurement>\n"
      "<CTestMeasurement type=\"numeric/double\" name=\"allocations\">2</CTestMeasurement>\n";
  const Ran ran = project_.check({"--ctest"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, EndsWith("1 checks: 1 ok\n" + numbers));
  EXPECT_THAT(project_.check().out, Not(HasSubstr("CTestMeasurement")));
}

TEST_F(Annotations, WhatAScenarioPrintsIsNoMeasurement) {
  project_.scenario("a/b", {"say", "<CTestMeasurement>", "<DartMeasurement>"});
  project_.accept();
  project_.scenario_command("a/b", {"/bin/sh", "-c", "echo '<CTestMeasurement>'; exit 3"});
  const Ran ran = project_.check({"--ctest"});
  EXPECT_THAT(ran, Says(ExitStatus::kScenario, "<CTes-tMeasurement>"));
  EXPECT_THAT(ran.out, Not(HasSubstr("CTestMeasurement")));
}

}  // namespace
}  // namespace highwater
