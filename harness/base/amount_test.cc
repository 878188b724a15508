// SPDX-License-Identifier: Apache-2.0
#include "base/amount.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TEST(Amount, BytesHaveBinaryUnits) {
  EXPECT_EQ(parse_amount("0", Counted::kBytes), 0);
  EXPECT_EQ(parse_amount("4096", Counted::kBytes), 4096);
  EXPECT_EQ(parse_amount("512B", Counted::kBytes), 512);
  EXPECT_EQ(parse_amount("4KiB", Counted::kBytes), 4096);
  EXPECT_EQ(parse_amount("+8 MiB", Counted::kBytes), 8 << 20);
  EXPECT_EQ(parse_amount("3G", Counted::kBytes), std::int64_t{3} << 30);
  EXPECT_EQ(parse_amount("1TiB", Counted::kBytes), std::int64_t{1} << 40);
}

TEST(Amount, WhatIsNoneIsRefused) {
  for (const char* text : {"", "+", "-1", "KiB", "4kB", "4MB", "4kib", "4  KiB", "4KiB ", " 4", "1.5MiB",
                           "0x10", "9223372036854775808", "9007199254740992KiB", "++1"})
    EXPECT_EQ(parse_amount(text, Counted::kBytes), std::nullopt) << text;
}

TEST(Amount, ThingsHaveNoUnit) {
  EXPECT_EQ(parse_amount("17", Counted::kThings), 17);
  EXPECT_EQ(parse_amount("17KiB", Counted::kThings), std::nullopt);
}

TEST(Amount, APercentageIsAFraction) {
  EXPECT_DOUBLE_EQ(parse_percent("2%").value(), 0.02);
  EXPECT_DOUBLE_EQ(parse_percent("+2 %").value(), 0.02);
  EXPECT_DOUBLE_EQ(parse_percent("0.5%").value(), 0.005);
  for (const char* text : {"", "%", "2", "-2%", "2%%", "1e9%", "two%", "inf%", "nan%"})
    EXPECT_EQ(parse_percent(text), std::nullopt) << text;
}

}  // namespace
}  // namespace highwater
