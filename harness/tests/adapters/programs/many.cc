// SPDX-License-Identifier: Apache-2.0
// More tests than a process has room for names of regions.
#include <highwater/gtest.h>

namespace {

class Many : public testing::TestWithParam<int> {};
TEST_P(Many, Are) {
  EXPECT_NO_ALLOCATION {}
}
INSTANTIATE_TEST_SUITE_P(All, Many, testing::Range(0, 150));

}  // namespace
