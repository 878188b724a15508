// SPDX-License-Identifier: Apache-2.0
// Has the adapter and not the counting library: what links half of it.
#include <highwater/gtest.h>

namespace {

TEST(Uncounted, HasNothingToAllocate) {
  EXPECT_NO_ALLOCATION {}
}

}  // namespace
