// SPDX-License-Identifier: Apache-2.0
// Counting that is interrupted by a signal handler that counts too: in the common case nothing is lost and
// nothing counted twice, though nothing holds the handler off (one_instruction.h).
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "counting/accountant.h"
#include "counting/mode.h"

namespace highwater::counting {
namespace {

constexpr std::uintptr_t kHeap = std::uintptr_t{1} << 30;
constexpr std::size_t kHandlersBlocks = 8;

const void* fake(std::uintptr_t number) {
  return reinterpret_cast<const void*>(kHeap + 32 * number);
}

// What the handler works on, and what it has done.
struct Handler {
  Accountant* accountant = nullptr;
  bool live[kHandlersBlocks] = {};
  std::int64_t allocations = 0;
  std::int64_t frees = 0;
  std::int64_t untracked = 0;
} handler;

// As the entries do, which leave an event alone that interrupts the seldom paths.
void allocate(std::uintptr_t block, std::size_t size) {
  if (mode() == Mode::kAlone)
    ASSERT_TRUE(handler.accountant->allocated_alone(fake(block), size));
  else
    ASSERT_TRUE(handler.accountant->allocated_at_once(fake(block), size));
}
void release(std::uintptr_t block) {
  if (mode() != Mode::kAlone) {
    ASSERT_TRUE(handler.accountant->released_at_once(fake(block)));
    return;
  }
  const std::int64_t size = handler.accountant->take_alone(fake(block));
  ASSERT_NE(size, SizeMap::kUnknown);
  if (handler.accountant->ledger().must_look()) handler.accountant->ledger().look();
  handler.accountant->ledger().subtract_alone(size);
}

// Blocks of 32 bytes, some of which outlive the call.
void handle(int) {
  if (mode() == Mode::kInside || thread_phase != Phase::kOutside) {
    ++handler.untracked;
    return;
  }
  for (std::uintptr_t i = 0; i < 3; ++i) {
    const std::uintptr_t which =
        static_cast<std::uintptr_t>(handler.allocations + handler.frees) % kHandlersBlocks;
    if (handler.live[which]) {
      release(5000 + which);
      ++handler.frees;
    } else {
      allocate(5000 + which, 32);
      ++handler.allocations;
    }
    handler.live[which] = !handler.live[which];
  }
}

class Interrupted : public testing::Test {
 protected:
  Interrupted() {
    accountant_->start(process_.get(), fake(0));
    handler = Handler();
    handler.accountant = accountant_.get();
    // The cells of all blocks are there, as they are after the first allocations of a program.
    for (const std::uintptr_t block : {std::uintptr_t{0}, std::uintptr_t{6000}}) {
      accountant_->allocated(Accounting(), fake(block), 0);
      accountant_->released(Accounting(), fake(block));
    }
    struct sigaction action = {};
    action.sa_handler = handle;
    ::sigaction(SIGUSR1, &action, &before_[0]);
    ::sigaction(SIGALRM, &action, &before_[1]);
  }
  ~Interrupted() override {
    wiped_page.mode = Mode::kNotCounting;
    ::sigaction(SIGUSR1, &before_[0], nullptr);
    ::sigaction(SIGALRM, &before_[1], nullptr);
  }

  // All of 100 blocks of 1,000 bytes and none of them, until the handler has interrupted often.
  void work_until_interrupted(std::int64_t times) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (handled() < times && std::chrono::steady_clock::now() < deadline)
      for (int round = 0; round < 100; ++round, ++rounds_) {
        for (std::uintptr_t block = 1; block <= 100; ++block) allocate(block, 1000);
        for (std::uintptr_t block = 1; block <= 100; ++block) release(block);
      }
    EXPECT_GE(handled(), times);
  }
  static std::int64_t handled() {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    return (handler.allocations + handler.frees) / 3;
  }
  void expect_nothing_lost() const {
    const Counters counters = counters_of(*process_);
    const std::int64_t left = handler.allocations - handler.frees;
    EXPECT_EQ(counters.allocations, 2 + rounds_ * 100 + handler.allocations);
    EXPECT_EQ(counters.allocated_bytes, rounds_ * 100 * 1000 + handler.allocations * 32);
    EXPECT_EQ(counters.live_blocks, left);
    EXPECT_EQ(counters.live_bytes, left * 32);
    EXPECT_GE(window_peak_of(*process_), 100 * 1000);
    EXPECT_LE(window_peak_of(*process_), 100 * 1000 + static_cast<std::int64_t>(kHandlersBlocks) * 32);
    EXPECT_EQ(process_->foreign_frees, 0);
    // The timeline's points are what is seldom.
    EXPECT_LT(handler.untracked, handled() / 10 + 10);
  }

  std::unique_ptr<Process> process_ = std::make_unique<Process>();
  std::unique_ptr<Accountant> accountant_ = std::make_unique<Accountant>();
  std::int64_t rounds_ = 0;

 private:
  struct sigaction before_[2];
};

TEST_F(Interrupted, LosesNothingWithOneThread) {
  wiped_page.mode = Mode::kAlone;
  const itimerval often{{0, 50}, {0, 50}};
  const itimerval never{};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  work_until_interrupted(2000);
  ::setitimer(ITIMER_REAL, &never, nullptr);
  expect_nothing_lost();
}

TEST_F(Interrupted, LosesNothingAmongThreads) {
  wiped_page.mode = Mode::kThreads;
  const pthread_t worker = ::pthread_self();
  std::atomic<bool> is_over{false};
  std::thread sender([&] {
    sigset_t signals;
    ::sigfillset(&signals);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    while (!is_over) {
      ::pthread_kill(worker, SIGUSR1);
      std::this_thread::sleep_for(std::chrono::microseconds(20));
    }
  });
  work_until_interrupted(2000);
  is_over = true;
  sender.join();
  expect_nothing_lost();
}

// That a lost event would be seen: what is changed in more than one instruction loses some.
TEST_F(Interrupted, AChangeInTwoInstructionsLosesSome) {
  static volatile std::int64_t counter;
  counter = 0;
  struct sigaction action = {};
  action.sa_handler = [](int) {
    counter = counter + 1;
    ++handler.allocations;
  };
  ::sigaction(SIGALRM, &action, nullptr);
  const itimerval often{{0, 50}, {0, 50}};
  const itimerval never{};
  ::setitimer(ITIMER_REAL, &often, nullptr);
  std::int64_t own = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  do {
    for (int i = 0; i < 100000; ++i) counter = counter + 1;
    own += 100000;
  } while (counter == own + handler.allocations && std::chrono::steady_clock::now() < deadline);
  ::setitimer(ITIMER_REAL, &never, nullptr);
  EXPECT_NE(counter, own + handler.allocations);
}

}  // namespace
}  // namespace highwater::counting
