// SPDX-License-Identifier: Apache-2.0
// Totals of a threaded program are exact, and its peak is never too low.
#include <gtest/gtest.h>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

constexpr std::int64_t kThreads = 8;
constexpr std::int64_t kBlocks = 20000;

// What libc allocates for eight threads, whatever they do.
Numbers idle() {
  return counted({HIGHWATER_TEST_THREADS, "idle"});
}

// Each thread 20,001 times 48 bytes, and keeps the last block: never more than one at a time, and one each in
// the end.
TEST(Threads, TotalsAreExact) {
  const Numbers own = counted({HIGHWATER_TEST_THREADS, "churn"}) - idle();
  EXPECT_EQ(own, (Numbers{.allocations = kThreads * (kBlocks + 1),
                          .allocated_bytes = kThreads * (kBlocks + 1) * 48,
                          .peak_bytes = kThreads * 48,
                          .retained_bytes = kThreads * 48,
                          .retained_blocks = kThreads}));
}

// A stack of 16 KiB holds the frames of the library too.
TEST(Threads, MayHaveTheSmallestStacks) {
  EXPECT_EQ(counted({HIGHWATER_TEST_THREADS, "small_stacks"}), counted({HIGHWATER_TEST_THREADS, "churn"}));
}

// All 160,000 blocks of 16 bytes are live at the barrier, and then each thread frees another's.
TEST(Threads, FreeingWhatAnotherAllocatedIsExact) {
  EXPECT_EQ(counted({HIGHWATER_TEST_THREADS, "pass_on"}) - idle(),
            (Numbers{.allocations = kThreads * kBlocks,
                     .allocated_bytes = kThreads * kBlocks * 16,
                     .peak_bytes = kThreads * kBlocks * 16}));
}

}  // namespace
}  // namespace highwater::e2e
