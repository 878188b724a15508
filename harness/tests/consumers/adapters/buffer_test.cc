// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <highwater/gtest.h>

#include <string_view>

namespace {

void fill_buffer(std::size_t bytes) {
  volatile char* buffer = new char[bytes];
  buffer[0] = 'x';
  delete[] buffer;
}

std::size_t wanted() {
  return std::string_view(BEHAVIOUR) == "wasteful" ? 100000 : 1000;
}

TEST(Buffer, IsFilled) {
  fill_buffer(wanted());
}

TEST(Buffer, IsNoLargerThanItMustBe) {
  EXPECT_PEAK_LE(1000) {
    fill_buffer(wanted());
  }
}

}  // namespace
