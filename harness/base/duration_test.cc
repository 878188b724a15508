// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

using namespace std::chrono_literals;

TEST(Duration, HasAUnit) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("30s"), 30s);
  EXPECT_EQ(parse_duration("10m"), 10min);
  EXPECT_EQ(parse_duration("2h"), 2h);
  EXPECT_EQ(parse_duration("30 s"), 30s);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Duration, WhatIsNoneIsRefused) {
  for (const char* text : {"", "30", "s", "-1s", "+1s", "1.5h", "30sec", "30S", "1 0s", "30s ", " 30s",
                           "30  s", "1d", "99999999999999999999s", "9223372036854775807h", "1000000h"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(Duration, IsShownInTheLargestUnitThatFits) {
  EXPECT_EQ(format_duration(1500ms), "1500 ms");
  EXPECT_EQ(format_duration(90s), "90 s");
  EXPECT_EQ(format_duration(10min), "10 min");
  EXPECT_EQ(format_duration(120min), "2 h");
  EXPECT_EQ(format_duration(0ms), "0 s");
}

}  // namespace
}  // namespace highwater
