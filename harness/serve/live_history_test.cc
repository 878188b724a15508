// SPDX-License-Identifier: Apache-2.0
#include "serve/live_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::Ge;
using testing::Le;
using testing::SizeIs;

TEST(LiveHistoryTest, KeepsWhatThereIsRoomFor) {
  LiveHistory history;
  history.add({0, 10, 10});
  history.add({500, 30, 40});
  EXPECT_THAT(history.points(), ElementsAre(HistoryPoint{0, 10, 10}, HistoryPoint{500, 30, 40}));
}

// Ten hours, twice a second.
TEST(LiveHistoryTest, CoversALongRunEvenlyFromStartToEnd) {
  LiveHistory history;
  for (std::int64_t i = 0; i <= 72'000; ++i) history.add({i * 500, i, i});
  const std::vector<HistoryPoint>& points = history.points();
  EXPECT_THAT(points, SizeIs(testing::AllOf(Ge(LiveHistory::kMost / 2), Le(LiveHistory::kMost))));
  EXPECT_EQ(points.front().elapsed_ms, 0);
  EXPECT_EQ(points.back().elapsed_ms, 36'000'000);
  std::int64_t longest = 0;
  for (std::size_t i = 1; i < points.size(); ++i)
    longest = std::max(longest, points[i].elapsed_ms - points[i - 1].elapsed_ms);
  EXPECT_LE(longest, 36'000'000 / 150) << "no gap of more than a 150th";
}

}  // namespace
}  // namespace highwater
