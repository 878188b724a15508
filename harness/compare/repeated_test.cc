// SPDX-License-Identifier: Apache-2.0
#include "compare/repeated.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RepeatedRuns runs_of(std::int64_t (*retained)(std::int64_t), std::int64_t (*peak)(std::int64_t)) {
  RepeatedRuns runs;
  for (std::int64_t n = 1; n <= 20; ++n) {
    runs.runs.push_back({n, {}});
    runs.runs.back().measurement.metrics.retained_bytes = retained(n);
    runs.runs.back().measurement.metrics.peak_bytes = peak(n);
  }
  find_growth(runs);
  return runs;
}

TEST(Repeated, EveryPlaceInEveryWordIsReplaced) {
  EXPECT_THAT(with_n({"./p", "{n}", "--from={n},{n}", "{m}"}, 12),
              ElementsAre("./p", "12", "--from=12,12", "{m}"));
}

TEST(Repeated, ACommandWithoutAPlaceIsRefused) {
  const Expected<void> checked = check_repeat({"./p", "n"}, 20);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().status, ExitStatus::kUsage);
  EXPECT_THAT(checked.error().what, HasSubstr("no {n} in it"));
}

TEST(Repeated, SevenRunsAreTooFewAndEightAreNot) {
  EXPECT_FALSE(check_repeat({"./p", "{n}"}, 7));
  EXPECT_TRUE(check_repeat({"./p", "{n}"}, 8));
  EXPECT_FALSE(check_repeat({"./p", "{n}"}, -1));
}

TEST(Repeated, WhatIsKeptOnceARoundIsALeak) {
  const RepeatedRuns runs =
      runs_of([](std::int64_t n) { return 5000 + 16 * n; }, [](std::int64_t n) { return 1000000 + 16 * n; });
  EXPECT_EQ(runs.retained.shape, GrowthShape::kLeak);
  EXPECT_EQ(runs.retained.bytes_per_iteration, 16);
  EXPECT_EQ(runs.peak.bytes_per_iteration, 16);
}

// As much as fits by n = 5.
TEST(Repeated, ACacheThatFillsIsNone) {
  const RepeatedRuns runs = runs_of([](std::int64_t n) { return 1000 * std::min<std::int64_t>(n, 5); },
                                    [](std::int64_t) { return std::int64_t{7000}; });
  EXPECT_EQ(runs.retained.bytes_per_iteration, 0);
  EXPECT_EQ(runs.peak.shape, GrowthShape::kFlat);
}

}  // namespace
}  // namespace highwater
