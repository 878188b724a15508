// SPDX-License-Identifier: Apache-2.0
// Tests of what is taken from a result file.
#include "bench/peers/result_file.h"

#include <gtest/gtest.h>

namespace highwater::peers {
namespace {

TEST(PeerResultFile, MetricsAreOfTheProcessAndNotOfARegion) {
  const Expected<Evidence> evidence = read_result(
      R"({"metrics": {"allocations": 7, "peak_rss_bytes": 4096},
          "regions": [{"metrics": {"allocations": 3, "peak_rss_bytes": 1}, "sites": [{"peak_blocks": 5,
                       "stack": [0]}]}], "frames": [{"function": "f"}]})",
      "r");
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->allocations, 7);
  EXPECT_EQ(evidence->peak_rss_bytes, 4096);
  EXPECT_EQ(evidence->peak_blocks, std::nullopt);  // the region's are not the process's
  EXPECT_EQ(evidence->site_frames, std::nullopt);
}

TEST(PeerResultFile, SitesAreAddedUp) {
  const Expected<Evidence> evidence = read_result(
      R"({"metrics": {"allocations": 7, "peak_rss_bytes": null}, "sites": [
          {"peak_blocks": 5, "stack": [0, 1]}, {"peak_blocks": 2, "stack": [2, 1]}],
          "frames": [{"function": "f"}, {"function": "main"}, {"function": "g", "inlined": true}]})",
      "r");
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->peak_blocks, 7);  // 5 + 2
  EXPECT_EQ(evidence->site_frames, 3);  // f and main; main again, which g is inlined into
  EXPECT_EQ(evidence->peak_rss_bytes, std::nullopt);
}

TEST(PeerResultFile, WithoutSitesThereAreNoBlocksAtThePeak) {
  const Expected<Evidence> evidence = read_result(R"({"metrics": {"allocations": 7}, "sites": []})", "r");
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->peak_blocks, std::nullopt);
}

TEST(PeerResultFile, WhatIsNoResultIsAnError) {
  EXPECT_EQ(read_result("{\"metrics\":", "r").error().what, "r: not a result file");
  EXPECT_EQ(read_result("[]", "r").error().what, "r: not a result file");
  EXPECT_EQ(read_result("{}", "r").error().what, "r: no metrics");
  EXPECT_EQ(read_result(R"({"metrics": {}})", "r").error().what, "r: no allocations among the metrics");
}

}  // namespace
}  // namespace highwater::peers
