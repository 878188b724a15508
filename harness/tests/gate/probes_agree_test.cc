// SPDX-License-Identifier: Apache-2.0
// Two independent ways to measure give the same numbers for every real scenario with one thread. No library
// that they use takes another path under Valgrind; one that did would be named here, and its baseline would
// have an override.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/gate/testing/real_scenario.h"

namespace highwater {
namespace {

class ProbesAgree : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(, ProbesAgree,
                         testing::Values("batch_download/presized", "batch_download/doubling",
                                         "batch_download/trimmed", "batch_download/streamed",
                                         "large_file_read/read_all", "large_file_read/string_slurp",
                                         "large_file_read/lines", "large_file_read/chunks",
                                         "large_file_read/mapped", "compress_loop/fresh",
                                         "compress_loop/reused", "compress_loop/leaky"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

TEST_P(ProbesAgree, ToTheByte) {
  const RealScenario scenario(GetParam());
  const RegionResult counting = scenario.measure("counting");
  const RegionResult massif = scenario.measure("massif");
  EXPECT_EQ(counting.name, massif.name);
  EXPECT_EQ(counting.iterations, massif.iterations);
  EXPECT_EQ(counting.metrics.retained_bytes, massif.metrics.retained_bytes);
  EXPECT_EQ(counting.metrics.retained_blocks, massif.metrics.retained_blocks);
  EXPECT_EQ(counting.metrics.allocated_bytes, massif.metrics.allocated_bytes);
  EXPECT_EQ(counting.metrics.allocations, massif.metrics.allocations);
  // Massif chooses its peak by bytes plus overhead, so that it may know only an interval.
  EXPECT_TRUE(counting.exact);
  EXPECT_GE(counting.metrics.peak_bytes, massif.metrics.peak_bytes);
  EXPECT_LE(counting.metrics.peak_bytes, massif.peak_upper_bytes);
  if (massif.exact) {
    EXPECT_EQ(counting.metrics.peak_bytes, massif.metrics.peak_bytes);
  }
}

// Four threads: the peak depends on timing, what is kept at the end does not.
TEST(ProbesAgreeOnThreads, ExceptOnThePeak) {
  const RealScenario scenario("batch_download/parallel");
  for (const char* probe : {"counting", "massif"}) {
    const RegionResult region = scenario.measure(probe);
    EXPECT_EQ(region.metrics.retained_bytes, scenario.fact("retained_bytes")) << probe;
    EXPECT_EQ(region.metrics.retained_blocks, scenario.fact("retained_blocks")) << probe;
    EXPECT_GT(region.metrics.peak_bytes, scenario.fact("retained_bytes")) << probe;
  }
}

}  // namespace
}  // namespace highwater
