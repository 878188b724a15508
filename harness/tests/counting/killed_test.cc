// SPDX-License-Identifier: Apache-2.0
// Killed at any moment, a program's numbers are its own, up to the one event that it was in. A fixture counts
// its events in memory that it shares with the test, which ends it after a random time and works out what
// those events add up to.
//
// Of the event that was under way every part may be there or not: a realloc takes the old block out and puts
// the new one in, and a peak is raised after the bytes that raise it. So each number has a range, which is
// one value wherever that event does not touch it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <random>
#include <thread>

#include "base/file.h"
#include "tests/counting/fixtures/events.h"
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

// What events add up to.
class Model {
 public:
  void apply(std::int64_t number) {
    const Event event = next(number);
    std::size_t& size = sizes_[event.slot];
    const std::int64_t before = static_cast<std::int64_t>(size);
    const std::int64_t after = static_cast<std::int64_t>(event.size);
    numbers.retained_blocks += (after != 0) - (before != 0);
    numbers.retained_bytes += after - before;
    numbers.allocations += after != 0;
    numbers.allocated_bytes += after;
    numbers.peak_bytes = std::max(numbers.peak_bytes, numbers.retained_bytes);
    size = event.size;
  }
  Event next(std::int64_t number) const { return event_at(static_cast<std::uint64_t>(number), sizes_); }
  std::int64_t size_in(std::size_t slot) const { return static_cast<std::int64_t>(sizes_[slot]); }

  Numbers numbers;

 private:
  std::size_t sizes_[kEventSlots] = {};
};

// Is `numbers` what `done` events make, and any part of the next one if that is `started`?
testing::AssertionResult is_within_one_event(const Numbers& numbers, std::int64_t done,
                                             std::int64_t started) {
  Model model;
  for (std::int64_t number = 0; number < done; ++number) model.apply(number);
  const Numbers low = model.numbers;
  Numbers lowest = low;
  Numbers highest = low;
  if (started > done) {
    const Event event = model.next(done);
    const std::int64_t taken_out = model.size_in(event.slot);
    const std::int64_t put_in = static_cast<std::int64_t>(event.size);
    lowest.retained_bytes -= taken_out;
    lowest.retained_blocks -= taken_out != 0;
    highest.retained_bytes += put_in;
    highest.retained_blocks += put_in != 0;
    highest.allocated_bytes += put_in;
    highest.allocations += put_in != 0;
    highest.peak_bytes = std::max(highest.peak_bytes, highest.retained_bytes);
  }
  for (const auto member : {&Numbers::allocations, &Numbers::allocated_bytes, &Numbers::peak_bytes,
                            &Numbers::retained_bytes, &Numbers::retained_blocks})
    if (numbers.*member < lowest.*member || numbers.*member > highest.*member)
      return testing::AssertionFailure()
             << testing::PrintToString(numbers) << "\nafter " << done << " events of " << started << ", from "
             << testing::PrintToString(lowest) << "\nto " << testing::PrintToString(highest);
  return testing::AssertionSuccess();
}

class Killed : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(write_file(path_, std::string(sizeof(Progress), '\0')));
    const int file = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_GE(file, 0);
    void* memory = ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    ASSERT_NE(memory, MAP_FAILED);
    progress_ = static_cast<Progress*>(memory);
  }
  void TearDown() override { ::munmap(progress_, sizeof(Progress)); }

  // Runs the fixture and sends it `signal` a random time after its first event.
  ProbeRun run(Tier tier, int signal) {
    EVENTS_STORE(progress_->pid, 0);
    EVENTS_STORE(progress_->started, 0);
    EVENTS_STORE(progress_->done, 0);
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
    const ProbeRun run = measured({HIGHWATER_TEST_KILLED, path_}, setting);
    killer.join();
    return run;
  }

  testing::AssertionResult agrees(Tier tier, const ProbeRun& run) {
    return is_within_one_event(numbers_of(tier, run.measurement), EVENTS_LOAD(progress_->done),
                               EVENTS_LOAD(progress_->started));
  }

  Progress* progress_ = nullptr;  // OWNS: unmapped in TearDown

 private:
  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-killed");
  std::string path_ = folder_.path() + "/progress";
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
  Model model;
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
