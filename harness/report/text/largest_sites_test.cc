// SPDX-License-Identifier: Apache-2.0
#include "report/text/largest_sites.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

SiteResult site(const std::string& function, std::int64_t peak) {
  SiteResult result;
  result.peak_bytes = peak;
  Frame frame;
  frame.function = function;
  result.frames = {frame};
  return result;
}

TEST(LargestSites, FiveThenTheOthersThenTheSumOfAll) {
  Measurement measurement;
  measurement.has_sites = true;
  measurement.sites = {site("a", 400), site("b", 200), site("c", 100), site("d", 100),
                       site("e", 100), site("f", 60),  site("g", 40),  site("gone", 0)};
  EXPECT_EQ(render_largest_sites(measurement, false),
            "  largest at the peak of the process, in bytes:\n"
            "      400   40.0 %  a\n"
            "      200   20.0 %  b\n"
            "      100   10.0 %  c\n"
            "      100   10.0 %  d\n"
            "      100   10.0 %  e\n"
            "      100   10.0 %  [2 others]\n"
            "    1,000  100.0 %  TOTAL\n");
}

TEST(LargestSites, TheOnlyRegionWithSitesIsShownInsteadOfTheProcess) {
  Measurement measurement;
  measurement.has_sites = true;
  measurement.sites = {site("a", 400)};
  measurement.regions.resize(2);
  measurement.regions[1].name = "loop";
  measurement.regions[1].sites = {site("b", 4)};
  EXPECT_EQ(render_largest_sites(measurement, false),
            "  largest at the peak of region loop, in bytes:\n"
            "    4  100.0 %  b\n"
            "    4  100.0 %  TOTAL\n");
  measurement.regions[0].sites = {site("c", 4)};
  EXPECT_NE(render_largest_sites(measurement, false).find("of the process"), std::string::npos);
}

TEST(LargestSites, WithoutSitesThereIsNothing) {
  EXPECT_EQ(render_largest_sites(Measurement{}, false), "");
}

}  // namespace
}  // namespace highwater
