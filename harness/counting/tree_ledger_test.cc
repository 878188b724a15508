// SPDX-License-Identifier: Apache-2.0
// The ledger of a tree with made-up processes: one ledger each, on the same memory.
#include "counting/tree_ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "counting/tree_accountant.h"

namespace highwater::counting {
namespace {

// Whether made-up processes go on, by a number that their slots have in place of a segment's.
enum : std::int32_t { kNoSegment = 0, kRunning = 1, kEnded = 2 };
Life made_up_life(const TreeSlot& slot) noexcept {
  const std::int32_t life = slot.life.load();
  return life == kNoSegment ? Life::kUnknown : life == kRunning ? Life::kGoesOn : Life::kIsOver;
}

struct Shared {
  ProcessTree tree{};
  TreeSlot slots[kMaxTreeSlots]{};
};

class TreeLedgerTest : public testing::Test {
 protected:
  TreeLedger& starts(std::uint32_t number, std::int32_t life = kRunning) {
    if (ledgers_.size() <= number) ledgers_.resize(number + 1);
    ledgers_[number] = std::make_unique<TreeLedger>();
    shared_->slots[number].life = life;
    ledgers_[number]->start(&shared_->tree, shared_->slots, number, made_up_life);
    return *ledgers_[number];
  }
  void end(std::uint32_t number) { shared_->slots[number].life = kEnded; }
  std::int64_t peak() const { return shared_->tree.peak_bytes; }
  std::int64_t uncertainty() const { return shared_->tree.peak_bytes - shared_->tree.certain_bytes; }

  std::unique_ptr<Shared> shared_ = std::make_unique<Shared>();
  std::vector<std::unique_ptr<TreeLedger>> ledgers_;
};

TEST_F(TreeLedgerTest, OneProcessHasItsOwnPeak) {
  TreeLedger& one = starts(0);
  one.add(100);
  one.add(50);
  one.subtract(100);
  one.add(90);
  EXPECT_EQ(peak(), 150);
  one.add(20);
  EXPECT_EQ(peak(), 160);
  EXPECT_EQ(uncertainty(), 0);
}

TEST_F(TreeLedgerTest, ThePeakIsOfAllAtOneMoment) {
  TreeLedger& one = starts(0);
  TreeLedger& two = starts(700);
  one.add(100);
  one.subtract(60);
  two.add(50);  // 90 together
  EXPECT_EQ(peak(), 100);
  two.add(30);  // 120
  EXPECT_EQ(peak(), 120);
  one.subtract(40);
  two.add(30);  // 110
  EXPECT_EQ(peak(), 120);
  EXPECT_EQ(uncertainty(), 0);
}

// What one may add without a look is not there for another.
TEST_F(TreeLedgerTest, WhatOneHasBeenGrantedTheOtherTakesBack) {
  TreeLedger& one = starts(0);
  TreeLedger& two = starts(1);
  one.add(1000);
  one.subtract(1000);
  one.add(1);  // its ceiling is high now
  two.add(998);
  EXPECT_EQ(peak(), 1000);
  one.add(1);
  EXPECT_EQ(peak(), 1000);
  one.add(1);
  EXPECT_EQ(peak(), 1001);
  EXPECT_EQ(uncertainty(), 0);
}

TEST_F(TreeLedgerTest, WhatEndsNoLongerCounts) {
  TreeLedger& parent = starts(0);
  parent.add(500);
  for (std::uint32_t child = 1; child <= 50; ++child) {
    starts(child).add(1'000'000);
    end(child);
  }
  EXPECT_EQ(peak(), 1'000'500);
  parent.add(600'000);
  EXPECT_EQ(peak(), 1'000'500);
  parent.add(400'000);
  EXPECT_EQ(peak(), 1'000'500);
  parent.add(1);
  EXPECT_EQ(peak(), 1'000'501);
  EXPECT_EQ(uncertainty(), 0);
}

// Never too low: it is taken to be there. How much that may be too high is said.
TEST_F(TreeLedgerTest, OneThatMayHaveEndedCountsAndIsUncertain) {
  TreeLedger& one = starts(0);
  starts(1, kNoSegment).add(70);
  one.add(30);
  EXPECT_EQ(peak(), 100);
  EXPECT_EQ(uncertainty(), 30);
}

TEST_F(TreeLedgerTest, TheLockOfOneThatEndedIsTakenOver) {
  TreeLedger& one = starts(0);
  starts(1);
  shared_->tree.holder = 2;
  end(1);
  one.add(10);
  EXPECT_EQ(peak(), 10);
  EXPECT_EQ(uncertainty(), 0);
  EXPECT_EQ(shared_->tree.holder, 0u);
}

// It may be stopped. The peak is too high rather than too low.
TEST_F(TreeLedgerTest, OneThatHoldsTheLockForEverIsNotWaitedFor) {
  TreeLedger& one = starts(0);
  TreeLedger& two = starts(1);
  two.add(100);
  two.subtract(100);
  two.add(1);
  shared_->tree.holder = 2;
  one.add(90);
  EXPECT_GE(peak(), 100);
  EXPECT_EQ(shared_->tree.certain_bytes, 100);
  EXPECT_EQ(shared_->tree.holder, 2u);
}

TEST_F(TreeLedgerTest, AgreesWithANaiveModelWhateverHappensInWhicheverOrder) {
  std::minstd_rand engine(3);
  const auto random = [&](std::int64_t end) { return static_cast<std::int64_t>(engine()) % end; };
  constexpr std::uint32_t kProcesses = 8;
  std::int64_t live[kProcesses] = {};
  std::int64_t highest = 0;
  std::uint32_t next = kProcesses;
  std::uint32_t slot_of[kProcesses];
  for (std::uint32_t i = 0; i < kProcesses; ++i) starts(slot_of[i] = i);
  for (int event = 0; event < 20000; ++event) {
    const auto process = static_cast<std::uint32_t>(random(kProcesses));
    const std::int64_t kind = random(100);
    if (kind == 0 && next < kMaxTreeSlots) {
      end(slot_of[process]);
      live[process] = 0;
      starts(slot_of[process] = next++);
    } else if (kind < 50 && live[process] > 0) {
      const std::int64_t size = 1 + random(live[process]);
      ledgers_[slot_of[process]]->subtract(size);
      live[process] -= size;
    } else {
      const std::int64_t size = random(1000);
      live[process] += size;
      ledgers_[slot_of[process]]->add(size);
      std::int64_t sum = 0;
      for (const std::int64_t bytes : live) sum += bytes;
      highest = std::max(highest, sum);
    }
    ASSERT_EQ(peak(), highest) << "after event " << event;
    ASSERT_EQ(uncertainty(), 0);
  }
}

// Threads stand for processes: each adds 1000 and takes them off, and all have as much at the barrier's
// moment.
TEST_F(TreeLedgerTest, AtOnceItIsNeverTooLow) {
  constexpr std::uint32_t kProcesses = 4;
  constexpr int kRounds = 2000;
  for (std::uint32_t i = 0; i < kProcesses; ++i) starts(i);
  std::vector<std::thread> threads;
  for (std::uint32_t i = 0; i < kProcesses; ++i)
    threads.emplace_back([&, i] {
      for (int round = 0; round < kRounds; ++round) {
        ledgers_[i]->add(1000);
        ledgers_[i]->add(round % 7);
        ledgers_[i]->subtract(1000 + round % 7);
      }
      ledgers_[i]->add(5000);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(peak(), std::int64_t{kProcesses} * 5000);
  EXPECT_LE(shared_->tree.certain_bytes, std::int64_t{kProcesses} * 5000);
  EXPECT_EQ(shared_->tree.holder, 0u);
}

const void* block(std::uintptr_t number) {
  return reinterpret_cast<const void*>(0x5000 + 32 * number);
}

class TreeAccountantTest : public testing::Test {
 protected:
  void start(TreeAccountant& accountant, std::uint32_t number, TreeAccountant::Image image) {
    shared_->slots[number].life = kRunning;
    accountant.start(&shared_->tree, shared_->slots, number, made_up_life, image);
  }
  std::int64_t live(std::uint32_t number) const {
    return shared_->slots[number].allocated_bytes - shared_->slots[number].freed_bytes;
  }

  std::unique_ptr<Shared> shared_ = std::make_unique<Shared>();
  TreeAccountant accountant_;
  const Accounting accounting_;
};

TEST_F(TreeAccountantTest, AFreshImageHasEveryBlockThatIsKnown) {
  start(accountant_, 0, TreeAccountant::Image::kFresh);
  accountant_.allocated(accounting_, block(1), 100);
  EXPECT_TRUE(accountant_.take(accounting_, block(1)));
  accountant_.released(accounting_, 100);
  EXPECT_EQ(live(0), 0);
}

TEST_F(TreeAccountantTest, AForkedOneHasWhatItAllocatedItself) {
  start(accountant_, 0, TreeAccountant::Image::kForked);
  EXPECT_FALSE(accountant_.take(accounting_, block(1))) << "its parent's";
  accountant_.allocated(accounting_, block(2), 100);
  EXPECT_TRUE(accountant_.take(accounting_, block(2)));
  accountant_.give_back(accounting_, block(2), 100);  // a realloc failed
  EXPECT_TRUE(accountant_.take(accounting_, block(2)));
  EXPECT_FALSE(accountant_.take(accounting_, block(2)));
}

TEST_F(TreeAccountantTest, ABlockFreedUnseenIsTakenOff) {
  start(accountant_, 0, TreeAccountant::Image::kForked);
  accountant_.allocated(accounting_, block(1), 100);
  accountant_.allocated(accounting_, block(1), 30);
  EXPECT_EQ(live(0), 30);
}

TEST_F(TreeAccountantTest, AGrandchildHasNothingOfItsParents) {
  start(accountant_, 0, TreeAccountant::Image::kForked);
  accountant_.allocated(accounting_, block(1), 100);
  start(accountant_, 1, TreeAccountant::Image::kForked);
  EXPECT_FALSE(accountant_.take(accounting_, block(1)));
  EXPECT_EQ(live(0), 100);
  EXPECT_EQ(live(1), 0);
}

}  // namespace
}  // namespace highwater::counting
