// SPDX-License-Identifier: Apache-2.0
// The harness is killed at each of its calls that change a file, and at times in between: no file is half
// written, no process stays, and the next command is right.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/kill/testing/faulty_project.h"

namespace highwater {
namespace {

const Words kCheck = {"check"};
const Words kUpdate = {"update", "--reason", "more"};
const Words kReport = {"report",  "results",       "--html",     "out/report.html",
                       "--junit", "out/junit.xml", "--markdown", "out/report.md"};

// Numbers of its own, so that every update has something to write.
void move_numbers(Project& project, int by) {
  for (const char* name : {"a/b", "a/c"})
    project.scenario(name, {"allocate", std::to_string(200000 + by * 10000), "0"});
}

class KilledHarness : public testing::Test {
 protected:
  // Kills the command at each of its calls; how many there are.
  int kill_at_every_call(const Words& arguments) {
    move_numbers(faulty_.project(), 0);
    const int calls = faulty_.calls_of(arguments);
    for (int call = 1; call <= calls && !HasFailure(); ++call) {
      SCOPED_TRACE("killed at call " + std::to_string(call) + " of " + std::to_string(calls));
      move_numbers(faulty_.project(), call);
      const Ran ran = faulty_.with_fault("kill:" + std::to_string(call), arguments);
      EXPECT_EQ(ran.code, std::nullopt) << testing::PrintToString(ran);
      faulty_.expect_whole_files();
      faulty_.expect_no_process();
    }
    return calls;
  }

  // Kills it at so many moments, spread over the time that it takes. A run that ends before its moment,
  // because the machine has become quicker, says how long that is.
  void kill_at_moments(const Words& arguments, int moments) {
    const auto started = std::chrono::steady_clock::now();
    faulty_.project().highwater(arguments);
    auto whole =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
    std::minstd_rand random{1};
    int killed = 0;
    for (int i = 0; killed < moments && i < 20 * moments && !HasFailure(); ++i) {
      const auto delay = whole * static_cast<int>(random() % 1000) / 1000;
      SCOPED_TRACE("killed after " + std::to_string(delay.count()) + " us");
      move_numbers(faulty_.project(), i);
      const std::unique_ptr<Background> command = faulty_.project().start(arguments);
      std::this_thread::sleep_for(delay);
      command->signal(SIGKILL);
      if (command->wait().code.has_value())
        whole = std::min(whole, delay + std::chrono::milliseconds(1));
      else
        ++killed;
      faulty_.expect_whole_files();
      faulty_.expect_no_process();
    }
    EXPECT_EQ(killed, moments);
  }

  FaultyProject faulty_;
};

TEST_F(KilledHarness, DuringACheckLeavesNothingHalfDone) {
  EXPECT_GT(kill_at_every_call(kCheck), 5);
  kill_at_moments(kCheck, rounds(30));
  faulty_.expect_right_again();
}

TEST_F(KilledHarness, DuringAnUpdateLeavesNothingHalfDone) {
  EXPECT_GT(kill_at_every_call(kUpdate), 10);
  kill_at_moments(kUpdate, rounds(30));
  faulty_.expect_right_again();
}

TEST_F(KilledHarness, DuringAReportLeavesNothingHalfDone) {
  EXPECT_GT(kill_at_every_call(kReport), 5);
  kill_at_moments(kReport, rounds(20));
  EXPECT_THAT(faulty_.project().highwater(kReport), Succeeds());
  faulty_.expect_right_again();
}

// The scenario and its child hang for ever, and the harness is gone.
TEST_F(KilledHarness, EndsWhatItMeasuresWithItself) {
  Project& project = faulty_.project();
  const std::string processes = project.path("processes");
  project.scenario("a/b", {"hang", processes});
  for (const Words& arguments : {kCheck, kUpdate}) {
    std::filesystem::remove(processes);
    const std::unique_ptr<Background> command = project.start(arguments);
    const std::vector<int> pids = wait_for_numbers(processes);
    ASSERT_EQ(pids.size(), 2u);
    command->signal(SIGKILL);
    command->wait();
    for (const int pid : pids) EXPECT_TRUE(ends_soon(pid)) << pid;
    faulty_.expect_no_process();
  }
}

}  // namespace
}  // namespace highwater
