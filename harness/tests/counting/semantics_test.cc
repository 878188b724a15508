// SPDX-License-Identifier: Apache-2.0
// The corners of the malloc family: the program sees what libc promises, and the numbers are exact, in every
// tier. The fixture is a C program, which allocates nothing of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

void expect_semantics(const std::string& mode, const Numbers& numbers, const char* warning = nullptr) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    const ProbeRun run = measured({HIGHWATER_TEST_SEMANTICS, mode}, setting);
    EXPECT_EQ(run.outcome.exit_code, 0) << name_of(tier) << ": " << run.outcome.standard_error.tail;
    EXPECT_EQ(numbers_of(tier, run.measurement), numbers) << name_of(tier);
    EXPECT_EQ(numbers_of(run.measurement.metrics), numbers) << name_of(tier);
    if (warning == nullptr)
      EXPECT_THAT(run.measurement.warnings, testing::IsEmpty()) << name_of(tier);
    else
      EXPECT_THAT(run.measurement.warnings, testing::ElementsAre(testing::HasSubstr(warning)))
          << name_of(tier);
  }
}

TEST(Semantics, MallocOfZeroIsOneBlockOfZeroBytes) {
  expect_semantics("malloc_zero", {.allocations = 1, .retained_blocks = 1});
}

TEST(Semantics, AFailingMallocCountsNothing) {
  expect_semantics("malloc_fails", {});
}

TEST(Semantics, ReallocOfNullIsMalloc) {
  expect_semantics("realloc_null", {.allocations = 1,
                                    .allocated_bytes = 300,
                                    .peak_bytes = 300,
                                    .retained_bytes = 300,
                                    .retained_blocks = 1});
}

TEST(Semantics, ReallocOfNullToZeroIsMallocOfZero) {
  expect_semantics("realloc_null_zero", {.allocations = 1, .retained_blocks = 1});
}

// 100 times malloc(10000) and realloc(p, 0), which frees: never more than one block at a time.
TEST(Semantics, ReallocToZeroFrees) {
  expect_semantics("realloc_zero", {.allocations = 100, .allocated_bytes = 1000000, .peak_bytes = 10000});
}

// 100, then 100,000: the copy inside realloc is nobody's, so the peak is the new size and not the sum.
TEST(Semantics, ReallocCountsTheNetGrowth) {
  expect_semantics("realloc_grows", {.allocations = 2,
                                     .allocated_bytes = 100100,
                                     .peak_bytes = 100000,
                                     .retained_bytes = 100000,
                                     .retained_blocks = 1});
}

// malloc(500), a realloc that fails, 1000 bytes beside the block that is still there, realloc to 400.
TEST(Semantics, AFailingReallocKeepsTheBlock) {
  expect_semantics("realloc_fails", {.allocations = 3,
                                     .allocated_bytes = 1900,
                                     .peak_bytes = 1500,
                                     .retained_bytes = 400,
                                     .retained_blocks = 1});
}

TEST(Semantics, CallocThatOverflowsCountsNothing) {
  expect_semantics("calloc_overflow", {});
}

// malloc(1000), freed, and calloc(10, 100) after it.
TEST(Semantics, CallocZeroesReusedMemory) {
  expect_semantics("calloc_zeroes", {.allocations = 2,
                                     .allocated_bytes = 2000,
                                     .peak_bytes = 1000,
                                     .retained_bytes = 1000,
                                     .retained_blocks = 1});
}

TEST(Semantics, ReallocarrayThatOverflowsKeepsTheBlock) {
  expect_semantics("reallocarray_overflow", {.allocations = 1,
                                             .allocated_bytes = 600,
                                             .peak_bytes = 600,
                                             .retained_bytes = 600,
                                             .retained_blocks = 1});
}

TEST(Semantics, PosixMemalignThatRefusesLeavesThePointerAlone) {
  expect_semantics("posix_memalign_refuses", {});
}

// 100,000 blocks of 8, all live at once, all freed; then malloc(10) and realloc to 20.
TEST(Semantics, ErrnoSurvivesAllocatingAndFreeing) {
  expect_semantics("errno_kept", {.allocations = 100002, .allocated_bytes = 800030, .peak_bytes = 800000});
}

// malloc(100) has 104 usable bytes in glibc on 64-bit machines (16 a unit, 8 of them the header's), to which
// it is then grown.
TEST(Semantics, TheUsableSizeIsTheAllocatorsOwn) {
  expect_semantics("usable_size", {.allocations = 2,
                                   .allocated_bytes = 204,
                                   .peak_bytes = 104,
                                   .retained_bytes = 104,
                                   .retained_blocks = 1});
}

// 200 bytes freed through libc's own free, and 200 more at the same address: the first free is counted when
// the address comes back. What libc's own malloc gave is no block of ours, and its free subtracts nothing.
TEST(Semantics, BlocksThatPassTheLibraryByNeverGoBelowZero) {
  expect_semantics("foreign_blocks",
                   {.allocations = 2,
                    .allocated_bytes = 400,
                    .peak_bytes = 200,
                    .retained_bytes = 200,
                    .retained_blocks = 1},
                   "blocks were freed that were never seen");
}

}  // namespace
}  // namespace highwater::e2e
