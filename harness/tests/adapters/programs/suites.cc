// SPDX-License-Identifier: Apache-2.0
// Tests of every kind, each with a size of its own, for the numbers that the listener gives. Each leaks a
// block, so that what is retained tells them apart.
#include <highwater/gtest.h>

#include <cstdlib>
#include <thread>
#include <vector>

namespace {

// Known to the compiler as anything that may keep the block.
[[gnu::noinline]] void keep(std::size_t bytes) {
  [[maybe_unused]] static void* volatile kept;
  kept = std::malloc(bytes);
}

TEST(Plain, Keeps) {
  keep(1000);
}
TEST(Plain, KeepsMore) {
  keep(2000);
  keep(3000);
}
TEST(Plain, DISABLED_KeepsNothingNow) {
  keep(9999);
}

class Sizes : public testing::TestWithParam<int> {};
TEST_P(Sizes, AreKept) {
  keep(static_cast<std::size_t>(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Few, Sizes, testing::Values(111, 222, 333));

template <typename Type>
class Types : public testing::Test {};
using Some = testing::Types<char, double>;
TYPED_TEST_SUITE(Types, Some);
TYPED_TEST(Types, AreKept) {
  keep(100 * sizeof(TypeParam));
}

TEST(ThreadsTest, AllCount) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([] { keep(50000); });
  for (std::thread& thread : threads) thread.join();
}

TEST(DeathTest, TheDyingProcessIsNotCounted) {
  keep(4000);
  EXPECT_EXIT(
      {
        keep(7000000);
        std::exit(3);
      },
      testing::ExitedWithCode(3), "");
}

TEST(DeathTest, ThreadsafeOnesNeither) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  keep(4000);
  EXPECT_EXIT(
      {
        keep(7000000);
        std::exit(3);
      },
      testing::ExitedWithCode(3), "");
}

TEST(ASuiteWhoseNameIsAlmostAsLongAsTheNameOfARegionMayBe, AndACaseThatMakesItLongerOne) {
  keep(10);
}
TEST(ASuiteWhoseNameIsAlmostAsLongAsTheNameOfARegionMayBe, AndACaseThatMakesItLongerTwo) {
  keep(20);
}

}  // namespace
