// SPDX-License-Identifier: Apache-2.0
#include "report/text/repeat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/json/repeat.h"

namespace highwater {
namespace {

using testing::HasSubstr;

RepeatedRuns leak(std::int64_t count) {
  RepeatedRuns runs;
  runs.command = {"./p", "{n}"};
  for (std::int64_t n = 1; n <= count; ++n) {
    runs.runs.push_back({n, {}});
    Metrics& metrics = runs.runs.back().measurement.metrics;
    metrics.retained_bytes = 16 * n;
    metrics.retained_blocks = n;
    metrics.peak_bytes = 5000;
    metrics.allocations = 2 * n;
  }
  find_growth(runs);
  return runs;
}

TEST(TextRepeat, ShowsTheRunsAndWhatTheyGrowBy) {
  EXPECT_EQ(render_repeat(leak(8), false),
            "highwater: ./p {n} (counting), n = 1 to 8\n"
            "  n  retained  in blocks   peak  allocations\n"
            "  1        16          1  5,000            2\n"
            "  2        32          2  5,000            4\n"
            "  3        48          3  5,000            6\n"
            "  4        64          4  5,000            8\n"
            "  5        80          5  5,000           10\n"
            "  6        96          6  5,000           12\n"
            "  7       112          7  5,000           14\n"
            "  8       128          8  5,000           16\n"
            "  retained  leak: +16 B each time n goes up by 1\n"
            "  peak      flat\n");
}

// 1 and 1000, and ten between them.
TEST(TextRepeat, ShowsTwelveOfAThousandRuns) {
  const std::string text = render_repeat(leak(1000), false);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 1 + 12 + 2);
  EXPECT_THAT(text, HasSubstr("\n  1,000 "));
  EXPECT_THAT(text, HasSubstr("\n      1 "));
}

TEST(JsonRepeat, HasTheGrowthAndEveryRun) {
  const std::string json = to_json(leak(8));
  EXPECT_THAT(json, HasSubstr(R"(    "retained_bytes": {
      "shape": "leak",
      "bytes_per_iteration": 16,
      "warm_up_iterations": 0,
      "period": 1
    })"));
  EXPECT_THAT(json, HasSubstr(R"(      "n": 8,
      "metrics": {
        "peak_bytes": 5000,
        "retained_bytes": 128,)"));
}

}  // namespace
}  // namespace highwater
