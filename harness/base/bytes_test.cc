// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <gtest/gtest.h>

#include <limits>

namespace highwater {
namespace {

TEST(Bytes, SmallNumbersStayExact) {
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(-16), "-16 B");
}

TEST(Bytes, LargerNumbersGetBinaryUnitsAndTwoDecimals) {
  EXPECT_EQ(format_bytes(1024), "1.00 KiB");
  EXPECT_EQ(format_bytes(13012828), "12.41 MiB");
  EXPECT_EQ(format_bytes(-1536), "-1.50 KiB");
}

TEST(Bytes, RoundingNeverShowsAThousandTwentyFourOfAUnit) {
  EXPECT_EQ(format_bytes(1024 * 1024 - 1), "1.00 MiB");
}

TEST(Bytes, TheExtremesAreShown) {
  EXPECT_EQ(format_bytes(std::numeric_limits<std::int64_t>::max()), "8.00 EiB");
  EXPECT_EQ(format_bytes(std::numeric_limits<std::int64_t>::min()), "-8.00 EiB");
}

TEST(Bytes, DeltasAlwaysHaveASign) {
  EXPECT_EQ(format_bytes_delta(0), "+0 B");
  EXPECT_EQ(format_bytes_delta(2048), "+2.00 KiB");
  EXPECT_EQ(format_bytes_delta(-2048), "-2.00 KiB");
}

TEST(Bytes, CountsAreGroupedInThousands) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(999), "999");
  EXPECT_EQ(format_count(1000), "1,000");
  EXPECT_EQ(format_count(-1234567), "-1,234,567");
}

TEST(Bytes, PercentChangeFromZeroIsNew) {
  EXPECT_EQ(format_percent_change(0, 5), "new");
  EXPECT_EQ(format_percent_change(0, 0), "+0.0 %");
  EXPECT_EQ(format_percent_change(1000, 1532), "+53.2 %");
  EXPECT_EQ(format_percent_change(200, 100), "-50.0 %");
  EXPECT_EQ(format_percent_change(-100, 100), "+200.0 %");
}

}  // namespace
}  // namespace highwater
