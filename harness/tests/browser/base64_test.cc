// SPDX-License-Identifier: Apache-2.0
#include "tests/browser/base64.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

// The examples of RFC 4648, section 10.
TEST(Base64, GivesTheBytes) {
  EXPECT_EQ(from_base64("").value(), "");
  EXPECT_EQ(from_base64("Zg==").value(), "f");
  EXPECT_EQ(from_base64("Zm8=").value(), "fo");
  EXPECT_EQ(from_base64("Zm9vYmFy").value(), "foobar");
  EXPECT_EQ(from_base64("+/8A").value(), std::string("\xfb\xff\0", 3));
}

TEST(Base64, RefusesWhatItIsNot) {
  EXPECT_FALSE(from_base64("Zg="));
  EXPECT_FALSE(from_base64("Zm 8="));
  EXPECT_FALSE(from_base64("===="));
}

}  // namespace
}  // namespace highwater
