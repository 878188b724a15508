// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_log.h"

#include <gtest/gtest.h>

#include <string>

namespace highwater {
namespace {

std::string stats(const std::string& pid, int allocations) {
  const std::string start = "--" + pid + "-- Massif: ";
  return start + "heap allocs:           " + std::to_string(allocations) + "\n" + start +
         "heap reallocs:         3\n" + start + "heap frees:            6\n" + start +
         "ignored heap allocs:   1\n" + start + "ignored heap frees:    2\n" + start +
         "ignored heap reallocs: 4\n" + start + "stack allocs:          0\n" + start +
         "skipped snapshots:     5\n" + start + "real snapshots:        21\n" + start +
         "detailed snapshots:    3\n" + start + "peak snapshots:        8\n" + start +
         "cullings:              9\n";
}

const MassifStats kStats{9, 3, 6, 7, 5, 8, 9};

TEST(MassifLog, GivesTheStatisticsAtExit) {
  const MassifLog log =
      parse_massif_log("==71== Massif, a heap profiler\n" + stats("71", 9) + "--71-- \n", 71);
  ASSERT_TRUE(log.at_exit);
  EXPECT_EQ(*log.at_exit, kStats);
  EXPECT_TRUE(log.marks.empty());
}

TEST(MassifLog, GivesTheStatisticsOfEachMark) {
  const std::string text = "**71** highwater-mark 0\n" + stats("71", 9) +
                           "**71** highwater-mark 1\n--71-- other\n" + stats("71", 10) + stats("71", 11);
  const MassifLog log = parse_massif_log(text, 71);
  ASSERT_EQ(log.marks.size(), 2u);
  EXPECT_EQ(log.marks.at(0), kStats);
  EXPECT_EQ(log.marks.at(1).allocations, 10u);
  EXPECT_EQ(log.at_exit->allocations, 11u);
}

TEST(MassifLog, LinesOfAnotherProcessArePassedOver) {
  EXPECT_FALSE(parse_massif_log(stats("710", 9) + "**710** highwater-mark 0\n" + stats("7", 9), 71).at_exit);
}

TEST(MassifLog, StatisticsThatLackALineAreDropped) {
  std::string text = stats("71", 9);
  text.erase(0, text.find('\n') + 1);
  EXPECT_FALSE(parse_massif_log(text, 71).at_exit);
}

// The statistics come last, so that a log that was cut anywhere gives none, or those before.
TEST(MassifLog, ACutLogGivesNoNumbersThatItDoesNotHave) {
  const std::string all = stats("71", 9);
  for (std::size_t size = 0; size + 2 < all.size(); ++size)
    EXPECT_FALSE(parse_massif_log(all.substr(0, size), 71).at_exit) << "at byte " << size;
}

TEST(MassifLog, LiveBlocksSurviveTheWrapOfThe32BitCounters) {
  MassifStats wrapped;
  wrapped.allocations = 2;      // 2^32 + 2
  wrapped.frees = 0xffff'fffe;  // 2^32 - 2
  EXPECT_EQ(wrapped.live_blocks(), 4u);
}

}  // namespace
}  // namespace highwater
