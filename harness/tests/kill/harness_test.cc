// SPDX-License-Identifier: Apache-2.0
// The harness is killed at each of its calls that change a file, and at times in between: no file is half
// written, no process stays, and the same command, given again, is right. Nothing is put in order for it:
// it finds what the killed one has left.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/kill/testing/faulty_project.h"

namespace highwater {
namespace {

constexpr int kAccepted = 200000;
constexpr int kStep = 10000;  // well beyond the tolerance

// What is killed.
struct Plan {
  Command command;
  // Gives the scenarios their numbers for round `number`; what a check finds once the command has ended well.
  ExitStatus (*prepare)(FaultyProject&, int number);
};

class KilledHarness : public testing::Test {
 protected:
  // Kills the command at each of its calls; how many there are.
  int kill_at_every_call(const Plan& plan) {
    plan.prepare(faulty_, 0);
    faulty_.before(plan.command);
    const int calls = faulty_.calls_of(plan.command.words);
    for (int call = 1; call <= calls && !HasFailure(); ++call) {
      SCOPED_TRACE("killed at call " + std::to_string(call) + " of " + std::to_string(calls));
      const ExitStatus verdict = plan.prepare(faulty_, call);
      faulty_.before(plan.command);
      const Ran ran = faulty_.with_fault("kill:" + std::to_string(call), plan.command.words);
      EXPECT_EQ(ran.code, std::nullopt) << testing::PrintToString(ran);
      expect_nothing_half_done();
      expect_right_again(plan.command, verdict, call);
    }
    return calls;
  }

  // Kills it at so many moments, spread over the time that it takes. A run that ends before its moment,
  // because the machine has become quicker, says how long that is.
  void kill_at_moments(const Plan& plan, int moments) {
    plan.prepare(faulty_, 0);
    const auto started = std::chrono::steady_clock::now();
    faulty_.project().highwater(plan.command.words);
    auto whole =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started);
    std::minstd_rand random{1};
    int killed = 0;
    for (int i = 1; killed < moments && i <= 20 * moments && !HasFailure(); ++i) {
      const auto delay = whole * static_cast<int>(random() % 1000) / 1000;
      SCOPED_TRACE("killed after " + std::to_string(delay.count()) + " us");
      const ExitStatus verdict = plan.prepare(faulty_, i);
      faulty_.before(plan.command);
      const std::unique_ptr<Background> command = faulty_.project().start(plan.command.words);
      std::this_thread::sleep_for(delay);
      command->signal(SIGKILL);
      if (command->wait().code.has_value())
        whole = std::min(whole, delay + std::chrono::milliseconds(1));
      else
        ++killed;
      expect_nothing_half_done();
      // Not each time, because it takes far longer than what is killed; so some are killed in what others
      // left.
      if (i % 3 == 0) expect_right_again(plan.command, verdict, i);
    }
    EXPECT_EQ(killed, moments);
  }

  FaultyProject faulty_;

 private:
  void expect_nothing_half_done() {
    faulty_.expect_no_process();
    faulty_.expect_old_or_new();
  }

  // Runs the command again, and then, where it is no check itself and `number` is one of five, a check.
  void expect_right_again(const Command& command, ExitStatus verdict, int number) {
    Project& project = faulty_.project();
    if (command.words != kCheckCommand.words) {
      const Ran again = project.highwater(command.words);
      EXPECT_THAT(again, Succeeds());
      faulty_.expect_old_or_new();
      faulty_.expect_done(again);
      if (number % 5 != 0) return;
      faulty_.before(kCheckCommand);
    }
    const Ran checked = project.check();
    EXPECT_THAT(checked, Says(verdict, verdict == ExitStatus::kOk ? "2 checks: 2 ok" : "1 REGRESSION, 1 ok"));
    faulty_.expect_old_or_new();
    faulty_.expect_done(checked);
  }
};

ExitStatus move_one(FaultyProject& faulty, int) {
  faulty.allocate(kAccepted + kStep, kAccepted);
  return ExitStatus::kRegression;
}

ExitStatus move_none(FaultyProject& faulty, int) {
  faulty.allocate(kAccepted, kAccepted);
  return ExitStatus::kOk;
}

// Numbers of its own, so that every update has something to write.
ExitStatus move_both(FaultyProject& faulty, int number) {
  faulty.allocate(kAccepted + (number + 1) * kStep, kAccepted + (number + 1) * kStep);
  return ExitStatus::kOk;
}

TEST_F(KilledHarness, DuringACheckLeavesNothingHalfDone) {
  EXPECT_GT(kill_at_every_call({kCheckCommand, move_one}), 15);
  kill_at_moments({kCheckCommand, move_one}, rounds(15));
  kill_at_moments({kCheckCommand, move_none}, rounds(15));
}

TEST_F(KilledHarness, DuringAnUpdateLeavesNothingHalfDone) {
  EXPECT_GT(kill_at_every_call({kUpdateCommand, move_both}), 30);
  kill_at_moments({kUpdateCommand, move_both}, rounds(30));
}

TEST_F(KilledHarness, DuringAReportLeavesNothingHalfDone) {
  EXPECT_GT(kill_at_every_call({kReportCommand, move_one}), 15);
  kill_at_moments({kReportCommand, move_one}, rounds(20));
}

// The scenario and its child hang for ever, and the harness is gone.
TEST_F(KilledHarness, EndsWhatItMeasuresWithItself) {
  Project& project = faulty_.project();
  const std::string processes = project.path("processes");
  project.scenario("a/b", {"hang", processes});
  for (const Command& command : {kCheckCommand, kUpdateCommand}) {
    std::filesystem::remove(processes);
    const std::unique_ptr<Background> running = project.start(command.words);
    const std::vector<int> pids = wait_for_numbers(processes);
    ASSERT_EQ(pids.size(), 2u);
    running->signal(SIGKILL);
    running->wait();
    for (const int pid : pids) EXPECT_TRUE(ends_soon(pid)) << pid;
    faulty_.expect_no_process();
  }
}

}  // namespace
}  // namespace highwater
