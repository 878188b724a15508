// SPDX-License-Identifier: Apache-2.0
// Recording on request with made-up pointers and sites.
#include "counting/recording_accountant.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "counting/testing/slot_memory.h"

namespace highwater::counting {
namespace {

constexpr std::uint32_t kSites = 8;

// One block in each 32 bytes, as of glibc's smallest.
const void* block_at(std::uintptr_t number) {
  return reinterpret_cast<const void*>(0x5000 + 32 * number);
}

class RecordingTest : public testing::Test {
 protected:
  RecordingTest() {
    accountant_->start(process());
    recording_->start(process(), accountant_.get());
    memory_.tables()->site_count.store(kSites);
  }

  Process* process() const { return memory_.process(); }
  void start() { process()->recording.store(recording_word(++number_, true)); }
  void stop() { process()->recording.store(recording_word(number_, false)); }
  std::uint32_t word() const { return recording_->word(); }

  void allocate(std::uintptr_t block, std::size_t size, std::uint32_t site = 1) {
    recording_->allocated(Accounting(), block_at(block), size, site, word());
  }
  void release(std::uintptr_t block) { recording_->released(Accounting(), block_at(block), word()); }
  void reallocate(std::uintptr_t from, std::uintptr_t to, std::size_t size, std::uint32_t site = 1) {
    const Accounting accounting;
    const RecordingAccountant::Taken old = recording_->take(accounting, block_at(from));
    recording_->reallocated(accounting, old, block_at(to), size, site, word());
  }

  // As a reader has it, when nothing is under way.
  SiteState site(std::uint32_t number) const {
    const Recording& recording = memory_.tables()->recording;
    return state_of(*memory_.tables(), number, recording.window.load(), recording.number.load());
  }
  std::int64_t sum(std::int64_t SiteState::*member) const {
    std::int64_t total = 0;
    for (std::uint32_t i = 0; i < kSites; ++i) total += site(i).*member;
    return total;
  }
  Counters counters() const { return counters_of(*process()); }

  SlotMemory memory_;
  std::unique_ptr<Accountant> accountant_ = std::make_unique<Accountant>();
  std::unique_ptr<RecordingAccountant> recording_ = std::make_unique<RecordingAccountant>();
  std::uint32_t number_ = 0;
};

TEST_F(RecordingTest, WithoutOneOnlyTheProcessCounts) {
  allocate(1, 100);
  allocate(2, 50);
  release(1);
  EXPECT_EQ(counters().live_bytes, 50);
  EXPECT_EQ(counters().allocated_bytes, 150);
  EXPECT_EQ(window_peak_of(*process()), 150);
  EXPECT_EQ(sum(&SiteState::allocations), 0);
  EXPECT_EQ(memory_.tables()->recording.number.load(), 0u);
}

TEST_F(RecordingTest, CountsForSitesFromTheStartOn) {
  allocate(1, 100);
  start();
  allocate(2, 30, 2);
  allocate(3, 40, 3);
  release(3);
  EXPECT_EQ(site(1).live_bytes, 0);
  EXPECT_EQ(site(2).live_bytes, 30);
  EXPECT_EQ(site(3).live_bytes, 0);
  EXPECT_EQ(site(3).allocated_bytes, 40);
  EXPECT_EQ(counters().live_bytes, 130);
}

TEST_F(RecordingTest, ReleasesOfEarlierBlocksAreNoSites) {
  allocate(1, 100, 1);
  start();
  allocate(2, 30, 1);
  release(1);
  EXPECT_EQ(site(1).live_bytes, 30);
  EXPECT_EQ(site(1).live_blocks, 1);
  EXPECT_EQ(counters().live_bytes, 30);
  EXPECT_EQ(counters().live_blocks, 1);
}

TEST_F(RecordingTest, AfterTheStopReleasesAreCountedOn) {
  start();
  allocate(1, 100);
  allocate(2, 50);
  stop();
  allocate(3, 1000);
  release(1);
  EXPECT_EQ(site(1).live_bytes, 50);
  EXPECT_EQ(site(1).allocated_bytes, 150);
  EXPECT_EQ(counters().live_bytes, 1050);
}

// The address of a recorded block is given to one that is not.
TEST_F(RecordingTest, ABlockAtTheAddressOfARecordedOneIsAnother) {
  start();
  allocate(1, 100);
  stop();
  release(1);
  allocate(1, 70);
  release(1);
  EXPECT_EQ(site(1).live_bytes, 0);
  EXPECT_EQ(site(1).live_blocks, 0);
  EXPECT_EQ(counters().live_bytes, 0);
}

TEST_F(RecordingTest, TheNextOneBeginsWithNothing) {
  start();
  allocate(1, 100, 1);
  allocate(2, 200, 2);
  stop();
  start();
  allocate(3, 7, 1);
  EXPECT_EQ(site(1).live_bytes, 7);
  EXPECT_EQ(site(1).allocated_bytes, 7);
  EXPECT_EQ(site(1).allocations, 1);
  EXPECT_EQ(site(2).allocated_bytes, 0);
  release(1);  // of the first recording
  release(2);
  EXPECT_EQ(site(1).live_bytes, 7);
  EXPECT_EQ(site(2).live_bytes, 0);
  EXPECT_EQ(counters().live_bytes, 7);
}

// Started again without an event in between, and without a stop.
TEST_F(RecordingTest, TheNextOneMayFollowAtOnce) {
  start();
  allocate(1, 100);
  start();
  release(1);
  allocate(2, 5);
  EXPECT_EQ(site(1).live_bytes, 5);
  EXPECT_EQ(site(1).allocations, 1);
}

TEST_F(RecordingTest, ReallocMovesABlockIntoTheRecording) {
  allocate(1, 100);
  start();
  reallocate(1, 2, 160, 4);
  EXPECT_EQ(site(4).live_bytes, 160);
  EXPECT_EQ(counters().live_bytes, 160);
  EXPECT_EQ(window_peak_of(*process()), 160);  // one event: never 260
  stop();
  reallocate(2, 1, 170, 5);  // and out of it
  EXPECT_EQ(site(4).live_bytes, 0);
  EXPECT_EQ(site(5).allocations, 0);
  EXPECT_EQ(counters().live_bytes, 170);
  EXPECT_EQ(counters().allocations, 3);
}

TEST_F(RecordingTest, AfterAFailedReallocTheBlockIsTheRecordingsAsBefore) {
  start();
  allocate(1, 100, 3);
  {
    const Accounting accounting;
    recording_->give_back(accounting, recording_->take(accounting, block_at(1)), block_at(1));
  }
  EXPECT_EQ(site(3).live_bytes, 100);
  release(1);
  EXPECT_EQ(site(3).live_bytes, 0);
  EXPECT_EQ(counters().live_bytes, 0);
}

TEST_F(RecordingTest, ABlockThatWasFreedUnseenIsReleasedWhenItsAddressComesAgain) {
  start();
  allocate(1, 100, 3);
  allocate(1, 20, 4);
  EXPECT_EQ(site(3).live_bytes, 0);
  EXPECT_EQ(site(4).live_bytes, 20);
  stop();
  allocate(1, 30, 4);
  EXPECT_EQ(site(4).live_bytes, 0);
  EXPECT_EQ(counters().live_bytes, 30);
  EXPECT_EQ(counters().live_blocks, 1);
}

TEST_F(RecordingTest, AForeignReleaseIsNoEvent) {
  start();
  release(9);
  EXPECT_EQ(counters().live_blocks, 0);
  EXPECT_EQ(process()->foreign_frees.load(), 1);
}

TEST_F(RecordingTest, BlocksOffTheGranulesAreRecordedToo) {
  const void* const odd = reinterpret_cast<const void*>(std::uintptr_t{0x5008});
  start();
  recording_->allocated(Accounting(), odd, 8, 2, word());
  EXPECT_EQ(site(2).live_bytes, 8);
  stop();
  recording_->released(Accounting(), odd, word());
  EXPECT_EQ(site(2).live_bytes, 0);
}

// live: 100 of before; 300 at the peak, of which site 1 has 120 and site 2 has 80.
TEST_F(RecordingTest, TheSharesAreThoseOfTheHighestMomentWithAllElse) {
  allocate(1, 100);
  start();
  allocate(2, 120, 1);
  allocate(3, 80, 2);  // 300
  release(2);
  allocate(4, 60, 1);
  allocate(5, 50, 3);  // 290
  release(3);
  EXPECT_EQ(site(1).peak_bytes, 120);
  EXPECT_EQ(site(2).peak_bytes, 80);
  EXPECT_EQ(site(3).peak_bytes, 0);
  EXPECT_EQ(memory_.tables()->recording.peak_bytes.load(), 300);
  EXPECT_EQ(window_peak_of(*process()), 300);
}

// 50 of a recording when it stops: the most there was. What is allocated afterwards is not its peak.
TEST_F(RecordingTest, TheStopMayBeTheHighestMoment) {
  start();
  allocate(1, 20, 1);
  allocate(2, 30, 2);
  stop();
  allocate(3, 1000);
  release(2);
  reallocate(1, 4, 500);
  EXPECT_EQ(memory_.tables()->recording.peak_bytes.load(), 50);
  EXPECT_EQ(site(1).peak_bytes, 20);
  EXPECT_EQ(site(2).peak_bytes, 30);
}

TEST_F(RecordingTest, ALateEventOfAnEarlierRecordingChangesNothing) {
  start();
  const std::uint32_t early = word();
  start();
  allocate(1, 100, 1);
  recording_->allocated(Accounting(), block_at(2), 40, 1, early);  // its thread has slept since it looked
  EXPECT_EQ(site(1).live_bytes, 100);
  EXPECT_EQ(counters().live_bytes, 140);
  release(2);
  EXPECT_EQ(site(1).live_bytes, 100);
  EXPECT_EQ(counters().live_bytes, 100);
}

TEST_F(RecordingTest, TheLastNumberFits) {
  number_ = kMaxRecordings - 1;
  start();
  allocate(1, 100, kSites - 1);
  release(1);
  EXPECT_EQ(recording_of(recording_mark(kMaxRecordings, kMaxSites - 1)), kMaxRecordings);
  EXPECT_EQ(site_of(recording_mark(kMaxRecordings, kMaxSites - 1)), kMaxSites - 1);
  EXPECT_EQ(site(kSites - 1).allocations, 1);
  EXPECT_EQ(site(kSites - 1).live_bytes, 0);
}

// Each thread keeps up to 100 blocks of its own and allocates at a site that it shares with another one; now
// and then it gives a block to the next thread, which frees it.
class Hammer {
 public:
  static constexpr int kThreads = 4;

  explicit Hammer(RecordingAccountant& recording) : recording_(recording) {}
  void run(std::uint32_t thread, const std::atomic<bool>& goes_on) {
    std::mt19937 random(thread);
    const std::uint32_t site = 1 + thread % 2;
    std::deque<std::uintptr_t>& blocks = blocks_[thread];
    std::uintptr_t next = std::uintptr_t{thread} * 1'000'000 + counts_[thread] % 100'000;
    while (goes_on) {
      allocate(next, random() % 500, site);
      blocks.push_back(next);
      next = std::uintptr_t{thread} * 1'000'000 + ++counts_[thread] % 100'000;
      if (blocks.size() < 100 && random() % 2 == 0) continue;
      const std::uintptr_t old = blocks.front();
      blocks.pop_front();
      if (random() % 8 == 0) {
        allocate(old, next, random() % 900, site);
        blocks.push_back(next);
        next = std::uintptr_t{thread} * 1'000'000 + ++counts_[thread] % 100'000;
      } else {
        release(old);
      }
      give((thread + 1) % kThreads, site);
      take_given(thread);
    }
  }
  void release_all() {
    for (std::deque<std::uintptr_t>& blocks : blocks_) {
      for (const std::uintptr_t block : blocks) release(block);
      blocks.clear();
    }
    for (std::uint32_t thread = 0; thread < kThreads; ++thread) take_given(thread);
  }

 private:
  // A thread has one such block at a time, with a number of its own.
  static std::uintptr_t gift_to(std::uint32_t thread) { return 9'000'000 + thread; }
  void give(std::uint32_t thread, std::uint32_t site) {
    if (is_given_[thread].load()) return;
    allocate(gift_to(thread), 64, site);
    is_given_[thread].store(true);
  }
  void take_given(std::uint32_t thread) {
    if (!is_given_[thread].load()) return;
    release(gift_to(thread));
    is_given_[thread].store(false);
  }
  void allocate(std::uintptr_t block, std::size_t size, std::uint32_t site) {
    const Accounting accounting;
    recording_.allocated(accounting, block_at(block), size, site, recording_.word());
  }
  void allocate(std::uintptr_t old, std::uintptr_t block, std::size_t size, std::uint32_t site) {
    const Accounting accounting;
    const RecordingAccountant::Taken taken = recording_.take(accounting, block_at(old));
    recording_.reallocated(accounting, taken, block_at(block), size, site, recording_.word());
  }
  void release(std::uintptr_t block) {
    const Accounting accounting;
    recording_.released(accounting, block_at(block), recording_.word());
  }

  RecordingAccountant& recording_;
  std::deque<std::uintptr_t> blocks_[kThreads];
  std::uintptr_t counts_[kThreads] = {};
  std::atomic<bool> is_given_[kThreads] = {};
};

TEST_F(RecordingTest, SwitchedAThousandTimesUnderThreadsItLosesNothing) {
  Hammer hammer(*recording_);
  const auto run_threads = [&](auto meanwhile) {
    std::atomic<bool> goes_on{true};
    std::vector<std::thread> threads;
    for (std::uint32_t i = 0; i < Hammer::kThreads; ++i)
      threads.emplace_back([&, i] { hammer.run(i, goes_on); });
    meanwhile();
    goes_on = false;
    for (std::thread& thread : threads) thread.join();
  };
  run_threads([&] {
    for (int i = 0; i < 1000; ++i) {
      start();
      std::this_thread::sleep_for(std::chrono::microseconds(i % 7 * 50));
      if (i % 3 != 0) stop();
      std::this_thread::yield();
    }
  });
  EXPECT_EQ(recording_number(word()), 1000u);
  for (std::uint32_t i = 0; i < kSites; ++i) {
    EXPECT_GE(site(i).live_bytes, 0) << i;
    EXPECT_GE(site(i).live_blocks, 0) << i;
  }
  EXPECT_LE(sum(&SiteState::live_bytes), counters().live_bytes);

  // From quiet to quiet nothing is uncertain: what is live is what was and what the sites have, less what was
  // freed of the former.
  hammer.release_all();
  EXPECT_EQ(counters().live_bytes, 0);
  EXPECT_EQ(counters().live_blocks, 0);
  EXPECT_EQ(sum(&SiteState::live_bytes), 0);
  const std::int64_t allocated = counters().allocated_bytes;
  start();
  run_threads([] { std::this_thread::sleep_for(std::chrono::milliseconds(400)); });
  EXPECT_GT(sum(&SiteState::live_bytes), 0);
  EXPECT_EQ(sum(&SiteState::live_bytes), counters().live_bytes);
  EXPECT_EQ(sum(&SiteState::live_blocks), counters().live_blocks);
  EXPECT_EQ(sum(&SiteState::allocated_bytes), counters().allocated_bytes - allocated);
  EXPECT_EQ(sum(&SiteState::peak_bytes), memory_.tables()->recording.peak_bytes.load());
  stop();
  hammer.release_all();
  EXPECT_EQ(counters().live_bytes, 0);
  EXPECT_EQ(sum(&SiteState::live_bytes), 0);
  EXPECT_EQ(sum(&SiteState::live_blocks), 0);
}

}  // namespace
}  // namespace highwater::counting
