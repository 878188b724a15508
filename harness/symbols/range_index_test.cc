// SPDX-License-Identifier: Apache-2.0
#include "symbols/range_index.h"

#include <gmock/gmock.h>

#include <limits>
#include <random>

namespace highwater {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

std::vector<int> values_at(const RangeIndex<int>& index, std::uint64_t address) {
  std::vector<int> values;
  for (const RangeIndex<int>::Range* range : index.containing(address)) values.push_back(range->value);
  return values;
}

TEST(RangeIndex, NothingContainsAnythingWhenEmpty) {
  RangeIndex<int> index;
  index.sort();
  EXPECT_THAT(values_at(index, 0), IsEmpty());
}

TEST(RangeIndex, TheEndIsNoPartOfARange) {
  RangeIndex<int> index;
  index.add(20, 30, 2);
  index.add(10, 20, 1);
  index.sort();
  EXPECT_THAT(values_at(index, 9), IsEmpty());
  EXPECT_THAT(values_at(index, 10), ElementsAre(1));
  EXPECT_THAT(values_at(index, 19), ElementsAre(1));
  EXPECT_THAT(values_at(index, 20), ElementsAre(2));
  EXPECT_THAT(values_at(index, 30), IsEmpty());
}

TEST(RangeIndex, ARangeAroundOthersIsFoundBehindThem) {
  RangeIndex<int> index;
  index.add(0, 100, 1);
  index.add(10, 20, 2);
  index.add(30, 40, 3);
  index.sort();
  EXPECT_THAT(values_at(index, 35), ElementsAre(3, 1));
  EXPECT_THAT(values_at(index, 50), ElementsAre(1));
}

TEST(RangeIndex, RangesThatEndBeforeTheyBeginAreNone) {
  RangeIndex<int> index;
  index.add(10, 10, 1);
  index.add(20, 5, 2);
  index.sort();
  EXPECT_THAT(values_at(index, 10), IsEmpty());
  EXPECT_THAT(values_at(index, 15), IsEmpty());
}

TEST(RangeIndex, TheHighestAddressIsAnAddress) {
  constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max();
  RangeIndex<int> index;
  index.add(kLast - 1, kLast, 1);
  index.sort();
  EXPECT_THAT(values_at(index, kLast - 1), ElementsAre(1));
  EXPECT_THAT(values_at(index, kLast), IsEmpty());
}

TEST(RangeIndex, FindsWhatLookingAtEveryRangeFinds) {
  std::mt19937 random(1);
  for (int round = 0; round < 100; ++round) {
    RangeIndex<int> index;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> all;
    for (int i = 0; i < 30; ++i) {
      all.emplace_back(random() % 100, random() % 100);
      index.add(all.back().first, all.back().second, i);
    }
    index.sort();
    for (std::uint64_t address = 0; address < 100; ++address) {
      std::vector<int> expected;
      for (int i = 0; i < 30; ++i)
        if (const auto& [low, high] = all[static_cast<std::size_t>(i)]; low <= address && address < high)
          expected.push_back(i);
      ASSERT_THAT(values_at(index, address), UnorderedElementsAreArray(expected)) << round << ' ' << address;
    }
  }
}

}  // namespace
}  // namespace highwater
