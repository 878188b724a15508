// SPDX-License-Identifier: Apache-2.0
// Totals of a threaded program are exact, and its peak is never too low.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

using testing::IsEmpty;

constexpr std::int64_t kThreads = 8;
constexpr std::int64_t kBlocks = 20000;

// What libc allocates for eight threads, whatever they do.
Numbers idle() {
  return counted({HIGHWATER_TEST_THREADS, "idle"});
}

ProbeRun in_tier(Tier tier, const std::vector<std::string>& command) {
  Setting setting;
  set_tier(setting, tier);
  ProbeRun run = measured(command, setting);
  EXPECT_EQ(run.outcome.exit_code, 0) << name_of(tier) << ": " << run.outcome.standard_error.tail;
  return run;
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
  for (const Tier tier : kTiers) {
    const ProbeRun small = in_tier(tier, {HIGHWATER_TEST_THREADS, "small_stacks"});
    EXPECT_THAT(small.measurement.warnings, IsEmpty()) << name_of(tier);
    EXPECT_EQ(numbers_of(tier, small.measurement),
              numbers_of(tier, in_tier(tier, {HIGHWATER_TEST_THREADS, "churn"}).measurement))
        << name_of(tier);
  }
}

// All 160,000 blocks of 16 bytes are live at the barrier, and then each thread frees another's.
TEST(Threads, FreeingWhatAnotherAllocatedIsExact) {
  EXPECT_EQ(counted({HIGHWATER_TEST_THREADS, "pass_on"}) - idle(),
            (Numbers{.allocations = kThreads * kBlocks,
                     .allocated_bytes = kThreads * kBlocks * 16,
                     .peak_bytes = kThreads * kBlocks * 16}));
}

ProbeRun of_four(const std::string& mode, Tier tier) {
  return in_tier(tier, {HIGHWATER_TEST_THREADS, mode, "4"});
}

// Beside what libc allocates for four threads: this many allocations in each, one block at a time and none in
// the end, the largest of them of `largest` bytes.
void expect_in_each_of_four(const std::string& mode, std::int64_t allocations, std::int64_t bytes,
                            std::int64_t largest) {
  for (const Tier tier : kTiers) {
    const ProbeRun run = of_four(mode, tier);
    EXPECT_THAT(run.measurement.warnings, IsEmpty()) << name_of(tier);
    Numbers own = numbers_of(tier, run.measurement) - numbers_of(tier, of_four("idle", tier).measurement);
    EXPECT_GE(own.peak_bytes, largest) << name_of(tier);
    EXPECT_LE(own.peak_bytes, 4 * largest) << name_of(tier);
    own.peak_bytes = 0;
    EXPECT_EQ(own, (Numbers{.allocations = 4 * allocations, .allocated_bytes = 4 * bytes})) << name_of(tier);
  }
}

// What one thread gives back another is given at once: were an address taken out of the books after the real
// call, the other thread's block would go with it.
TEST(Threads, FreeingWhatAnotherIsGivenAtOnceIsExact) {
  expect_in_each_of_four("given_back", 10000, 10000 * 200000ll, 200000);
}

TEST(Threads, ReallocatingWhatAnotherIsGivenAtOnceIsExact) {
  expect_in_each_of_four("moved", 10000 + 5000, 10000 * 200000ll + 5000 * 300000ll, 300000);
}

}  // namespace
}  // namespace highwater::e2e
