// SPDX-License-Identifier: Apache-2.0
#include "report/text/progress_line.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(ProgressLine, TheFirstHasNoEstimate) {
  EXPECT_EQ(progress_line(1, 12, "a/b (counting)", milliseconds(3)), "[1/12] a/b (counting)");
  EXPECT_EQ(progress_line(1, 1, "a", seconds(9)), "[1/1] a");
}

// Two took 8 s; this one and the nine after it take 4 s each.
TEST(ProgressLine, TheRestTakesAsLongAsTheOnesBefore) {
  EXPECT_EQ(progress_line(3, 12, "a", seconds(8)), "[3/12] a, 40 s left");
  EXPECT_EQ(progress_line(2, 2, "a", milliseconds(1)), "[2/2] a, 1 s left");
}

TEST(ProgressLine, LongTimesAreInMinutesAndHours) {
  EXPECT_EQ(progress_line(2, 2, "a", seconds(90)), "[2/2] a, 2 min left");
  EXPECT_EQ(progress_line(2, 2, "a", minutes(125)), "[2/2] a, 2 h 5 min left");
}

}  // namespace
}  // namespace highwater
