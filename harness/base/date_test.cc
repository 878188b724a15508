// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"

#include <gtest/gtest.h>

#include <limits>

namespace highwater {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

TEST(Date, SecondsAreShownAsTheirDayInUtc) {
  EXPECT_EQ(format_date(0), "1970-01-01");
  EXPECT_EQ(format_date(86399), "1970-01-01");
  EXPECT_EQ(format_date(86400), "1970-01-02");
  EXPECT_EQ(format_date(-1), "1969-12-31");
  EXPECT_EQ(format_date(1709164800), "2024-02-29");
}

TEST(Date, WhatIsNoYearIsTheNearestEnd) {
  EXPECT_EQ(format_date(kMax), "9999-12-31");
  EXPECT_EQ(format_date(kMin), "0000-01-01");
}

TEST(Date, ADayIsReadAsItsFirstSecond) {
  EXPECT_EQ(parse_date("1970-01-01"), 0);
  EXPECT_EQ(parse_date("2024-02-29"), 1709164800);
  EXPECT_EQ(format_date(*parse_date("2026-10-14")), "2026-10-14");
}

TEST(Date, WhatIsNoDayIsNotGuessedAt) {
  for (const char* text : {"", "2026", "2026-1-1", "2026-13-01", "2025-02-29", "2026-00-10", "2026-01-00",
                           "2026-01-01 ", "2026/01/01", "-026-01-01", "2026-0a-01", "HEAD~10"})
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
}

TEST(Date, OnlyWholeDaysCount) {
  EXPECT_EQ(days_between(0, 86399), 0);
  EXPECT_EQ(days_between(0, 86400), 1);
  EXPECT_EQ(days_between(100, 0), 0) << "a clock that is ahead";
  EXPECT_EQ(days_between(kMin, kMax), 213503982334601);
}

}  // namespace
}  // namespace highwater
