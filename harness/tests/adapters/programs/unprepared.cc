// SPDX-License-Identifier: Apache-2.0
// Tests of a program that has never heard of the harness, each with a size of its own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

namespace {

[[gnu::noinline]] void* allocate(std::size_t bytes) {
  [[maybe_unused]] static void* volatile kept;
  kept = std::malloc(bytes);
  return kept;
}

TEST(Plain, Keeps) {
  allocate(1000);
}
TEST(Plain, KeepsMore) {
  allocate(2000);
  allocate(3000);
}
TEST(Plain, KeepsNothing) {
  std::free(allocate(4000000));
}
TEST(Plain, DISABLED_KeepsNothingNow) {
  allocate(9999);
}

class Sizes : public testing::TestWithParam<int> {};
TEST_P(Sizes, AreKept) {
  allocate(static_cast<std::size_t>(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Few, Sizes, testing::Values(111, 222));

template <typename Type>
class Types : public testing::Test {};
using Some = testing::Types<char, double>;
TYPED_TEST_SUITE(Types, Some);
TYPED_TEST(Types, AreKept) {
  allocate(100 * sizeof(TypeParam));
}

TEST(Unlucky, FailsOnRequest) {
  const bool fails = std::getenv("FAIL") != nullptr;
  std::cout << "said by the test\n";
  EXPECT_FALSE(fails) << "as it was told";
}

}  // namespace

int main(int argc, char** argv) {
  std::cout << "  a line of main's own, which is no suite.\n";
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
