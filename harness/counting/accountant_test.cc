// SPDX-License-Identifier: Apache-2.0
// The accountant with made-up pointers: no allocator is involved.
#include "counting/accountant.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace highwater::counting {
namespace {

// As far apart as the smallest blocks of glibc are.
const void* fake(std::uintptr_t number) {
  return reinterpret_cast<const void*>(0x5000 + 32 * number);
}

class AccountantTest : public testing::Test {
 protected:
  AccountantTest() { accountant_->start(process_.get()); }

  void allocate(std::uintptr_t block, std::size_t size) {
    accountant_->allocated(Accounting(), fake(block), size);
  }
  void release(std::uintptr_t block) { accountant_->released(Accounting(), fake(block)); }
  void reallocate(std::uintptr_t from, std::uintptr_t to, std::size_t size) {
    const Accounting accounting;
    accountant_->reallocated(accounting, accountant_->take(accounting, fake(from)), fake(to), size);
  }

  std::int64_t live() const { return counters_of(*process_).live_bytes; }
  std::int64_t blocks() const { return counters_of(*process_).live_blocks; }
  std::int64_t peak() const { return window_peak_of(*process_); }
  std::int64_t total() const { return counters_of(*process_).allocated_bytes; }
  std::int64_t calls() const { return counters_of(*process_).allocations; }

  std::unique_ptr<Process> process_ = std::make_unique<Process>();
  std::unique_ptr<Accountant> accountant_ = std::make_unique<Accountant>();
};

TEST_F(AccountantTest, NothingMeasuresNothing) {
  EXPECT_EQ(live(), 0);
  EXPECT_EQ(peak(), 0);
  EXPECT_EQ(calls(), 0);
}

TEST_F(AccountantTest, PeakIsTheMostLiveAtOneMoment) {
  allocate(1, 100);
  allocate(2, 50);  // 150: the peak
  release(1);
  allocate(3, 90);  // 140
  EXPECT_EQ(live(), 140);
  EXPECT_EQ(blocks(), 2);
  EXPECT_EQ(peak(), 150);
  EXPECT_EQ(total(), 240);
  EXPECT_EQ(calls(), 3);
}

TEST_F(AccountantTest, ABlockOfNoBytesIsABlock) {
  allocate(1, 0);
  EXPECT_EQ(blocks(), 1);
  EXPECT_EQ(live(), 0);
  EXPECT_EQ(calls(), 1);
  release(1);
  EXPECT_EQ(blocks(), 0);
}

TEST_F(AccountantTest, ReallocIsOneEventWithTheNetDifference) {
  allocate(1, 100);
  reallocate(1, 2, 160);  // 160 live, never 260
  EXPECT_EQ(live(), 160);
  EXPECT_EQ(peak(), 160);
  EXPECT_EQ(blocks(), 1);
  EXPECT_EQ(total(), 260);  // 100 and 160 were asked for
  EXPECT_EQ(calls(), 2);
}

TEST_F(AccountantTest, AShrinkingReallocLeavesThePeak) {
  allocate(1, 100);
  reallocate(1, 1, 10);
  EXPECT_EQ(live(), 10);
  EXPECT_EQ(peak(), 100);
}

TEST_F(AccountantTest, AFailedReallocLeavesTheOldBlock) {
  allocate(1, 100);
  const Accounting accounting;
  accountant_->give_back(accounting, accountant_->take(accounting, fake(1)), fake(1));
  EXPECT_EQ(live(), 100);
  EXPECT_EQ(blocks(), 1);
  EXPECT_EQ(calls(), 1);
}

TEST_F(AccountantTest, ReallocToZeroIsARelease) {
  allocate(1, 100);
  const Accounting accounting;
  accountant_->release_taken(accounting, accountant_->take(accounting, fake(1)));
  EXPECT_EQ(live(), 0);
  EXPECT_EQ(blocks(), 0);
  EXPECT_EQ(calls(), 1);
}

TEST_F(AccountantTest, AForeignBlockIsNeverSubtracted) {
  allocate(1, 100);
  release(2);
  EXPECT_EQ(live(), 100);
  EXPECT_EQ(process_->foreign_frees, 1);
}

TEST_F(AccountantTest, AForeignBlockThatIsReallocatedBecomesOurs) {
  reallocate(7, 8, 30);
  EXPECT_EQ(live(), 30);
  EXPECT_EQ(blocks(), 1);
}

TEST_F(AccountantTest, AnAddressThatComesAgainWasFreedUnseen) {
  allocate(1, 100);
  allocate(1, 30);
  EXPECT_EQ(live(), 30);
  EXPECT_EQ(blocks(), 1);
  EXPECT_EQ(calls(), 2);
}

TEST_F(AccountantTest, AnAllocationInsideAnEventIsUntracked) {
  accountant_->untracked(64);
  EXPECT_EQ(live(), 0);
  EXPECT_EQ(process_->untracked_bytes, 64);
  EXPECT_EQ(process_->untracked_allocations, 1);
}

// Every metric after every event against the definitions, written down naively.
TEST_F(AccountantTest, AgreesWithTheNaiveModelOverRandomEvents) {
  std::mt19937_64 random(97);
  std::map<std::uintptr_t, std::size_t> blocks_by_number;
  std::int64_t model_live = 0, model_peak = 0, model_total = 0, model_calls = 0;
  for (int step = 0; step < 200000; ++step) {
    const std::uintptr_t block = random() % 1000;
    const std::size_t size = random() % 5000;
    const bool known = blocks_by_number.count(block) != 0;
    if (!known) {
      allocate(block, size);
    } else if (random() % 3 == 0) {
      reallocate(block, block, size);
    } else {
      release(block);
      model_live -= static_cast<std::int64_t>(blocks_by_number[block]);
      blocks_by_number.erase(block);
      ASSERT_EQ(live(), model_live);
      continue;
    }
    model_live +=
        static_cast<std::int64_t>(size) - static_cast<std::int64_t>(known ? blocks_by_number[block] : 0);
    blocks_by_number[block] = size;
    model_peak = std::max(model_peak, model_live);
    model_total += static_cast<std::int64_t>(size);
    ++model_calls;
    ASSERT_EQ(live(), model_live);
    ASSERT_EQ(peak(), model_peak);
    ASSERT_EQ(total(), model_total);
    ASSERT_EQ(calls(), model_calls);
    ASSERT_EQ(blocks(), static_cast<std::int64_t>(blocks_by_number.size()));
  }
}

// Each thread holds at most 100 blocks of 1,000 bytes at a time and keeps 10: totals are exact, and the peak
// is between what one thread alone reaches and what all reach together.
TEST_F(AccountantTest, ThreadsLoseNoEvent) {
  constexpr int kThreads = 4, kRounds = 200, kBlocks = 100, kKept = 10;
  std::vector<std::thread> threads;
  for (std::uintptr_t thread = 1; thread <= kThreads; ++thread) {
    threads.emplace_back([this, thread] {
      const std::uintptr_t first = thread * 1000000;
      for (int round = 0; round < kRounds; ++round) {
        for (std::uintptr_t i = 0; i < kBlocks; ++i) allocate(first + i, 1000);
        for (std::uintptr_t i = 0; i < kBlocks; ++i) release(first + i);
      }
      for (std::uintptr_t i = 0; i < kKept; ++i) allocate(first + i, 1000);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(live(), kThreads * kKept * 1000);
  EXPECT_EQ(blocks(), kThreads * kKept);
  EXPECT_EQ(calls(), kThreads * (kRounds * kBlocks + kKept));
  EXPECT_EQ(total(), calls() * 1000);
  EXPECT_GE(peak(), kBlocks * 1000);
  EXPECT_LE(peak(), kThreads * kBlocks * 1000);
}

// As a forked child does.
TEST_F(AccountantTest, StartedAgainItKnowsTheBlocksAndCountsFromNothing) {
  allocate(1, 100);
  allocate(2, 100000);  // in the table
  const std::unique_ptr<Process> parent = std::move(process_);
  process_ = std::make_unique<Process>();
  accountant_->start_again(process_.get());
  allocate(3, 30);
  release(1);
  reallocate(2, 4, 100500);
  EXPECT_EQ(live(), 30 - 100 + 500);
  EXPECT_EQ(blocks(), 0);
  EXPECT_EQ(peak(), 430);
  EXPECT_EQ(total(), 100530);
  EXPECT_EQ(process_->foreign_frees, 0);
  EXPECT_EQ(counters_of(*parent).live_bytes, 100100);
  EXPECT_EQ(counters_of(*parent).allocations, 2);
}

}  // namespace
}  // namespace highwater::counting
