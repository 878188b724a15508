// SPDX-License-Identifier: Apache-2.0
#include "serve/task_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <future>
#include <string>

namespace highwater {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Clock = std::chrono::steady_clock;

TEST(TaskQueueTest, RunsWhatIsDueInOrder) {
  TaskQueue queue(1);
  std::vector<int> order;
  std::promise<void> done;
  const Clock::time_point now = Clock::now();
  queue.post(
      [&] {
        order.push_back(3);
        done.set_value();
      },
      now + 60ms);
  queue.post([&] { order.push_back(2); }, now + 30ms);
  queue.post([&] { order.push_back(1); });
  done.get_future().wait();
  EXPECT_GE(Clock::now(), now + 60ms);
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(TaskQueueTest, ATaskThatTakesLongHoldsUpNobody) {
  TaskQueue queue(2);
  std::promise<void> first_may_end;
  std::promise<void> second_ran;
  queue.post([&] { first_may_end.get_future().wait(); });
  queue.post([&] { second_ran.set_value(); });
  EXPECT_EQ(second_ran.get_future().wait_for(10s), std::future_status::ready);
  first_may_end.set_value();
}

TEST(TaskQueueTest, ToFinishDoesNotWaitForWhatIsDueLater) {
  TaskQueue queue(2);
  std::atomic<int> done = 0;
  queue.post([&] { ++done; }, Clock::now() + 1h);
  queue.post([&] {
    std::this_thread::sleep_for(50ms);
    queue.post([&] { ++done; }, Clock::now() + 1h);
  });
  queue.finish();
  EXPECT_EQ(done, 2);
}

TEST(TaskQueueTest, DropsWhatHasNotBegun) {
  const auto owned = std::make_shared<int>(1);
  bool ran = false;
  {
    TaskQueue queue(1);
    queue.post([owned, &ran] { ran = true; }, Clock::now() + 1h);
    EXPECT_EQ(owned.use_count(), 2);
  }
  EXPECT_FALSE(ran);
  EXPECT_EQ(owned.use_count(), 1);
}

TEST(TaskQueueTest, ItsThreadsTakeNoSignals) {
  TaskQueue queue(1);
  std::promise<bool> blocked;
  queue.post([&] {
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked.set_value(::sigismember(&mask, SIGINT) == 1 && ::sigismember(&mask, SIGTERM) == 1);
  });
  EXPECT_TRUE(blocked.get_future().get());
  sigset_t mask;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  EXPECT_EQ(::sigismember(&mask, SIGINT), 0);
}

}  // namespace
}  // namespace highwater
