// SPDX-License-Identifier: Apache-2.0
// Totals and peak over several threads. A thread is started first in every test: with one thread the ledger
// takes a shorter way, which accountant_test.cc covers.
#include "counting/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <barrier>
#include <memory>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

namespace highwater::counting {
namespace {

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() {
    std::thread([] {}).join();
    ledger_->start(process_.get());
  }
  std::int64_t peak() const { return window_peak_of(*process_); }
  std::int64_t uncertainty() const { return process_->window_uncertainty_bytes; }
  std::int64_t live() const { return counters_of(*process_).live_bytes; }

  std::unique_ptr<Process> process_ = std::make_unique<Process>();
  std::unique_ptr<Ledger> ledger_ = std::make_unique<Ledger>();
};

TEST_F(LedgerTest, IsExactForOneOfSeveralThreads) {
  ledger_->add(100);
  ledger_->add(50);  // 150: the peak
  ledger_->subtract(100);
  ledger_->replace(true, 50, 90);
  ledger_->replace(false, 0, 10);  // 100
  EXPECT_EQ(live(), 100);
  EXPECT_EQ(peak(), 150);
  EXPECT_EQ(uncertainty(), 0);
  EXPECT_EQ(counters_of(*process_).allocated_bytes, 250);
  EXPECT_EQ(counters_of(*process_).allocations, 4);
  EXPECT_EQ(counters_of(*process_).live_blocks, 2);
}

TEST_F(LedgerTest, TakesCreditFromOthersBeforeItRaisesThePeak) {
  ledger_->add(1000);
  ledger_->subtract(1000);  // this thread may add 1000 again
  std::thread([this] {
    ledger_->add(900);
    ledger_->subtract(900);
  }).join();
  EXPECT_EQ(peak(), 1000);
  std::thread([this] { ledger_->add(1001); }).join();
  EXPECT_EQ(peak(), 1001);
  EXPECT_EQ(uncertainty(), 0);
}

TEST_F(LedgerTest, AWindowBeginsWithWhatIsLive) {
  ledger_->add(500);
  ledger_->subtract(400);
  std::int64_t closed = 0;
  const Ledger::Window window = ledger_->close_window([&](const Ledger::Window& now) { closed = now.peak; });
  EXPECT_EQ(closed, 500);
  EXPECT_EQ(window.live.upper, 100);
  EXPECT_EQ(window.live.lower, 100);
  EXPECT_EQ(peak(), 100);
  ledger_->add(20);
  EXPECT_EQ(peak(), 120);
}

// Threads that take turns: never two at once, so the peak has to be exact after every single event. More
// threads than slots, so that some share one.
TEST_F(LedgerTest, IsExactWhenThreadsTakeTurns) {
  constexpr std::size_t kThreads = 70, kSteps = 4000;
  std::mt19937_64 random(5);
  std::vector<std::size_t> turns(kSteps);
  std::vector<std::int64_t> changes(kSteps);
  std::int64_t model_live = 0;
  for (std::size_t step = 0; step < kSteps; ++step) {
    turns[step] = random() % 8 == 0 ? random() % kThreads : random() % 3;
    const auto size = static_cast<std::int64_t>(random() % 1000);
    changes[step] = random() % 2 == 0 && model_live >= size ? -size : size;
    model_live += changes[step];
  }
  std::atomic<std::size_t> now{0};
  std::int64_t live_now = 0, model_peak = 0;
  int wrong = 0;
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t step = 0; step < kSteps; ++step) {
        if (turns[step] != thread) continue;
        while (now.load() != step) std::this_thread::yield();
        if (changes[step] < 0)
          ledger_->subtract(-changes[step]);
        else
          ledger_->add(changes[step]);
        live_now += changes[step];
        model_peak = std::max(model_peak, live_now);
        if (peak() != model_peak || uncertainty() != 0 || live() != live_now) ++wrong;
        now.store(step + 1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(live(), model_live);
}

// What all threads hold while they wait for each other was live at one moment, so the peak is at least that;
// and never more than what each alone had at most. The part that is certain obeys the same bounds.
TEST_F(LedgerTest, NeverReportsTooLittle) {
  constexpr std::size_t kThreads = 4;
  constexpr int kRounds = 300, kEvents = 60;
  std::vector<std::int64_t> held(kThreads), most(kThreads);
  std::int64_t at_barriers = 0;
  std::barrier all_hold(kThreads, [&]() noexcept {
    at_barriers = std::max(at_barriers, std::accumulate(held.begin(), held.end(), std::int64_t{0}));
  });
  std::barrier go_on(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937_64 random(thread);
      for (int round = 0; round < kRounds; ++round) {
        for (int event = 0; event < kEvents; ++event) {
          const auto size = static_cast<std::int64_t>(random() % 1000);
          if (random() % 2 == 0 && held[thread] >= size) {
            ledger_->subtract(size);
            held[thread] -= size;
          } else {
            ledger_->add(size);
            held[thread] += size;
          }
          most[thread] = std::max(most[thread], held[thread]);
        }
        all_hold.arrive_and_wait();
        go_on.arrive_and_wait();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::int64_t bound = std::accumulate(most.begin(), most.end(), std::int64_t{0});
  EXPECT_GE(peak(), at_barriers);
  EXPECT_LE(peak() - uncertainty(), bound);
  EXPECT_GE(uncertainty(), 0);
  EXPECT_EQ(live(), std::accumulate(held.begin(), held.end(), std::int64_t{0}));
}

}  // namespace
}  // namespace highwater::counting
