// SPDX-License-Identifier: Apache-2.0
#include "compare/variation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::ElementsAre;

SiteResult site(const std::string& function, std::int64_t peak, std::int64_t allocated) {
  SiteResult result;
  result.peak_bytes = peak;
  result.allocated_bytes = allocated;
  result.frames.emplace_back(Frame{.function = function, .file = "", .line = 0, .module = "/bin/app"});
  return result;
}

GatedMetrics spreads(Stability peak, Stability allocations) {
  GatedMetrics metrics;
  metrics[Metric::kPeakBytes].spread = Spread{.stability = peak};
  metrics[Metric::kAllocations].spread = Spread{.stability = allocations};
  metrics[Metric::kAllocatedBytes].spread = Spread{.stability = allocations};
  return metrics;
}

TEST(Variation, SitesThatDifferAreNamedWidestFirst) {
  const std::vector<std::vector<SiteResult>> runs = {{site("a", 10, 10), site("b", 5, 100), site("c", 7, 7)},
                                                     {site("a", 12, 12), site("b", 5, 150)}};
  EXPECT_THAT(varying_sites(runs, 5), ElementsAre(VaryingSite{{"b"}, Metric::kAllocatedBytes, 100, 150},
                                                  VaryingSite{{"c"}, Metric::kPeakBytes, 0, 7},
                                                  VaryingSite{{"a"}, Metric::kPeakBytes, 10, 12}));
  EXPECT_THAT(varying_sites(runs, 1), ElementsAre(VaryingSite{{"b"}, Metric::kAllocatedBytes, 100, 150}));
}

TEST(Variation, EqualRunsHaveNone) {
  EXPECT_TRUE(varying_sites({{site("a", 10, 10)}, {site("a", 10, 10)}}, 5).empty());
}

TEST(Variation, TheSameAllocationsWithAnotherPeakAreThreads) {
  EXPECT_EQ(probable_cause(spreads(Stability::kNoisy, Stability::kExact), true, {}), Cause::kThreads);
  EXPECT_EQ(probable_cause(spreads(Stability::kStable, Stability::kStable), false, {}), Cause::kThreads);
}

TEST(Variation, OtherAllocationsAreExplainedByTheNamesInTheirChains) {
  const GatedMetrics metrics = spreads(Stability::kNoisy, Stability::kNoisy);
  const auto cause = [&](const std::string& name) {
    return probable_cause(metrics, true, {{.chain = {"f", name}, .metric = Metric::kPeakBytes}});
  };
  EXPECT_EQ(cause("format_time"), Cause::kTime);
  EXPECT_EQ(cause("std::_Hashtable<…>::_M_rehash"), Cause::kHashSeed);
  EXPECT_EQ(cause("read_environment"), Cause::kEnvironment);
  EXPECT_EQ(cause("parse"), Cause::kUnknown);
}

}  // namespace
}  // namespace highwater
