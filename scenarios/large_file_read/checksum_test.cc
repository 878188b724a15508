// SPDX-License-Identifier: Apache-2.0
#include "large_file_read/checksum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace highwater::scenarios {
namespace {

std::uint64_t checksum_of(std::span<const std::byte> bytes) {
  Checksum checksum;
  checksum.add(bytes);
  return checksum.value();
}

TEST(Checksum, DoesNotDependOnHowTheBytesWereCut) {
  std::mt19937 random(1);
  for (int round = 0; round < 100; ++round) {
    std::vector<std::byte> bytes(random() % 1000);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
    Checksum pieces;
    for (std::span<const std::byte> left = bytes; !left.empty();) {
      const std::size_t piece = std::min<std::size_t>(left.size(), random() % 20);
      pieces.add(left.first(piece));
      left = left.subspan(piece);
    }
    EXPECT_EQ(pieces.value(), checksum_of(bytes));
  }
}

TEST(Checksum, NoticesALostByteAndAnOrder) {
  const std::vector<std::byte> bytes{std::byte{1}, std::byte{2}, std::byte{0}};
  const std::vector<std::byte> swapped{std::byte{2}, std::byte{1}, std::byte{0}};
  EXPECT_NE(checksum_of(bytes), checksum_of(swapped));
  EXPECT_NE(checksum_of(bytes), checksum_of(std::span(bytes).first(2)));
}

}  // namespace
}  // namespace highwater::scenarios
