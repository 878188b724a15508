// SPDX-License-Identifier: Apache-2.0
// Killed at any moment, a program's numbers are its own, up to the one event that it was in. A fixture counts
// its events in memory that it shares with the test, which ends it after a random time and works out what
// those events add up to (event_model.h).
#include <gtest/gtest.h>

#include <csignal>
#include <random>
#include <thread>

#include "base/file.h"
#include "tests/counting/testing/event_model.h"
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

class Killed : public testing::Test {
 protected:
  // Runs the fixture and sends it `signal` a random time after its first event.
  ProbeRun run(Tier tier, int signal) {
    progress_.clear();
    const std::chrono::microseconds delay(random_() % 3000);
    std::thread killer([this, signal, delay] {
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
      pid_t pid = 0;
      while ((pid = EVENTS_LOAD(progress_->pid)) == 0 && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
      std::this_thread::sleep_for(delay);
      if (pid != 0) ::kill(pid, signal);
    });
    Setting setting;
    set_tier(setting, tier);
    ProbeRun run = measured({HIGHWATER_TEST_KILLED, progress_.path()}, setting);
    killer.join();
    return run;
  }

  testing::AssertionResult agrees(Tier tier, const ProbeRun& run) {
    return is_within_one_event(numbers_of(tier, run.measurement), EVENTS_LOAD(progress_->done),
                               EVENTS_LOAD(progress_->started));
  }

  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-killed");
  SharedProgress progress_{folder_.path() + "/progress"};

 private:
  std::minstd_rand random_{1};
};

TEST_F(Killed, BySigkillItsNumbersAreRightUpToOneEvent) {
  for (const Tier tier : kTiers) {
    std::int64_t interrupted = 0;
    for (int i = 0; i < 200 && !HasFailure(); ++i) {
      const ProbeRun run = this->run(tier, SIGKILL);
      EXPECT_EQ(run.outcome.signal, SIGKILL);
      EXPECT_TRUE(agrees(tier, run)) << name_of(tier) << ", run " << i;
      interrupted += EVENTS_LOAD(progress_->started) - EVENTS_LOAD(progress_->done);
    }
    RecordProperty(std::string(name_of(tier)) + "_interrupted", static_cast<int>(interrupted));
    EXPECT_GT(interrupted, 20) << "most of the time is spent in events";
  }
}

TEST_F(Killed, ByUnderscoreExitInASignalHandlerItsNumbersAreRightUpToOneEvent) {
  for (const Tier tier : kTiers)
    for (int i = 0; i < 50 && !HasFailure(); ++i) {
      const ProbeRun run = this->run(tier, SIGUSR1);
      EXPECT_EQ(run.outcome.exit_code, 7);
      EXPECT_TRUE(agrees(tier, run)) << name_of(tier) << ", run " << i;
    }
}

TEST_F(Killed, ByAbortInASignalHandlerItsNumbersAreRightUpToOneEvent) {
  for (const Tier tier : kTiers)
    for (int i = 0; i < 50 && !HasFailure(); ++i) {
      const ProbeRun run = this->run(tier, SIGUSR2);
      EXPECT_EQ(run.outcome.signal, SIGABRT);
      EXPECT_TRUE(agrees(tier, run)) << name_of(tier) << ", run " << i;
    }
}

// That the comparison can fail: an event more or less is seen.
TEST(KilledModel, NoticesAnEventMoreOrLess) {
  EventModel model;
  for (std::int64_t number = 0; number < 1000; ++number) model.apply(number);
  EXPECT_TRUE(is_within_one_event(model.numbers, 1000, 1000));
  EXPECT_FALSE(is_within_one_event(model.numbers, 999, 999));
  EXPECT_FALSE(is_within_one_event(model.numbers, 1001, 1001));
  EXPECT_TRUE(is_within_one_event(model.numbers, 999, 1000));
  EXPECT_FALSE(is_within_one_event(model.numbers, 998, 999));
  for (const auto member : {&Numbers::allocations, &Numbers::allocated_bytes, &Numbers::peak_bytes,
                            &Numbers::retained_bytes, &Numbers::retained_blocks}) {
    Numbers wrong = model.numbers;
    wrong.*member += 1;
    EXPECT_FALSE(is_within_one_event(wrong, 1000, 1000));
  }
}

}  // namespace
}  // namespace highwater::e2e
