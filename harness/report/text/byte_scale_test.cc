// SPDX-License-Identifier: Apache-2.0
#include "report/text/byte_scale.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace highwater {
namespace {

TEST(ScaledBytes, HaveAtMostTwoDecimals) {
  EXPECT_EQ(scaled_bytes(512, ByteUnit::kBytes), "512B");
  EXPECT_EQ(scaled_bytes(2048, ByteUnit::kKilo), "2kB");
  EXPECT_EQ(scaled_bytes(5632, ByteUnit::kKilo), "5.50kB");
  EXPECT_EQ(scaled_bytes(13107200, ByteUnit::kMega), "12.50MB");
  EXPECT_EQ(scaled_bytes(-200, ByteUnit::kBytes), "-200B");
  EXPECT_EQ(scaled_bytes(INT64_MIN, ByteUnit::kPeta), "-8192PB");
}

TEST(ScaledBytes, WhatRoundsToNothingIsZeroWithoutAUnit) {
  EXPECT_EQ(scaled_bytes(0, ByteUnit::kMega), "0");
  EXPECT_EQ(scaled_bytes(1, ByteUnit::kMega), "0");
  EXPECT_EQ(scaled_bytes(-1, ByteUnit::kMega), "0");
}

TEST(CommonUnit, IsThatOfTheSmallestNumber) {
  EXPECT_EQ(common_unit(700, 900), ByteUnit::kBytes);
  EXPECT_EQ(common_unit(1024, 5000), ByteUnit::kKilo);
  EXPECT_EQ(common_unit(1000, 5000), ByteUnit::kBytes);
  EXPECT_EQ(common_unit(0, 1 << 20), ByteUnit::kMega);
  EXPECT_EQ(common_unit(0, 0), ByteUnit::kBytes);
}

TEST(CommonUnit, IsLargerWhereTheNumbersAreFarApart) {
  EXPECT_EQ(common_unit(1000, 1 << 20), ByteUnit::kKilo);
  EXPECT_EQ(common_unit(20000, 100 << 20), ByteUnit::kMega);
  EXPECT_EQ(common_unit(INT64_MAX / 2, INT64_MAX), ByteUnit::kPeta);
}

TEST(ByteUnit, IsFoundByItsName) {
  EXPECT_EQ(byte_unit_named("bytes"), ByteUnit::kBytes);
  EXPECT_EQ(byte_unit_named("B"), ByteUnit::kBytes);
  EXPECT_EQ(byte_unit_named("MB"), ByteUnit::kMega);
  EXPECT_EQ(byte_unit_named("minimum"), std::nullopt);
}

TEST(Percentage, HasSixColumnsAndNoSign) {
  EXPECT_EQ(percentage(1, 3), "33.33%");
  EXPECT_EQ(percentage(-1, 3), "33.33%");
  EXPECT_EQ(percentage(7, 3), "233.33%");
  EXPECT_EQ(percentage(1, 100), " 1.00%");
  EXPECT_EQ(percentage(1, 1000), "  0.1%");
  EXPECT_EQ(percentage(1, 100'000'000), "1e-06%");
  EXPECT_EQ(percentage(0, 5), "    0%");
  EXPECT_EQ(percentage(5, 0), "    0%");
}

TEST(Percentage, NearlyAllIsAll) {
  EXPECT_EQ(percentage(9995, 10000), "  100%");
  EXPECT_EQ(percentage(10005, 10000), "  100%");
  EXPECT_EQ(percentage(9994, 10000), "99.94%");
}

}  // namespace
}  // namespace highwater
