// SPDX-License-Identifier: Apache-2.0
// Threads that end with blocks (E15), a thousand of them (E17, E22), that there is no thread, handler or
// timer of ours (E18, E19), and an address that goes from one thread to another (E48).
#include <gtest/gtest.h>

#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

Numbers threads(Tier tier, const std::string& mode, int count) {
  Setting setting;
  set_tier(setting, tier);
  return counted({HIGHWATER_TEST_THREADS_END, mode, std::to_string(count)}, setting);
}

// 20 times 100 bytes, freed by the destructor, and 40, kept.
TEST(E15, DestructorsOfThreadsFreeAndAllocate) {
  for (const Tier tier : kTiers) {
    const Numbers own = threads(tier, "keys", 20) - threads(tier, "idle", 20);
    EXPECT_EQ(own.allocations, 20 + 20) << name_of(tier);
    EXPECT_EQ(own.allocated_bytes, 20 * 100 + 20 * 40) << name_of(tier);
    EXPECT_EQ(own.retained_bytes, 20 * 40) << name_of(tier);
    EXPECT_EQ(own.retained_blocks, 20) << name_of(tier);
    // The last thread's 100 beside the 19 blocks that are kept by then.
    EXPECT_EQ(own.peak_bytes, 100 + 19 * 40) << name_of(tier);
  }
}

// libc keeps a thread's message of the dynamic linker until after all destructors.
TEST(E15, WhatLibcFreesAfterAllDestructorsIsCountedAsFreed) {
  for (const Tier tier : kTiers) {
    const Numbers own = threads(tier, "dlerror", 20) - threads(tier, "idle", 20);
    EXPECT_GE(own.allocations, 20) << name_of(tier);
    EXPECT_EQ(own.retained_bytes, 0) << name_of(tier);
    EXPECT_EQ(own.retained_blocks, 0) << name_of(tier);
  }
}

// On stacks of 64 KiB, with 100 bytes each, all live at the barrier.
TEST(E17, OfAThousandThreadsEveryByteCounts) {
  for (const Tier tier : kTiers)
    EXPECT_EQ(threads(tier, "at_once", 1000) - threads(tier, "waiting", 1000),
              (Numbers{.allocations = 1000, .allocated_bytes = 1000L * 100, .peak_bytes = 1000L * 100}))
        << name_of(tier);
}

TEST(E18, ThereIsNoThreadOfOurs) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    EXPECT_EQ(counted({HIGHWATER_TEST_QUIET, "signalled"}, setting).allocations, 101) << name_of(tier);
  }
}

TEST(E19, ThereIsNoTimerNoHandlerAndNoBlockedSignalOfOurs) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    EXPECT_EQ(counted({HIGHWATER_TEST_QUIET, "alone"}, setting).allocations, 101) << name_of(tier);
  }
}

// What a call makes that gives 777 bytes back, whose address another thread gets, and keeps, inside it.
Numbers handed_over(Tier tier, const std::string& call) {
  Setting setting;
  set_tier(setting, tier);
  setting.environment.push_back("LD_PRELOAD=" HIGHWATER_TEST_HANDING_MALLOC);
  const auto numbers = [&](const std::string& mode) {
    const ProbeRun run = measured({HIGHWATER_TEST_HANDED, mode}, setting);
    EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
    return numbers_of(tier, run.measurement);
  };
  return numbers(call) - numbers("nothing");
}

TEST(E48, WhatAnotherThreadIsGivenInsideFreeIsItsOwn) {
  for (const Tier tier : kTiers)
    EXPECT_EQ(handed_over(tier, "free"), (Numbers{.allocations = 2,
                                                  .allocated_bytes = 2L * 777,
                                                  .peak_bytes = 777,
                                                  .retained_bytes = 777,
                                                  .retained_blocks = 1}))
        << name_of(tier);
}

TEST(E48, WhatAnotherThreadIsGivenInsideReallocIsItsOwn) {
  for (const Tier tier : kTiers)
    EXPECT_EQ(handed_over(tier, "realloc"), (Numbers{.allocations = 3,
                                                     .allocated_bytes = 2L * 777 + 1000,
                                                     .peak_bytes = 777 + 1000,
                                                     .retained_bytes = 777 + 1000,
                                                     .retained_blocks = 2}))
        << name_of(tier);
}

}  // namespace
}  // namespace highwater::e2e
