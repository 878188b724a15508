// SPDX-License-Identifier: Apache-2.0
// Scenarios that cannot be started, hang, or print more than anybody reads.
#include <gtest/gtest.h>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class BadScenario : public testing::TestWithParam<const char*> {
 protected:
  BadScenario() {
    project_.scenario("a/b", {"allocate", "100000", "0"})["probes"] = {GetParam()};
    project_.accept();
    baseline_ = project_.text(project_.baseline_path("a/b"));
  }
  ~BadScenario() override { EXPECT_EQ(project_.text(project_.baseline_path("a/b")), baseline_); }

  // "a/b (counting): ": what failed, also where several scenarios share a program.
  std::string who() const { return std::string("a/b (") + GetParam() + "): "; }

  Project project_;
  std::string baseline_;
};
INSTANTIATE_TEST_SUITE_P(BothProbes, BadScenario, testing::Values("counting", "massif"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(BadScenario, ThatIsUnknownIsAnErrorWithASuggestion) {
  for (const char* command : {"check", "update"})
    EXPECT_THAT(
        project_.highwater({command, "a/d"}),
        Fails(ExitStatus::kUsage, "highwater.json: there is no scenario \"a/d\"", "did you mean \"a/b\"?"));
}

TEST_P(BadScenario, ThatIsAbsentIsAnErrorOfItsOwn) {
  project_.scenario_command("a/b", {project_.path("absent")});
  EXPECT_THAT(project_.check(),
              Fails(ExitStatus::kUsage, who() + project_.path("absent") + ": exec: No such file or directory",
                    "is it built, and is the name or path right?"));
}

TEST_P(BadScenario, ThatIsNotExecutableIsAnErrorOfItsOwn) {
  project_.write("program", "#!/bin/sh\n");
  project_.scenario_command("a/b", {project_.path("program")});
  EXPECT_THAT(
      project_.check(),
      Fails(ExitStatus::kUsage, who() + project_.path("program") + ": exec: Permission denied", "chmod +x"));
}

// execvp(3) hands such a file to a shell, which fails; Valgrind does not.
TEST_P(BadScenario, ThatIsNoProgramIsNoPass) {
  EXPECT_THAT(project_.shell("echo text > program && chmod +x program"), Succeeds());
  project_.scenario_command("a/b", {project_.path("program")});
  const bool massif = std::string(GetParam()) == "massif";
  EXPECT_THAT(project_.check(), Fails(massif ? ExitStatus::kUsage : ExitStatus::kScenario,
                                      massif ? "program: exec: Exec format error" : "exit code 127",
                                      massif ? "script with a #! line" : "run its command by itself"));
}

TEST_P(BadScenario, WithoutItsWorkingDirectoryIsAnErrorOfItsOwn) {
  project_.scenario("a/b", {"allocate", "100000", "0"})["working_directory"] = "absent";
  EXPECT_THAT(project_.check(), Says(ExitStatus::kUsage, who() + "absent: chdir: No such file or directory"));
}

TEST_P(BadScenario, ThatHangsIsKilledWithItsChildren) {
  project_.scenario("a/b", {"hang", project_.path("processes")})["timeout_seconds"] = 4;
  const Ran ran = project_.check();
  EXPECT_THAT(ran, Says(ExitStatus::kScenario, "time-out after 4"));
  EXPECT_LT(ran.elapsed, 20s);
  const std::vector<int> processes = wait_for_numbers(project_.path("processes"));
  ASSERT_THAT(processes, SizeIs(2));
  EXPECT_TRUE(ends_soon(processes[0]));
  EXPECT_TRUE(ends_soon(processes[1])) << "the scenario's child is still there";
}

TEST_P(BadScenario, ThatHangsDoesNotKeepTheNextFromBeingMeasured) {
  project_.scenario("a/b", {"hang", project_.path("processes")})["timeout_seconds"] = 1;
  project_.scenario("a/c", {"allocate", "1000", "0"});
  EXPECT_THAT(project_.update({"a/c"}), Succeeds());
  EXPECT_THAT(project_.check(), Says(ExitStatus::kScenario, "2 checks: 1 scenario failed, 1 ok\n"));
}

TEST_P(BadScenario, ThatDiesShowsItsLastWords) {
  project_.scenario("a/b", {"print", "1", "3"});
  const Ran ran = project_.check();
  EXPECT_THAT(ran, Says(ExitStatus::kScenario, who() + "the scenario failed: exit code 3"));
  EXPECT_THAT(ran.out, HasSubstr("      | last words\n"));
  EXPECT_LT(ran.out.size(), 40000u) << "of a megabyte the last lines are shown";
  EXPECT_THAT(project_.result("a/b", GetParam()).end.code, 3) << "its numbers are kept";
}

TEST(Output, OfFiftyMegabytesNeitherFillsTheMemoryNorTakesLong) {
  Project project;
  project.scenario("a/b", {"print", "50", "0"});
  EXPECT_THAT(project.update(), Succeeds());
  const Ran ran = project.check();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "1 checks: 1 ok\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("xxx")));
  EXPECT_LT(ran.elapsed, 20s);
  EXPECT_LT(ran.peak_rss_bytes, 32 << 20);
}

TEST(Output, OfAFailedScenarioCannotWriteToTheTerminal) {
  Project project;
  project.scenario("a/b", {"allocate", "1000", "0"});
  project.accept();
  project.scenario_command("a/b", {"/bin/sh", "-c", "printf '\\033[2J\\007'; exit 1"});
  const Ran ran = project.check();
  EXPECT_THAT(ran, Says(ExitStatus::kScenario, "      | \\x1b[2J\\x07\n"));
}

}  // namespace
}  // namespace highwater
