// SPDX-License-Identifier: Apache-2.0
#include "counting/unwind/locations.h"

#include <gtest/gtest.h>

#include "counting/unwind/testing/tables.h"

namespace highwater::counting {
namespace {

class LocationsTest : public testing::Test {
 protected:
  LocationsTest() { locations_.start(tables_.get()); }
  const Tables tables_;
  Locations locations_;
};

TEST_F(LocationsTest, TheSamePlaceHasTheSameNumberAndAnotherPlaceAnother) {
  const std::uint32_t first = locations_.id_of(make_location(1, 0x1234));
  EXPECT_EQ(first, kFirstLocation);
  EXPECT_EQ(locations_.id_of(make_location(2, 0x1234)), first + 1);
  EXPECT_EQ(locations_.id_of(make_location(1, 0x1235)), first + 2);
  EXPECT_EQ(locations_.id_of(make_location(1, 0x1234)), first);
  EXPECT_EQ(tables_->location_count.load(), kFirstLocation + 3);
}

TEST_F(LocationsTest, NumbersStayWhileTheTableGrows) {
  constexpr std::uint32_t kMany = 50000;
  for (std::uint32_t i = 0; i < kMany; ++i) {
    const Location location = make_location(i % 7, std::uint64_t{i} * 5);
    ASSERT_EQ(locations_.id_of(location), kFirstLocation + i);
    ASSERT_EQ(tables_->locations[kFirstLocation + i], location);
  }
  for (std::uint32_t i = 0; i < kMany; ++i)
    ASSERT_EQ(locations_.id_of(make_location(i % 7, std::uint64_t{i} * 5)), kFirstLocation + i);
}

TEST_F(LocationsTest, AFullTableGivesNoNumberButKnowsThoseItGave) {
  for (std::uint32_t i = kFirstLocation; i < kMaxLocations; ++i)
    ASSERT_EQ(locations_.id_of(make_location(0, i)), i);
  EXPECT_EQ(locations_.id_of(make_location(1, 1)), kTruncated);
  EXPECT_EQ(tables_->location_count.load(), kMaxLocations);
  EXPECT_EQ(locations_.id_of(make_location(0, kMaxLocations - 1)), kMaxLocations - 1);
}

TEST_F(LocationsTest, ModuleAndOffsetOfAPlaceAreKept) {
  const Location location = make_location(kNoModule, 0x7fffffffffff);
  EXPECT_EQ(module_of(location), kNoModule);
  EXPECT_EQ(offset_of(location), 0x7fffffffffffu);
}

}  // namespace
}  // namespace highwater::counting
