// SPDX-License-Identifier: Apache-2.0
// SIGINT, SIGTERM and SIGHUP to `highwater` while a scenario hangs: exit code 130, nothing left running,
// nothing half written.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using namespace std::chrono_literals;

struct Case {
  const char* name;
  const char* probe;
  int signal;
};

class Interrupt : public testing::TestWithParam<Case> {
 protected:
  Interrupt() {
    project_.scenario("a/b", {"allocate", "100000", "0"})["probes"] = {GetParam().probe};
    project_.accept();
    std::filesystem::remove_all(project_.path("results"));  // also of the run with sites
    project_.scenario("a/b", {"hang", processes_});
    std::filesystem::create_directory(project_.path("temporary"));
    project_.variable("TMPDIR", project_.path("temporary"));  // what is left in it is seen with the rest
  }

  // Runs `arguments` until the scenario and its child hang, then interrupts.
  Ran interrupted(const Words& arguments) {
    const std::unique_ptr<Background> highwater = project_.start(arguments);
    pids_ = wait_for_numbers(processes_);
    highwater->signal(GetParam().signal);
    return highwater->wait();
  }

  Project project_;
  const std::string processes_ = project_.path("processes");
  std::vector<int> pids_;
};
INSTANTIATE_TEST_SUITE_P(, Interrupt,
                         testing::Values(Case{"CountingSigint", "counting", SIGINT},
                                         Case{"CountingSigterm", "counting", SIGTERM},
                                         Case{"CountingSighup", "counting", SIGHUP},
                                         Case{"MassifSigint", "massif", SIGINT}),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(Interrupt, EndsACheckAndAllThatItStarted) {
  EXPECT_THAT(interrupted({"check"}), Says(ExitStatus::kInterrupted, "interrupted\n"));
  ASSERT_THAT(pids_, SizeIs(2));
  EXPECT_TRUE(ends_soon(pids_[0])) << "the scenario is still there";
  EXPECT_TRUE(ends_soon(pids_[1])) << "its child is still there";
  EXPECT_THAT(files_below(project_.folder()),
              ElementsAre("baselines/linux-test/a/b.json", "highwater.json", "processes"));
}

TEST_P(Interrupt, EndsAnUpdateAndKeepsTheBaseline) {
  const std::string before = project_.text(project_.baseline_path("a/b"));
  EXPECT_THAT(interrupted({"update", "--reason", "more"}), Says(ExitStatus::kInterrupted, "interrupted\n"));
  ASSERT_THAT(pids_, SizeIs(2));
  EXPECT_TRUE(ends_soon(pids_[0]));
  EXPECT_TRUE(ends_soon(pids_[1]));
  EXPECT_EQ(project_.text(project_.baseline_path("a/b")), before);
  EXPECT_THAT(files_below(project_.folder()),
              ElementsAre("baselines/linux-test/a/b.json", "highwater.json", "processes"));
}

// The command of `run` shares the terminal and the process group: what it left behind would be its own to
// end.
TEST_P(Interrupt, EndsTheCommandOfRun) {
  EXPECT_THAT(interrupted({"run", "--probe", GetParam().probe, "--json", "result.json", "--",
                           HIGHWATER_TEST_FIXTURE, "wait", processes_, "never"}),
              Says(ExitStatus::kInterrupted, ""));
  ASSERT_THAT(pids_, SizeIs(1));
  EXPECT_TRUE(ends_soon(pids_[0]));
}

// With `hang_ups` SIGHUPs, a millisecond between them.
void hang_up_on_massif(int hang_ups) {
  Project project;
  std::filesystem::create_directory(project.path("temporary"));
  project.variable("TMPDIR", project.path("temporary"));
  const std::unique_ptr<Background> highwater = project.start(
      {"run", "--probe", "massif", "--", HIGHWATER_TEST_FIXTURE, "wait", project.path("process"), "never"});
  ASSERT_THAT(wait_for_numbers(project.path("process")), SizeIs(1));
  EXPECT_FALSE(std::filesystem::is_empty(project.path("temporary"))) << "massif writes elsewhere";
  for (int i = 0; i < hang_ups; ++i) {
    highwater->signal(SIGHUP);  // also of a process that has ended, until it is waited for
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_THAT(highwater->wait(), Says(ExitStatus::kInterrupted, ""));
  EXPECT_TRUE(std::filesystem::is_empty(project.path("temporary")));
}

TEST(InterruptOfRun, AHangUpLeavesNothingOfMassifBehind) {
  hang_up_on_massif(1);
}

// As when its terminal is closed: one comes from the shell, which ends, and then one from the kernel.
TEST(InterruptOfRun, HangUpsOneAfterTheOtherLeaveNothingOfMassifBehind) {
  hang_up_on_massif(100);
}

TEST(InterruptOfRun, KeepsTheNumbersSoFar) {
  Project project;
  const std::unique_ptr<Background> highwater =
      project.start({"run", "--json", "result.json", "--", HIGHWATER_TEST_FIXTURE, "wait",
                     project.path("process"), "never"});
  ASSERT_THAT(wait_for_numbers(project.path("process")), SizeIs(1));
  highwater->signal(SIGINT);
  EXPECT_THAT(highwater->wait(), Says(ExitStatus::kInterrupted, "highwater: " HIGHWATER_TEST_FIXTURE));
  EXPECT_THAT(project.text(project.path("result.json")), HasSubstr("\"signal\": 2"));
}

}  // namespace
}  // namespace highwater
