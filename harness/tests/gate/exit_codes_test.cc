// SPDX-License-Identifier: Apache-2.0
// One test for each exit code that a check can have, and for which of two wins. 130 is in interrupt_test.cc.
#include <gtest/gtest.h>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;

class ExitCodes : public testing::TestWithParam<const char*> {
 protected:
  // Scenario a/b, measured with the probe of this test, whose baseline is 100,000 bytes.
  void accept_a_baseline() {
    project_.scenario("a/b", {"allocate", "100000", "0"})["probes"] = {GetParam()};
    project_.accept();
  }
  Project project_;
};
INSTANTIATE_TEST_SUITE_P(BothProbes, ExitCodes, testing::Values("counting", "massif"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(ExitCodes, ZeroWithinTheLimits) {
  accept_a_baseline();
  project_.scenario("a/b", {"allocate", "101024", "0"});  // 100,000 + max(1 KiB, 1 %)
  const Ran ran = project_.check();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "1 checks: 1 ok\n"));
  EXPECT_EQ(ran.err, "");
}

TEST_P(ExitCodes, OneForARegressionByOneByte) {
  accept_a_baseline();
  project_.scenario("a/b", {"allocate", "101025", "0"});
  const Ran ran = project_.check();
  EXPECT_THAT(
      ran,
      Says(
          ExitStatus::kRegression,
          std::string(
              "FAIL  a/b   peak 98.66 KiB, baseline 97.66 KiB, +1.00 KiB (+1.0 %), limit 98.66 KiB\n      ") +
              GetParam() + ", the whole process\n"));
  EXPECT_THAT(ran.out,
              HasSubstr("peak_bytes        100,000  101,025  +1.00 KiB (+1.0 %)  101,024  REGRESSION"));
  EXPECT_THAT(ran.out, HasSubstr(std::string("accept: ") + HIGHWATER_TEST_COMMAND +
                                 " update --manifest highwater.json a/b --reason \"…\"\n"));
}

TEST_P(ExitCodes, ThreeNamesTheExitCodeOfTheScenario) {
  accept_a_baseline();
  project_.scenario("a/b", {"exit", "7"});
  EXPECT_THAT(
      project_.check(),
      Fails(ExitStatus::kScenario, std::string("a/b (") + GetParam() + "): the scenario failed: exit code 7",
            "run its command by itself: " HIGHWATER_TEST_FIXTURE " exit 7"));
}

TEST_P(ExitCodes, ThreeNamesTheSignalThatEndedTheScenario) {
  accept_a_baseline();
  project_.scenario("a/b", {"signal", "11"});
  EXPECT_THAT(project_.check(),
              Fails(ExitStatus::kScenario,
                    std::string("a/b (") + GetParam() + "): the scenario failed: signal 11 (SIGSEGV)",
                    "run its command by itself"));
}

TEST_P(ExitCodes, ThreeNamesTheTimeOut) {
  accept_a_baseline();
  project_.scenario("a/b", {"hang", project_.path("processes")})["timeout_seconds"] = 2;
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kScenario, "time-out after 2", "raise "));
}

TEST_P(ExitCodes, FourWithoutAnyBaseline) {
  project_.scenario("a/b", {"allocate", "1000", "0"})["probes"] = {GetParam()};
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kBaseline, "baselines: no baselines for linux-test",
                                      HIGHWATER_TEST_COMMAND " update --manifest highwater.json"));
}

TEST_P(ExitCodes, FourForAScenarioWithoutABaselineAmongOthers) {
  accept_a_baseline();
  project_.scenario("a/new", {"allocate", "1000", "0"})["probes"] = {GetParam()};
  EXPECT_THAT(project_.check(),
              Fails(ExitStatus::kBaseline, "baselines/linux-test/a/new.json: no baseline for \"a/new\"",
                    HIGHWATER_TEST_COMMAND " update --manifest highwater.json a/new"));
}

TEST_P(ExitCodes, FourWithBaselinesForOtherPlatformsNamesThem) {
  accept_a_baseline();
  project_.manifest()["profile"] = "linux-other";
  EXPECT_THAT(
      project_.check(),
      Fails(ExitStatus::kBaseline, "baselines: no baselines for linux-other; there are some for linux-test",
            HIGHWATER_TEST_COMMAND " update --manifest highwater.json"));
}

TEST_P(ExitCodes, FourForAScenarioWithABaselineForOtherPlatformsAlone) {
  accept_a_baseline();
  project_.manifest()["profile"] = "linux-other";
  project_.scenario("a/new", {"allocate", "1000", "0"})["probes"] = {GetParam()};
  EXPECT_THAT(project_.update({"a/new"}), Succeeds());
  EXPECT_THAT(project_.check(),
              Fails(ExitStatus::kBaseline,
                    "no baseline for \"a/b\" on this platform, linux-other; there is one for linux-test",
                    HIGHWATER_TEST_COMMAND " update --manifest highwater.json a/b"));
}

TEST_P(ExitCodes, FourForABaselineWhoseScenarioIsGone) {
  accept_a_baseline();
  project_.scenario("a/renamed", {"allocate", "100000", "0"})["probes"] = {GetParam()};
  project_.accept();
  project_.remove("a/b");
  EXPECT_THAT(project_.check(),
              Fails(ExitStatus::kBaseline, "baselines/linux-test/a/b.json: a baseline without a scenario",
                    "git rm it"));
}

TEST_P(ExitCodes, FiveForAProgramThatIsLinkedStatically) {
  accept_a_baseline();
  project_.scenario_command("a/b", {HIGHWATER_TEST_STATIC_FIXTURE});
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kProbe, "statically linked", "link it dynamically"));
}

TEST_P(ExitCodes, FiveForASanitizersRuntime) {
  accept_a_baseline();
  for (const char* program : {HIGHWATER_TEST_ADDRESS_SANITIZER, HIGHWATER_TEST_THREAD_SANITIZER}) {
    project_.scenario_command("a/b", {program});
    EXPECT_THAT(project_.check(), Fails(ExitStatus::kProbe, "Sanitizer", "without -fsanitize")) << program;
  }
}

TEST_P(ExitCodes, FiveForAProgramThatReplacesItself) {
  accept_a_baseline();
  project_.scenario("a/b", {"exec", HIGHWATER_TEST_FIXTURE, "allocate", "100000", "0"});
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kProbe, "replaced itself by", "--children"));
}

TEST_P(ExitCodes, SixForAnImprovementWhenStrict) {
  accept_a_baseline();
  project_.scenario("a/b", {"allocate", "50000", "0"});
  EXPECT_THAT(project_.check({"--strict"}), Says(ExitStatus::kImprovement, "FAIL  a/b"));
  EXPECT_THAT(project_.check(), Says(ExitStatus::kOk, "GOOD  a/b"));
}

TEST(ExitCodesOfProbes, FiveWithoutValgrind) {
  Project project;
  project.scenario("a/b", {"allocate", "1000", "0"})["probes"] = {"massif"};
  project.accept();
  project.scenario("a/b", {"allocate", "1000", "0"})["environment"] = {{"PATH", "/nonexistent"}};
  EXPECT_THAT(project.check(),
              Fails(ExitStatus::kProbe, "valgrind: not found in PATH", "apt-get install valgrind"));
}

TEST(ExitCodesOfProbes, FiveWithoutTheCountingLibrary) {
  Project project;
  EXPECT_THAT(
      project.shell("mkdir bin && cp $HIGHWATER bin && exec bin/highwater run -- $FIXTURE allocate 1000 0"),
      Fails(ExitStatus::kProbe, "lib/highwater/libhighwater_counting.so: the counting library is not there",
            "../lib/highwater beside the highwater command"));
}

// 2 > 3 > 5 > 4 > 1 > 6.
class Mixed : public testing::Test {
 protected:
  Mixed() {
    for (const char* name : {"a/better", "a/worse", "a/missing", "a/static", "a/failing", "a/unreadable"})
      project_.scenario(name, {"allocate", "100000", "0"});
    project_.accept();
    project_.scenario("a/better", {"allocate", "50000", "0"});
    project_.scenario("a/worse", {"allocate", "200000", "0"});
    std::remove(project_.baseline_path("a/missing").c_str());
    project_.scenario_command("a/static", {HIGHWATER_TEST_STATIC_FIXTURE});
    project_.scenario("a/failing", {"exit", "1"});
    project_.write(project_.baseline_path("a/unreadable"), "no JSON\n");
  }
  Ran check(const Words& names) {
    Words arguments = {"--strict"};
    arguments.insert(arguments.end(), names.begin(), names.end());
    return project_.check(arguments);
  }
  Project project_;
};

TEST_F(Mixed, ARegressionWinsOverAnImprovement) {
  EXPECT_THAT(check({"a/better", "a/worse"}),
              Says(ExitStatus::kRegression, "2 checks: 1 improvement, 1 REGRESSION"));
}

TEST_F(Mixed, AMissingBaselineWinsOverARegression) {
  EXPECT_THAT(check({"a/worse", "a/missing"}),
              Says(ExitStatus::kBaseline, "2 checks: 1 REGRESSION, 1 no baseline"));
}

TEST_F(Mixed, AProbeThatDidNotAttachWinsOverAMissingBaseline) {
  EXPECT_THAT(check({"a/missing", "a/static"}),
              Says(ExitStatus::kProbe, "2 checks: 1 no baseline, 1 not measured"));
}

TEST_F(Mixed, AFailedScenarioWinsOverARegression) {
  EXPECT_THAT(check({"a/worse", "a/failing"}),
              Says(ExitStatus::kScenario, "2 checks: 1 REGRESSION, 1 scenario failed"));
}

TEST_F(Mixed, AFailedScenarioWinsOverAProbeThatDidNotAttach) {
  EXPECT_THAT(check({"a/static", "a/failing"}),
              Says(ExitStatus::kScenario, "2 checks: 1 not measured, 1 scenario failed"));
}

TEST_F(Mixed, AFileThatCannotBeReadWinsOverAll) {
  EXPECT_THAT(check({}), Says(ExitStatus::kUsage, "6 checks:"));
}

}  // namespace
}  // namespace highwater
