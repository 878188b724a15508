// SPDX-License-Identifier: Apache-2.0
#include "probe/segment_timeline.h"

#include <gmock/gmock.h>

#include <limits>
#include <memory>

namespace highwater {
namespace {

using counting::Process;
using testing::ElementsAre;

class SegmentTimelineTest : public testing::Test {
 protected:
  static void fill(counting::TimelinePoint& point, std::int64_t clock, std::int64_t live, std::int64_t time) {
    point.clock_bytes = clock;
    point.live_bytes = live;
    point.time_ns = time;
  }
  std::unique_ptr<Process> process_ = std::make_unique<Process>();
};

TEST_F(SegmentTimelineTest, BeginsWithNothingAndEndsWithTheEndOfTheRun) {
  process_->timeline.start_ns = 1000;
  process_->timeline.points.filled = 1;
  fill(process_->timeline.points.copies[0][0], 1024, 700, 1500);
  process_->slots[3].allocated_bytes = 2000;
  process_->slots[4].freed_bytes = 1500;
  EXPECT_THAT(
      read_timeline(*process_, {}).points,
      ElementsAre(TimelinePoint{0, 0, 0}, TimelinePoint{1024, 700, 500}, TimelinePoint{3500, 500, 500}));
}

TEST_F(SegmentTimelineTest, ReadsTheCopyThatIsValid) {
  process_->timeline.marks.filled = counting::kSecondCopy + 1;
  counting::TimelineMark& mark = process_->timeline.marks.copies[1][0];
  mark.kind = counting::kIterationMark;
  mark.region = 1;
  mark.number = 7;
  fill(mark.at, 10, 5, 2);
  EXPECT_THAT(read_timeline(*process_, {"a", "b"}).marks,
              ElementsAre(TimelineMark{MarkKind::kIteration, "b", 7, {10, 5, 2}}));
}

TEST_F(SegmentTimelineTest, AHostileTargetCannotLeadTheReaderOutOfBounds) {
  process_->timeline.points.filled = std::numeric_limits<std::uint32_t>::max();
  process_->timeline.marks.filled = 2;
  process_->timeline.marks.copies[0][0].kind = 77;
  process_->timeline.marks.copies[0][1].region = 5;
  const Timeline timeline = read_timeline(*process_, {"a"});
  EXPECT_EQ(timeline.points.size(), counting::kMaxPoints + 2);
  EXPECT_TRUE(timeline.marks.empty());
}

}  // namespace
}  // namespace highwater
