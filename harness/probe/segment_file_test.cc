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
  const Fd file = *make_segment_file(2, Sites::kOff);
  struct stat facts;
  ASSERT_EQ(::fstat(file.get(), &facts), 0);
  EXPECT_EQ(facts.st_size, static_cast<off_t>(counting::file_bytes(2, counting::kSlotBytes)));
  EXPECT_EQ(::ftruncate(file.get(), 0), -1);
  EXPECT_EQ(::ftruncate(file.get(), facts.st_size * 2), -1);
  EXPECT_EQ(::fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE), -1) << "nor sealed against the target";
}

TEST(SegmentFile, HasMemoryForTheCountersAndNotYetForSites) {
  const Fd file = *make_segment_file(1, Sites::kOn);
  struct stat facts;
  ASSERT_EQ(::fstat(file.get(), &facts), 0);
  EXPECT_GE(facts.st_blocks * 512, static_cast<off_t>(counting::kSlotBytes));
  EXPECT_LT(facts.st_blocks * 512, facts.st_size / 4);
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
