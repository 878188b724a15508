// SPDX-License-Identifier: Apache-2.0
#include "batch_download/describe.h"

#include <gtest/gtest.h>

namespace highwater::scenarios {
namespace {

// Two bodies: 20,000 and 100,000 bytes.
const std::vector<std::size_t> kBodies{20'000, 100'000};

// Retained: 2 * 20,000 + 512 + 2 * 100,000 + 512. Peak: the first body as kept, and both buffers of the
// second, L and 2 L + 512.
TEST(KeptBytes, OfPresized) {
  const KeptBytes kept = kept_bytes(kPresized, kBodies);
  EXPECT_EQ(kept.retained, 40'512u + 200'512u);
  EXPECT_EQ(kept.peak, 40'512u + 300'512u);
  EXPECT_EQ(kept.allocations, 4u);
}

// Capacities 512 (2^k - 1): the sixth, 32,256, holds 20,000; the eighth, 130,560, after 65,024, holds
// 100,000.
TEST(KeptBytes, OfDoubling) {
  const KeptBytes kept = kept_bytes(kDoubling, kBodies);
  EXPECT_EQ(kept.retained, 32'256u + 130'560u);
  EXPECT_EQ(kept.peak, 32'256u + 65'024u + 130'560u);
  EXPECT_EQ(kept.allocations, 6u + 8u);
}

// 65,536 is enough for 20,000, wasteful, and copied; 131,584 holds 100,000, wasteful, and copied. The peak is
// while the second is copied to its exact buffer (231,584), or while it grows (197,120): the former.
TEST(KeptBytes, OfTrimmed) {
  const KeptBytes kept = kept_bytes(kTrimmed, kBodies);
  EXPECT_EQ(kept.retained, 20'000u + 100'000u);
  EXPECT_EQ(kept.peak, 20'000u + 131'584u + 100'000u);
  EXPECT_EQ(kept.allocations, 2u + 3u);
}

}  // namespace
}  // namespace highwater::scenarios
