// SPDX-License-Identifier: Apache-2.0
#include "counting/timeline.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace highwater::counting {
namespace {

class TimelineTest : public testing::Test {
 protected:
  TimelineTest() { recorder_.start(timeline_.get()); }

  // A program whose events move the clock by `bytes` each, `events` times.
  void run(std::int64_t bytes, int events) {
    for (int i = 0; i < events; ++i) {
      clock_ += bytes;
      if (clock_ >= recorder_.next_point()) recorder_.add_point(clock_, clock_ / 2);
    }
  }
  std::vector<std::int64_t> clocks() const {
    std::vector<std::int64_t> clocks;
    const std::uint32_t filled = timeline_->points.filled;
    for (std::uint32_t i = 0; i < (filled & ~kSecondCopy); ++i)
      clocks.push_back(timeline_->points.copies[filled / kSecondCopy][i].clock_bytes);
    return clocks;
  }
  std::vector<std::int64_t> mark_numbers() const {
    std::vector<std::int64_t> numbers;
    const std::uint32_t filled = timeline_->marks.filled;
    for (std::uint32_t i = 0; i < (filled & ~kSecondCopy); ++i)
      numbers.push_back(timeline_->marks.copies[filled / kSecondCopy][i].number);
    return numbers;
  }

  std::unique_ptr<Timeline> timeline_ = std::make_unique<Timeline>();
  TimelineRecorder recorder_;
  std::int64_t clock_ = 0;
};

TEST_F(TimelineTest, HasAPointWhereTheClockEntersAStep) {
  run(500, 8);  // 500, 1000, 1500, …, 4000
  EXPECT_EQ(clocks(), (std::vector<std::int64_t>{1500, 2500, 3500}));
}

TEST_F(TimelineTest, ALargeBlockSkipsSteps) {
  run(100000, 2);
  EXPECT_EQ(clocks(), (std::vector<std::int64_t>{100000, 200000}));
}

// However long the run: never more than the list holds, never fewer than a quarter of it, in order, and no
// two points in one step.
TEST_F(TimelineTest, HalvesItsResolutionWhenItIsFull) {
  for (int round = 0; round < 40; ++round) {
    run(333, 10000);
    const std::vector<std::int64_t> points = clocks();
    ASSERT_LE(points.size(), kMaxPoints);
    ASSERT_GE(points.size(), kMaxPoints / 4);
    for (std::size_t i = 1; i < points.size(); ++i)
      ASSERT_LT(points[i - 1] / timeline_->step_bytes, points[i] / timeline_->step_bytes);
  }
  EXPECT_GT(timeline_->step_bytes, kFirstStepBytes);
}

TEST_F(TimelineTest, ThinsMarksOutEvenly) {
  for (std::int64_t number = 1; number <= 5000; ++number)
    if (recorder_.keeps(number)) recorder_.add_mark(kIterationMark, 0, number, number, 0, 0);
  const std::vector<std::int64_t> numbers = mark_numbers();
  ASSERT_GE(numbers.size(), kMaxMarks / 4);
  ASSERT_LE(numbers.size(), kMaxMarks);
  const std::int64_t step = timeline_->mark_step;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    EXPECT_EQ(numbers[i], 1 + static_cast<std::int64_t>(i) * step);
}

// First marks of many regions: there is nothing to thin out.
TEST_F(TimelineTest, AFullListOfFirstMarksStaysAsItIs) {
  for (std::uint32_t region = 0; region < 2 * kMaxMarks; ++region)
    recorder_.add_mark(kEnterMark, region % 128, 1, 0, 0, 0);
  EXPECT_EQ(mark_numbers().size(), kMaxMarks);
}

}  // namespace
}  // namespace highwater::counting
