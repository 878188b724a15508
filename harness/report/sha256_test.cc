// SPDX-License-Identifier: Apache-2.0
#include "report/sha256.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

// Computed with `openssl dgst -sha256 -binary | base64`.
TEST(Sha256, AgreesWithOpenssl) {
  EXPECT_EQ(sha256_base64(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  EXPECT_EQ(sha256_base64("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  EXPECT_EQ(sha256_base64(std::string(200, 'a')), "wqkI2Y9d+Yet5BtfziEwZ++8wh7yJAISpB5UtefCiuU=");
}

}  // namespace
}  // namespace highwater
