// SPDX-License-Identifier: Apache-2.0
// The witnesses' logs are read rightly: a reader that finds nothing would agree with everything.
#include "tests/counting/testing/valgrind.h"

#include <gtest/gtest.h>

namespace highwater::e2e {
namespace {

TEST(ValgrindLogs, MemchecksTotalsAreFound) {
  const Totals totals = parse_memcheck(
      "==1== HEAP SUMMARY:\n==1==     in use at exit: 72,804 bytes in 2 blocks\n"
      "==1==   total heap usage: 1,003 allocs, 1,001 frees, 73,804 bytes allocated\n");
  ASSERT_TRUE(totals.found);
  EXPECT_EQ(
      totals.numbers,
      (Numbers{
          .allocations = 1003, .allocated_bytes = 73804, .retained_bytes = 72804, .retained_blocks = 2}));
  EXPECT_FALSE(parse_memcheck("==1== Command: ./program\n").found);
}

// At the peak: 100 and 21 bytes, a block of size 0, which is 1 byte to DHAT, and 100 bytes more.
TEST(ValgrindLogs, ThePeakHoldsItsBlocksOfSizeZero) {
  const Peak peak = parse_dhat(
      "--1-- malloc(0) = 0x10\n"
      "--1-- realloc(0x10,100) = 0x20\n"
      "--1-- calloc(3,7) = 0x30\n"
      "--1-- malloc(0) = 0x40\n"
      "--1-- _Znwm(0) = 0x50\n"
      "--1-- _ZdlPv(0x50)\n"
      "--1-- memalign(al 64, size 100) = 0x60\n"
      "--1-- realloc(0x60,0)free(0x60)\n"
      "--1--  = 0\n"
      "--1-- malloc_usable_size(0x30) = 21\n"
      "--1-- malloc(99999999) = 0x0\n"
      "--1-- free(0x0)\n"
      "==1== At t-gmax: 222 bytes in 4 blocks\n");
  EXPECT_TRUE(peak.found);
  EXPECT_EQ(peak.dhat_bytes, 222);
  EXPECT_EQ(peak.replayed_bytes, 100 + 21 + 1 + 100);
  EXPECT_EQ(peak.zero_blocks, 1);
  EXPECT_FALSE(parse_dhat("--1-- malloc(5) = 0x10\n").found);
}

}  // namespace
}  // namespace highwater::e2e
