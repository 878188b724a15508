// SPDX-License-Identifier: Apache-2.0
// Allocations at the very start of a process (E01, E06, E11), where the program looks for its libraries
// (E12), and a second library that wraps the allocator (E10, E56).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// In every tier, those of a program that checks for itself what it sees.
void expect_numbers(const std::vector<std::string>& command, const Numbers& numbers) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    EXPECT_EQ(counted(command, setting), numbers) << name_of(tier);
  }
}

constexpr Numbers kThreeHundred{
    .allocations = 1, .allocated_bytes = 300, .peak_bytes = 300, .retained_bytes = 300, .retained_blocks = 1};

TEST(E01, TheFirstCallMayBeCalloc) {
  expect_numbers({HIGHWATER_TEST_EARLY, "first_calloc"}, kThreeHundred);
}

TEST(E06, AProgramMayTakeItsEnvironmentAway) {
  // 300 bytes twice, one after the other.
  expect_numbers({HIGHWATER_TEST_EARLY, "no_environ"}, {.allocations = 2,
                                                        .allocated_bytes = 600,
                                                        .peak_bytes = 300,
                                                        .retained_bytes = 300,
                                                        .retained_blocks = 1});
}

TEST(E11, WhatIsAllocatedBeforeAllConstructorsCounts) {
  expect_numbers({HIGHWATER_TEST_EARLY, "preinit_kept"}, kThreeHundred);
}

TEST(E11, WhatWasAllocatedBeforeAllConstructorsMayBeFreed) {
  expect_numbers({HIGHWATER_TEST_EARLY, "preinit_freed"},
                 {.allocations = 1, .allocated_bytes = 300, .peak_bytes = 300});
}

TEST(E11, WhatWasAllocatedBeforeAllConstructorsMayGrow) {
  expect_numbers({HIGHWATER_TEST_EARLY, "preinit_grown"}, {.allocations = 2,
                                                           .allocated_bytes = 5300,
                                                           .peak_bytes = 5000,
                                                           .retained_bytes = 5000,
                                                           .retained_blocks = 1});
}

// While the program is being bound: before any constructor, also the library's own, and before libc has an
// environment. It is a calloc.
TEST(E11, WhatIsAllocatedBeforeTheLibrarysOwnConstructorCounts) {
  expect_numbers({HIGHWATER_TEST_RESOLVER}, kThreeHundred);
}

TEST(E12, APluginIsFoundWhereTheProgramNamesAFolder) {
  const Numbers numbers = counted({HIGHWATER_TEST_EARLY, "runpath"});
  EXPECT_GE(numbers.retained_bytes, 444);
}

// 12,345 bytes that are freed, 10 times 100, 200, and 40 that become 90, all freed, and 70: whoever answers.
constexpr Numbers kWrapped{.allocations = 15,
                           .allocated_bytes = 13745,
                           .peak_bytes = 12345,
                           .retained_bytes = 70,
                           .retained_blocks = 1};

TEST(E10, AnotherPreloadedLibraryThatWrapsTheAllocatorWorksBehindOurs) {
  expect_numbers({HIGHWATER_TEST_WRAPPED}, kWrapped);
  Setting setting;
  setting.environment.push_back("LD_PRELOAD=" HIGHWATER_TEST_WRAPPING_MALLOC);
  for (const Tier tier : kTiers) {
    set_tier(setting, tier);
    const ProbeRun run = measured({HIGHWATER_TEST_WRAPPED}, setting);
    EXPECT_EQ(run.outcome.exit_code, 3) << "the wrapper was not there";
    EXPECT_EQ(numbers_of(tier, run.measurement), kWrapped) << name_of(tier);
    EXPECT_THAT(run.measurement.warnings, Not(Contains(HasSubstr("never seen")))) << name_of(tier);
  }
}

// The blocks of the start come back long after it: none of them is counted, what one of them grows into is.
TEST(E03, BlocksOfTheStartComeBackThroughEveryEntry) {
  Setting setting;
  setting.environment.push_back("LD_PRELOAD=" HIGHWATER_TEST_SLOW_DLSYM);
  for (const Tier tier : kTiers) {
    set_tier(setting, tier);
    const ProbeRun run = measured({HIGHWATER_TEST_WRAPPED}, setting);
    EXPECT_EQ(run.outcome.exit_code, 42) << name_of(tier);
    EXPECT_EQ(numbers_of(tier, run.measurement) - kWrapped,
              (Numbers{.allocations = 1, .allocated_bytes = 5000}))
        << name_of(tier);
  }
}

// The wrapper's block lies right behind a page that cannot be read.
TEST(E56, NothingIsReadInFrontOfABlock) {
  Setting setting;
  setting.environment.push_back("LD_PRELOAD=" HIGHWATER_TEST_WRAPPING_MALLOC);
  const ProbeRun run = measured({HIGHWATER_TEST_WRAPPED}, setting);
  EXPECT_EQ(run.outcome.signal, std::nullopt);
  EXPECT_EQ(run.measurement.metrics.peak_bytes, 12345);
}

}  // namespace
}  // namespace highwater::e2e
