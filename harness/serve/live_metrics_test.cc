// SPDX-License-Identifier: Apache-2.0
// The text alone; what promtool says of it: harness/tests/live_http.
#include "serve/live_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

LiveNumbers some_numbers() {
  LiveNumbers numbers;
  numbers.live_bytes = 1000;
  numbers.live_blocks = 2;
  numbers.peak_bytes = 3000;
  numbers.peak_upper_bytes = 3100;
  numbers.allocated_bytes = 5000;
  numbers.allocations = 7;
  return numbers;
}

TEST(LiveMetrics, AreInPrometheussText) {
  EXPECT_EQ(
      render_live_metrics(some_numbers(), std::nullopt, std::nullopt),
      "# HELP highwater_live_bytes Requested bytes that are live.\n"
      "# TYPE highwater_live_bytes gauge\n"
      "highwater_live_bytes 1000\n"
      "# HELP highwater_live_blocks Blocks that are live.\n"
      "# TYPE highwater_live_blocks gauge\n"
      "highwater_live_blocks 2\n"
      "# HELP highwater_peak_bytes Most requested bytes live at one moment since the start.\n"
      "# TYPE highwater_peak_bytes gauge\n"
      "highwater_peak_bytes 3000\n"
      "# HELP highwater_peak_upper_bytes The same, as high as it may be: it differs only where the peak "
      "is not exact.\n"
      "# TYPE highwater_peak_upper_bytes gauge\n"
      "highwater_peak_upper_bytes 3100\n"
      "# HELP highwater_allocated_bytes_total Requested bytes of all allocations together.\n"
      "# TYPE highwater_allocated_bytes_total counter\n"
      "highwater_allocated_bytes_total 5000\n"
      "# HELP highwater_allocations_total Calls that allocated; a successful realloc is one.\n"
      "# TYPE highwater_allocations_total counter\n"
      "highwater_allocations_total 7\n"
      "# HELP highwater_recording 1 while call sites are recorded.\n"
      "# TYPE highwater_recording gauge\n"
      "highwater_recording 0\n"
      "# HELP highwater_running 1 while the command runs.\n"
      "# TYPE highwater_running gauge\n"
      "highwater_running 1\n");
}

TEST(LiveMetrics, HaveTheLimitAndTheKernelsNumbersWhereTheyAreKnown) {
  LiveNumbers numbers = some_numbers();
  numbers.recording.on = true;
  const std::string text = render_live_metrics(numbers, 1 << 20,
                                               ProcessStatus{.cpu_seconds = 1.5,
                                                             .start_time_seconds = 1.7e9,
                                                             .virtual_bytes = 9,
                                                             .resident_bytes = 8,
                                                             .threads = 3,
                                                             .open_files = 4});
  for (const char* line :
       {"highwater_limit_bytes 1048576\n", "highwater_recording 1\n", "process_cpu_seconds_total 1.5\n",
        "process_resident_memory_bytes 8\n", "process_open_fds 4\n"})
    EXPECT_THAT(text, HasSubstr(line));
}

TEST(LiveMetrics, OfACommandThatHasEndedSaySo) {
  LiveNumbers numbers = some_numbers();
  numbers.end = ScenarioEnd{.code = 0, .signal = std::nullopt};
  const std::string text = render_live_metrics(numbers, std::nullopt, std::nullopt);
  EXPECT_THAT(text, HasSubstr("highwater_running 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("process_")));
}

}  // namespace
}  // namespace highwater
