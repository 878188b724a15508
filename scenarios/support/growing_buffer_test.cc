// SPDX-License-Identifier: Apache-2.0
#include "support/growing_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace highwater::scenarios {
namespace {

std::vector<std::byte> body_of(std::size_t length) {
  std::vector<std::byte> body(length);
  for (std::size_t i = 0; i < length; ++i) body[i] = static_cast<std::byte>(i * 31 + (i >> 8));
  return body;
}

bool holds(const GrowingBuffer& buffer, const std::vector<std::byte>& body) {
  return std::equal(body.begin(), body.end(), buffer.contents().begin(), buffer.contents().end());
}

// A source that is read: each read returns between 1 byte and all the space, at random, and 0 at the end.
GrowingBuffer read_in_pieces(std::size_t initial, const std::vector<std::byte>& body, std::mt19937& random) {
  GrowingBuffer buffer(initial);
  std::size_t position = 0;
  for (;;) {
    const std::span<std::byte> space = buffer.space_to_read();
    EXPECT_GE(space.size(), kWantedFreeBytes);
    const std::size_t left = std::min(space.size(), body.size() - position);
    if (left == 0) return buffer;
    const std::size_t piece = 1 + random() % left;
    std::copy_n(body.begin() + static_cast<std::ptrdiff_t>(position), piece, space.begin());
    buffer.filled(piece);
    position += piece;
  }
}

// A source that pushes pieces of 1 byte to 16 KiB, as curl does.
GrowingBuffer push_in_pieces(std::size_t initial, const std::vector<std::byte>& body, std::mt19937& random) {
  GrowingBuffer buffer(initial);
  for (std::span<const std::byte> left = body; !left.empty();) {
    const std::size_t piece = std::min<std::size_t>(left.size(), 1 + random() % 16384);
    buffer.append(left.first(piece));
    left = left.subspan(piece);
  }
  return buffer;
}

// c(k) = 2^k (512 + 512) - 512: 512, 1536, 3584, 7680, 15872, …
TEST(GrowingBuffer, GrowsToTwiceItsCapacityAnd512) {
  EXPECT_EQ(grown_capacity(512), 1536u);
  EXPECT_EQ(grown_capacity(1536), 3584u);
  EXPECT_EQ(grown_capacity(3584), 7680u);
  EXPECT_EQ(growth_of(512, 15872 - 512).last, 15872u);              // 512 bytes are still free
  EXPECT_EQ(growth_of(512, 15872 - 511).last, 2u * 15872u + 512u);  // 511 are not enough for the last read
}

// Story 1. A buffer of L bytes is full when L bytes have arrived, and the read that finds end-of-file grows
// it: 2 L + 512. This holds for every L, also 0: after one growth 2 L + 512 - L = L + 512 >= 512 bytes are
// free. The only precondition is the rule's own, L <= (SIZE_MAX - 512) / 2, and that the body is as long as
// its Content-Length said.
TEST(GrowingBuffer, PresizedRetainsTwiceTheBodyAnd512) {
  std::mt19937 random(1);
  for (const std::size_t length : {0u, 1u, 511u, 512u, 513u, 20'000u, 65'536u, 1'000'003u}) {
    const std::vector<std::byte> body = body_of(length);
    EXPECT_EQ(growth_of(length, length).last, 2 * length + 512);
    EXPECT_EQ(growth_of(length, length).allocations, 2u);
    EXPECT_EQ(growth_of(length, length).peak_bytes(), 3 * length + 512);
    GrowingBuffer buffer = read_in_pieces(length, body, random);
    EXPECT_EQ(buffer.capacity(), 2 * length + 512);
    EXPECT_TRUE(holds(buffer, body));
  }
}

// Story 2. 64 MiB = 2^26 bytes: c(k) = 512 (2^(k+1) - 1) >= 2^26 + 512 needs 2^(k+1) >= 2^17 + 2, so k = 17,
// and the last two capacities are 512 (2^17 - 1) = 67,108,352 and 512 (2^18 - 1) = 134,217,216: 201,325,568
// bytes at the peak, three times the file, because the file is 512 bytes too long for the capacity before.
TEST(GrowingBuffer, ReadAllPeaksAtTheLastTwoCapacities) {
  constexpr Growth kGrowth = growth_of(512, 64u << 20);
  static_assert(kGrowth.previous == 67'108'352);
  static_assert(kGrowth.last == 134'217'216);
  static_assert(kGrowth.peak_bytes() == 201'325'568);
  static_assert(kGrowth.allocations == 18);
  // The sum of 512 (2^j - 1) for j = 1 … 18 is 512 (2^19 - 2 - 18).
  static_assert(kGrowth.allocated_bytes == 512ull * ((1u << 19) - 2 - 18));
}

// The story says that 500 MB cost more than 1 GB: its garbage collector had not taken back the earlier
// buffers yet.
TEST(GrowingBuffer, AFileOf500MegabytesAllocatesMoreThanAGigabyte) {
  EXPECT_GT(growth_of(512, 500'000'000).allocated_bytes, 1'000'000'000u);
}

TEST(GrowingBuffer, DoesNotDependOnHowTheBodyWasCut) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::size_t initial = random() % 3 == 0 ? 512 : random() % 70'000;
    const std::vector<std::byte> body = body_of(random() % 200'000);
    const Growth expected = growth_of(initial, body.size());
    GrowingBuffer read = read_in_pieces(initial, body, random);
    EXPECT_EQ(read.capacity(), expected.last) << initial << " " << body.size();
    EXPECT_TRUE(holds(read, body));
    GrowingBuffer pushed = push_in_pieces(initial, body, random);
    // A body of no bytes is never pushed: nobody has asked for the read that finds its end.
    EXPECT_EQ(pushed.capacity(), body.empty() ? initial : expected.last) << initial << " " << body.size();
    EXPECT_TRUE(holds(pushed, body));
  }
}

TEST(GrowingBuffer, TrimsWhatIsMoreThanATenthWasted) {
  EXPECT_FALSE(is_wasteful(1000, 900));  // exactly 10 %
  EXPECT_TRUE(is_wasteful(1000, 899));
  std::mt19937 random(2);
  const std::vector<std::byte> small = body_of(20'000);
  GrowingBuffer wasteful = push_in_pieces(65'536, small, random);
  wasteful.trim();
  EXPECT_EQ(wasteful.capacity(), 20'000u);
  EXPECT_TRUE(holds(wasteful, small));
  const std::vector<std::byte> fitting = body_of(60'000);
  GrowingBuffer frugal = push_in_pieces(65'536, fitting, random);
  frugal.trim();
  EXPECT_EQ(frugal.capacity(), 65'536u);
  EXPECT_TRUE(holds(frugal, fitting));
}

}  // namespace
}  // namespace highwater::scenarios
