// SPDX-License-Identifier: Apache-2.0
// What a test of suites.cc has become after a change: it keeps more.
#include <highwater/gtest.h>

#include <cstdlib>

namespace {

TEST(Plain, Keeps) {
  [[maybe_unused]] static void* volatile kept;
  kept = std::malloc(5000);
}

}  // namespace
