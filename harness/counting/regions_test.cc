// SPDX-License-Identifier: Apache-2.0
#include "counting/regions.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "counting/testing/counted_blocks.h"

namespace highwater::counting {
namespace {

class RegionsTest : public CountedBlocks {
 protected:
  const RegionSums& sums(int region) const {
    const RegionSlot& slot = process_->regions[region];
    return slot.sums[slot.version % 2];
  }
};

TEST_F(RegionsTest, AreNetOfWhatWasLiveAtTheirStart) {
  allocate(1, 5000);
  const int handle = regions_->enter("r");
  allocate(2, 100);  // 100 above the start
  release(2);
  allocate(3, 40);
  regions_->leave(handle);
  EXPECT_EQ(sums(0).peak_bytes, 100);
  EXPECT_EQ(sums(0).retained_bytes, 40);
  EXPECT_EQ(sums(0).retained_blocks, 1);
  EXPECT_EQ(sums(0).allocated_bytes, 140);
  EXPECT_EQ(sums(0).allocations, 2);
}

TEST_F(RegionsTest, AnEarlierPeakDoesNotCount) {
  allocate(1, 1000000);
  release(1);
  const int handle = regions_->enter("r");
  allocate(2, 10);
  regions_->leave(handle);
  EXPECT_EQ(sums(0).peak_bytes, 10);
  EXPECT_EQ(std::max<std::int64_t>(process_->folded_peak_bytes, window_peak_of(*process_)), 1000000);
}

// The window that begins at a boundary has had its first peak there.
TEST_F(RegionsTest, APeakAtTheVeryStartOfAWindowStays) {
  const int outer = regions_->enter("outer");
  allocate(1, 100);
  const int inner = regions_->enter("inner");
  release(1);
  allocate(2, 10);
  EXPECT_EQ(window_peak_of(*process_), 100);
  regions_->leave(inner);
  regions_->leave(outer);
  EXPECT_EQ(sums(0).peak_bytes, 100);
  EXPECT_EQ(sums(1).peak_bytes, 0);
}

TEST_F(RegionsTest, RetainLessThanNothingWhenOlderBlocksAreFreed) {
  allocate(1, 5000);
  const int handle = regions_->enter("r");
  release(1);
  regions_->leave(handle);
  EXPECT_EQ(sums(0).retained_bytes, -5000);
  EXPECT_EQ(sums(0).retained_blocks, -1);
  EXPECT_EQ(sums(0).peak_bytes, 0);
}

TEST_F(RegionsTest, OfOneNameMergeToTheLargestPeakAndTheSumOfTheRest) {
  const std::size_t sizes[] = {30, 50, 20};
  std::uintptr_t block = 0;
  for (const std::size_t size : sizes) {
    const int handle = regions_->enter("r");
    allocate(++block, size);  // kept: each pass starts higher
    regions_->leave(handle);
  }
  EXPECT_EQ(process_->region_count, 1u);
  EXPECT_EQ(sums(0).peak_bytes, 50);
  EXPECT_EQ(sums(0).retained_bytes, 100);
  EXPECT_EQ(sums(0).allocations, 3);
}

TEST_F(RegionsTest, NestAndTheOuterSeesTheInner) {
  const int outer = regions_->enter("outer");
  allocate(1, 100);
  const int inner = regions_->enter("inner");
  allocate(2, 300);
  release(2);
  regions_->leave(inner);
  allocate(3, 50);
  regions_->leave(outer);
  EXPECT_EQ(sums(1).peak_bytes, 300);
  EXPECT_EQ(sums(1).retained_bytes, 0);
  EXPECT_EQ(sums(0).peak_bytes, 400);
  EXPECT_EQ(sums(0).retained_bytes, 150);
}

TEST_F(RegionsTest, IterationsAreCounted) {
  const int handle = regions_->enter("r");
  for (int i = 0; i < 7; ++i) regions_->iteration(handle);
  regions_->leave(handle);
  EXPECT_EQ(process_->regions[0].iterations, 7);
}

TEST_F(RegionsTest, LongNamesAreCutAndStillFound) {
  const std::string name(200, 'n');
  regions_->leave(regions_->enter(name.c_str()));
  regions_->leave(regions_->enter(name.c_str()));
  EXPECT_EQ(process_->region_count, 1u);
  EXPECT_EQ(std::string(process_->regions[0].name), std::string(kRegionNameBytes - 1, 'n'));
}

TEST_F(RegionsTest, OneNameMoreThanThereIsRoomForIsFlagged) {
  for (std::size_t i = 0; i < kMaxRegions; ++i) regions_->leave(regions_->enter(std::to_string(i).c_str()));
  EXPECT_EQ(process_->flags, 0u);
  EXPECT_EQ(regions_->enter("one more"), -1);
  EXPECT_EQ(process_->flags, kTooManyRegions);
}

TEST_F(RegionsTest, OneOpenRegionMoreThanThereIsRoomForIsFlagged) {
  for (std::size_t i = 0; i < kMaxOpenRegions; ++i) EXPECT_GE(regions_->enter("r"), 0);
  EXPECT_EQ(regions_->enter("r"), -1);
  EXPECT_EQ(process_->flags, kTooManyRegions);
}

TEST_F(RegionsTest, ThreadsMayOpenRegionsOfOneName) {
  std::vector<std::thread> threads;
  for (std::uintptr_t thread = 1; thread <= 4; ++thread) {
    threads.emplace_back([this, thread] {
      for (std::uintptr_t i = 0; i < 1000; ++i) {
        const int handle = regions_->enter("r");
        allocate(thread * 1000000 + i, 10);
        regions_->iteration(handle);
        regions_->leave(handle);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(process_->regions[0].iterations, 4000);
  // A pass also sees what other threads allocate meanwhile, so the sums are at least what was allocated
  // inside.
  EXPECT_GE(sums(0).allocations, 4000);
  EXPECT_EQ(counters_of(*process_).live_bytes, 40000);
}

}  // namespace
}  // namespace highwater::counting
