// SPDX-License-Identifier: Apache-2.0
// The corners of the malloc family: the program sees what libc promises, and the numbers are exact. The
// fixture is a C program, which allocates nothing of its own.
#include <gtest/gtest.h>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

Numbers semantics(const std::string& mode) {
  return counted({HIGHWATER_TEST_SEMANTICS, mode});
}

TEST(Semantics, MallocOfZeroIsOneBlockOfZeroBytes) {
  EXPECT_EQ(semantics("malloc_zero"), (Numbers{.allocations = 1, .retained_blocks = 1}));
}

TEST(Semantics, AFailingMallocCountsNothing) {
  EXPECT_EQ(semantics("malloc_fails"), Numbers{});
}

TEST(Semantics, ReallocOfNullIsMalloc) {
  EXPECT_EQ(semantics("realloc_null"), (Numbers{.allocations = 1,
                                                .allocated_bytes = 300,
                                                .peak_bytes = 300,
                                                .retained_bytes = 300,
                                                .retained_blocks = 1}));
}

TEST(Semantics, ReallocOfNullToZeroIsMallocOfZero) {
  EXPECT_EQ(semantics("realloc_null_zero"), (Numbers{.allocations = 1, .retained_blocks = 1}));
}

// 100 times malloc(10000) and realloc(p, 0), which frees: never more than one block at a time.
TEST(Semantics, ReallocToZeroFrees) {
  EXPECT_EQ(semantics("realloc_zero"),
            (Numbers{.allocations = 100, .allocated_bytes = 1000000, .peak_bytes = 10000}));
}

// 100, then 100,000: the copy inside realloc is nobody's, so the peak is the new size and not the sum.
TEST(Semantics, ReallocCountsTheNetGrowth) {
  EXPECT_EQ(semantics("realloc_grows"), (Numbers{.allocations = 2,
                                                 .allocated_bytes = 100100,
                                                 .peak_bytes = 100000,
                                                 .retained_bytes = 100000,
                                                 .retained_blocks = 1}));
}

// malloc(500), a realloc that fails, realloc to 400: 500 + 400 bytes in two allocations.
TEST(Semantics, AFailingReallocKeepsTheBlock) {
  EXPECT_EQ(semantics("realloc_fails"), (Numbers{.allocations = 2,
                                                 .allocated_bytes = 900,
                                                 .peak_bytes = 500,
                                                 .retained_bytes = 400,
                                                 .retained_blocks = 1}));
}

TEST(Semantics, CallocThatOverflowsCountsNothing) {
  EXPECT_EQ(semantics("calloc_overflow"), Numbers{});
}

// malloc(1000), freed, and calloc(10, 100) after it.
TEST(Semantics, CallocZeroesReusedMemory) {
  EXPECT_EQ(semantics("calloc_zeroes"), (Numbers{.allocations = 2,
                                                 .allocated_bytes = 2000,
                                                 .peak_bytes = 1000,
                                                 .retained_bytes = 1000,
                                                 .retained_blocks = 1}));
}

TEST(Semantics, ReallocarrayThatOverflowsKeepsTheBlock) {
  EXPECT_EQ(semantics("reallocarray_overflow"), (Numbers{.allocations = 1,
                                                         .allocated_bytes = 600,
                                                         .peak_bytes = 600,
                                                         .retained_bytes = 600,
                                                         .retained_blocks = 1}));
}

TEST(Semantics, PosixMemalignThatRefusesLeavesThePointerAlone) {
  EXPECT_EQ(semantics("posix_memalign_refuses"), Numbers{});
}

// 100,000 blocks of 8, all live at once, all freed; then malloc(10) and realloc to 20.
TEST(Semantics, ErrnoSurvivesAllocatingAndFreeing) {
  EXPECT_EQ(semantics("errno_kept"),
            (Numbers{.allocations = 100002, .allocated_bytes = 800030, .peak_bytes = 800000}));
}

// malloc(100) has 104 usable bytes in glibc on 64-bit machines (16 a unit, 8 of them the header's), to which
// it is then grown.
TEST(Semantics, TheUsableSizeIsTheAllocatorsOwn) {
  EXPECT_EQ(semantics("usable_size"), (Numbers{.allocations = 2,
                                               .allocated_bytes = 204,
                                               .peak_bytes = 104,
                                               .retained_bytes = 104,
                                               .retained_blocks = 1}));
}

// 200 bytes freed through libc's own free, and 200 more at the same address: the first free is counted when
// the address comes back. What libc's own malloc gave is no block of ours, and its free subtracts nothing.
TEST(Semantics, BlocksThatPassTheLibraryByNeverGoBelowZero) {
  EXPECT_EQ(semantics("foreign_blocks"), (Numbers{.allocations = 2,
                                                  .allocated_bytes = 400,
                                                  .peak_bytes = 200,
                                                  .retained_bytes = 200,
                                                  .retained_blocks = 1}));
}

}  // namespace
}  // namespace highwater::e2e
