// SPDX-License-Identifier: Apache-2.0
#include "counting/scopes.h"

#include <gtest/gtest.h>

#include <memory>

#include "counting/regions.h"
#include "counting/testing/counted_blocks.h"

namespace highwater::counting {
namespace {

class ScopesTest : public CountedBlocks {
 protected:
  highwater_numbers read(int handle) {
    highwater_numbers numbers{};
    EXPECT_TRUE(regions_->read_scope(handle, &numbers));
    return numbers;
  }
};

TEST_F(ScopesTest, AreNetOfWhatWasLiveAtTheirStart) {
  allocate(1, 5000);
  const int scope = regions_->enter_scope();
  allocate(2, 100);
  release(2);
  allocate(3, 40);
  const highwater_numbers numbers = read(scope);
  EXPECT_EQ(numbers.peak_bytes, 100);
  EXPECT_EQ(numbers.live_bytes, 40);
  EXPECT_EQ(numbers.live_blocks, 1);
  EXPECT_EQ(numbers.allocated_bytes, 140);
  EXPECT_EQ(numbers.allocations, 2);
  EXPECT_EQ(numbers.peak_uncertainty_bytes, 0);
}

TEST_F(ScopesTest, AnEarlierPeakIsNotTheirs) {
  allocate(1, 1000000);
  release(1);
  const int scope = regions_->enter_scope();
  allocate(2, 10);
  EXPECT_EQ(read(scope).peak_bytes, 10);
}

TEST_F(ScopesTest, FreeingOlderBlocksIsNegative) {
  allocate(1, 300);
  const int scope = regions_->enter_scope();
  release(1);
  EXPECT_EQ(read(scope).live_bytes, -300);
  EXPECT_EQ(read(scope).peak_bytes, 0);
}

// Each boundary of one begins a window for all.
TEST_F(ScopesTest, NestAndKeepTheirOwnPeaks) {
  const int outer = regions_->enter_scope();
  allocate(1, 700);
  release(1);
  const int inner = regions_->enter_scope();
  allocate(2, 200);
  release(2);
  EXPECT_EQ(read(inner).peak_bytes, 200);
  regions_->leave_scope(inner);
  EXPECT_EQ(read(outer).peak_bytes, 700);
  EXPECT_EQ(read(outer).allocations, 2);
}

TEST_F(ScopesTest, ReadingTakesNothingAway) {
  const int scope = regions_->enter_scope();
  allocate(1, 900);
  release(1);
  EXPECT_EQ(read(scope).peak_bytes, 900);
  EXPECT_EQ(read(scope).peak_bytes, 900);
}

TEST_F(ScopesTest, LeaveThePeakOfTheirRegionAndOfTheProcess) {
  const int region = regions_->enter("r");
  allocate(1, 900);
  release(1);
  const int scope = regions_->enter_scope();
  allocate(2, 50);
  release(2);
  regions_->leave_scope(scope);
  regions_->leave(region);
  const RegionSlot& slot = process_->regions[0];
  EXPECT_EQ(slot.sums[slot.version % 2].peak_bytes, 900);
  EXPECT_EQ(process_->folded_peak_bytes, 900);
  EXPECT_EQ(process_->region_count, 1u);  // a scope is none
}

TEST_F(ScopesTest, HaveRoomForSixtyFourAndRefuseTheNext) {
  for (int i = 0; i < Scopes::kMaxOpen; ++i) EXPECT_EQ(regions_->enter_scope(), i);
  EXPECT_EQ(regions_->enter_scope(), -1);
  regions_->leave_scope(7);
  EXPECT_EQ(regions_->enter_scope(), 7);
  EXPECT_EQ(process_->flags, 0u);  // the numbers of regions are as good as before
}

TEST_F(ScopesTest, CannotBeReadWhereNoneIsOpen) {
  highwater_numbers numbers{};
  EXPECT_FALSE(regions_->read_scope(0, &numbers));
  EXPECT_FALSE(regions_->read_scope(-1, &numbers));
  EXPECT_FALSE(regions_->read_scope(Scopes::kMaxOpen, &numbers));
}

}  // namespace
}  // namespace highwater::counting
