// SPDX-License-Identifier: Apache-2.0
#include "probe/segment_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "counting/wire.h"
#include "probe/segment.h"

namespace highwater {
namespace {

TEST(SegmentFile, CannotBeMadeShorterUnderTheReader) {
  const SegmentFile made = *make_segment_file(2, Sites::kOff);
  const Fd& file = made.fd;
  struct stat facts;
  ASSERT_EQ(::fstat(file.get(), &facts), 0);
  EXPECT_EQ(facts.st_size, static_cast<off_t>(counting::file_bytes(2, counting::kSlotBytes)));
  EXPECT_EQ(::ftruncate(file.get(), 0), -1);
  EXPECT_EQ(::ftruncate(file.get(), facts.st_size * 2), -1);
  EXPECT_EQ(::fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE), -1) << "nor sealed against the target";
}

TEST(SegmentFile, HasMemoryForTheCountersAndNotYetForSites) {
  const SegmentFile made = *make_segment_file(1, Sites::kOn);
  const Fd& file = made.fd;
  struct stat facts;
  ASSERT_EQ(::fstat(file.get(), &facts), 0);
  EXPECT_GE(facts.st_blocks * 512, static_cast<off_t>(counting::kSlotBytes));
  EXPECT_LT(facts.st_blocks * 512, facts.st_size / 4);
}

// 192 MB a slot: 1024 of them would be 197 GB.
TEST(SegmentFile, OnADiskItTakesNoMoreThanThereIs) {
  constexpr std::uint64_t kSlot = counting::kSlotBytesWithSites;
  const auto with_sites = [](std::uint32_t slots, std::uint64_t available) {
    return slots_on_disk(slots, Sites::kOn, available);
  };
  EXPECT_EQ(with_sites(1024, 1000 * kSlot), kMostOnDisk);
  EXPECT_EQ(with_sites(1024, 20 * kSlot), 10u) << "half of what there is";
  EXPECT_EQ(with_sites(4, 20 * kSlot), 4u);
  EXPECT_EQ(with_sites(1024, counting::file_bytes(2, kSlot)), 2u) << "a program and what it starts";
  EXPECT_EQ(with_sites(1024, counting::file_bytes(2, kSlot) - 1), std::nullopt);
  EXPECT_EQ(with_sites(1, counting::file_bytes(1, kSlot)), 1u);
  EXPECT_EQ(with_sites(1, kSlot), std::nullopt) << "and a header";
  EXPECT_EQ(with_sites(1024, ~std::uint64_t{0}), kMostOnDisk);
}

TEST(SegmentFile, OnADiskCountersHaveAllSlotsOrNone) {
  const std::uint64_t all = counting::file_bytes(1024, counting::kSlotBytes);
  EXPECT_EQ(slots_on_disk(1024, Sites::kOff, all), 1024u);
  EXPECT_EQ(slots_on_disk(1024, Sites::kOff, all - 1), std::nullopt);
}

// What a target without room for its numbers may do with them all the same.
TEST(SegmentFile, WithHolesInItIsReadAsNothing) {
  const Segment segment = *Segment::create(1, Sites::kOn);
  ASSERT_EQ(::fallocate(segment.fd(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 1 << 20), 0);
  std::uint32_t lost = 0;
  EXPECT_TRUE(segment.reports(&lost).empty());
}

}  // namespace
}  // namespace highwater
