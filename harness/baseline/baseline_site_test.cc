// SPDX-License-Identifier: Apache-2.0
#include "baseline/baseline_site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

SiteResult site(const std::vector<std::string>& functions, std::int64_t peak, std::int64_t retained = 0,
                std::int64_t allocated = 0, int line = 1) {
  SiteResult result;
  for (const std::string& function : functions)
    result.frames.push_back(Frame{.function = function,
                                  .file = "/src/" + function + ".cc",
                                  .line = line,
                                  .module = "/bin/app",
                                  .offset = 1,
                                  .inlined = false});
  result.peak_bytes = peak;
  result.peak_blocks = 1;
  result.retained_bytes = retained;
  result.allocated_bytes = allocated;
  result.allocations = 1;
  return result;
}

std::vector<std::string> leaves(const std::vector<BaselineSite>& sites) {
  std::vector<std::string> names;
  for (const BaselineSite& of : sites) names.push_back(of.chain.front());
  return names;
}

TEST(BaselineSite, StacksThatDifferInLinesAreOneSite) {
  const std::vector<SiteResult> sites = {site({"grow", "main"}, 10, 1, 20, 7),
                                         site({"grow", "main"}, 30, 2, 40, 9), site({"other", "main"}, 5)};
  const std::vector<MergedSite> merged = merged_by_chain(sites);
  ASSERT_THAT(merged, SizeIs(2));
  EXPECT_EQ(merged[0].sums.peak_bytes, 40);
  EXPECT_EQ(merged[0].sums.retained_bytes, 3);
  EXPECT_EQ(merged[0].sums.allocated_bytes, 60);
  EXPECT_EQ(merged[0].sums.allocations, 2);
  EXPECT_EQ(merged[0].peak_blocks, 2);
  EXPECT_EQ(merged[0].largest->frames[0]->line, 9) << "the largest says where";
  EXPECT_EQ(merged[0].sums.file, "grow.cc");
}

// 960 of 1000 are 95 %; the sites below have nothing of the other metrics but one allocation each.
TEST(BaselineSite, TheFewestThatHoldMostAreKept) {
  std::vector<SiteResult> sites = {site({"a"}, 30), site({"b"}, 900), site({"c"}, 60), site({"d"}, 10)};
  for (SiteResult& of : sites) of.allocations = 0;
  EXPECT_THAT(leaves(largest_sites_of(sites)), ElementsAre("b", "c"));
}

TEST(BaselineSite, WhatIsLargeInAnyMetricIsKept) {
  std::vector<SiteResult> sites = {site({"peak"}, 1000), site({"retained"}, 0, 500),
                                   site({"churn"}, 0, 0, 9000), site({"often"}, 0), site({"small"}, 1, 1, 1)};
  sites[3].allocations = 1000;
  EXPECT_THAT(leaves(largest_sites_of(sites)), ElementsAre("peak", "churn", "often", "retained"));
}

TEST(BaselineSite, AtMostThirtyAreKeptAndEveryMetricHasItsShare) {
  std::vector<SiteResult> sites;
  for (int i = 0; i < 100; ++i) sites.push_back(site({"peak" + std::to_string(i)}, 100));
  sites.push_back(site({"retained"}, 0, 1));
  const std::vector<BaselineSite> kept = largest_sites_of(sites);
  EXPECT_THAT(kept, SizeIs(30));
  EXPECT_EQ(kept.back().chain, CallChain{"retained"});
}

TEST(BaselineSite, WhatARegionFreedOfBeforeCountsByItsSize) {
  EXPECT_THAT(leaves(largest_sites_of({site({"freed"}, 0, -5000), site({"kept"}, 10, 10)})),
              testing::Contains("freed"));
}

TEST(BaselineSite, NothingGivesNothing) {
  EXPECT_THAT(largest_sites_of({}), IsEmpty());
}

}  // namespace
}  // namespace highwater
