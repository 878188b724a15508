// SPDX-License-Identifier: Apache-2.0
#include "large_file_read/closed_forms.h"

#include <gtest/gtest.h>

namespace highwater::scenarios {
namespace {

// 512 (2^17 - 1) + 512 (2^18 - 1), of which the latter stays: see growing_buffer_test.cc.
TEST(ClosedForms, OfReadAll) {
  EXPECT_EQ(heap_of_read_all(kFileBytes).peak, 201'325'568u);
  EXPECT_EQ(heap_of_read_all(kFileBytes).retained, 134'217'216u);
}

// 15 * 2^23 = 125,829,120 is the first that holds 2^26 = 67,108,864 characters; before it was 62,914,560.
TEST(ClosedForms, OfStringSlurp) {
  EXPECT_EQ(heap_of_string_slurp(kFileBytes).peak, 125'829'121u + 62'914'561u);
  EXPECT_EQ(heap_of_string_slurp(kFileBytes).retained, 125'829'121u);
}

// The string itself says what the library does, at a size that is quick.
TEST(ClosedForms, OfStringSlurpAreThoseOfTheLibrary) {
  const std::string text(100'000, 'x');
  std::string slurped;
  for (const char c : text) slurped.push_back(c);  // what the constructor from iterators does
  EXPECT_EQ(slurped.capacity() + 1, heap_of_string_slurp(text.size()).retained);
}

TEST(ClosedForms, OfTheCures) {
  EXPECT_EQ(heap_of_lines().peak, 128u);
  EXPECT_EQ(heap_of_chunks().peak, 4096u);
}

}  // namespace
}  // namespace highwater::scenarios
