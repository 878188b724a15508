// SPDX-License-Identifier: Apache-2.0
#include "report/html/timeline_spans.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

TimelineMark mark(MarkKind kind, std::int64_t number, std::int64_t clock, std::int64_t live,
                  const char* region = "loop") {
  return {.kind = kind,
          .region = region,
          .number = number,
          .at = {.clock_bytes = clock, .live_bytes = live, .time_ns = 0}};
}

Timeline timeline(std::vector<TimelineMark> marks) {
  return {.step_bytes = 1, .points = {{0, 0, 0}, {1000, 7, 1}}, .marks = std::move(marks)};
}

TEST(TimelineSpans, EntriesAndDeparturesPairByNumber) {
  const std::vector<RegionSpans> regions =
      region_spans(timeline({mark(MarkKind::kEnter, 1, 10, 5), mark(MarkKind::kIteration, 1, 12, 6),
                             mark(MarkKind::kIteration, 9, 13, 6), mark(MarkKind::kLeave, 1, 20, 5),
                             mark(MarkKind::kEnter, 2, 30, 8), mark(MarkKind::kLeave, 2, 40, 8)}));
  ASSERT_EQ(regions.size(), 1U);
  ASSERT_EQ(regions[0].spans.size(), 2U);
  EXPECT_EQ(regions[0].spans[1].from_clock, 30);
  EXPECT_EQ(regions[0].spans[1].to_clock, 40);
  EXPECT_EQ(regions[0].spans[1].entry_live_bytes, 8);
  EXPECT_EQ(regions[0].iteration_clocks, (std::vector<std::int64_t>{12, 13}));
  EXPECT_EQ(regions[0].iterations, 9);
}

TEST(TimelineSpans, ARegionThatTheRunEndedInReachesToItsEnd) {
  const std::vector<RegionSpans> regions = region_spans(timeline({mark(MarkKind::kEnter, 1, 10, 5)}));
  ASSERT_EQ(regions[0].spans.size(), 1U);
  EXPECT_EQ(regions[0].spans[0].to_clock, 1000);
}

TEST(TimelineSpans, AnEntryWhoseDepartureWasThinnedOutSaysNothing) {
  const std::vector<RegionSpans> regions =
      region_spans(timeline({mark(MarkKind::kEnter, 1, 10, 5), mark(MarkKind::kEnter, 2, 30, 5),
                             mark(MarkKind::kLeave, 2, 40, 5)}));
  ASSERT_EQ(regions[0].spans.size(), 1U);
  EXPECT_EQ(regions[0].spans[0].from_clock, 30);
}

TEST(TimelineSpans, RegionsAreInOrderOfTheirFirstEntry) {
  const std::vector<RegionSpans> regions = region_spans(
      timeline({mark(MarkKind::kEnter, 1, 1, 0, "outer"), mark(MarkKind::kEnter, 1, 2, 0, "inner"),
                mark(MarkKind::kLeave, 1, 3, 0, "inner"), mark(MarkKind::kLeave, 1, 4, 0, "outer")}));
  ASSERT_EQ(regions.size(), 2U);
  EXPECT_EQ(regions[0].name, "outer");
  EXPECT_EQ(regions[1].name, "inner");
}

}  // namespace
}  // namespace highwater
