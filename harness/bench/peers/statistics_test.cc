// SPDX-License-Identifier: Apache-2.0
// Tests of the statistics.
#include "bench/peers/statistics.h"

#include <gtest/gtest.h>

namespace highwater::peers {
namespace {

TEST(PeerStatistics, OneValueIsAllThree) {
  EXPECT_EQ(summarize({4}), (Summary{4, 4, 4}));
}

TEST(PeerStatistics, TheMedianOfAnOddNumberIsTheMiddleInOrder) {
  EXPECT_EQ(summarize({9, 1, 5}), (Summary{5, 1, 9}));
}

TEST(PeerStatistics, TheMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(summarize({8, 1, 2, 4}), (Summary{3, 1, 8}));  // (2 + 4) / 2
}

TEST(PeerStatistics, OneDisturbedRunMovesTheMaximumAlone) {
  EXPECT_EQ(summarize({1, 1, 1, 1, 100}), (Summary{1, 1, 100}));
}

}  // namespace
}  // namespace highwater::peers
