// SPDX-License-Identifier: Apache-2.0
#include "result/contradiction.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

SiteResult site(std::int64_t peak) {
  return {.peak_bytes = peak,
          .peak_blocks = 1,
          .retained_bytes = 2,
          .retained_blocks = 1,
          .allocated_bytes = 50,
          .allocations = 3,
          .frames = {FrameRef()}};
}

Measurement example() {
  Measurement measurement;
  measurement.has_sites = true;
  measurement.sites = {site(30), site(12)};
  measurement.metrics = {.peak_bytes = 42,
                         .retained_bytes = 4,
                         .retained_blocks = 2,
                         .allocated_bytes = 100,
                         .allocations = 6,
                         .peak_rss_bytes = std::nullopt};
  measurement.peak_upper_bytes = 42;
  RegionResult region;
  region.name = "loop";
  region.metrics = measurement.metrics;
  region.peak_upper_bytes = 42;
  region.sites = measurement.sites;
  measurement.regions = {region};
  return measurement;
}

TEST(NumbersContradiction, NoProgramHasLessThanNothing) {
  EXPECT_EQ(numbers_contradiction(example()), std::nullopt);
  EXPECT_EQ(numbers_contradiction(Measurement()), std::nullopt) << "a program that never allocates";
  for (std::int64_t Metrics::*member :
       {&Metrics::peak_bytes, &Metrics::retained_bytes, &Metrics::retained_blocks, &Metrics::allocated_bytes,
        &Metrics::allocations}) {
    Measurement measurement = example();
    measurement.metrics.*member = -1;
    EXPECT_NE(numbers_contradiction(measurement), std::nullopt);
  }
  Measurement measurement = example();
  measurement.metrics.allocations = -320;
  EXPECT_EQ(numbers_contradiction(measurement),
            "the allocations of the process are -320, which no program can have");
}

TEST(NumbersContradiction, ARegionMayFreeWhatIsOlder) {
  for (std::int64_t Metrics::*member : {&Metrics::retained_bytes, &Metrics::retained_blocks}) {
    Measurement measurement = example();
    measurement.regions[0].metrics.*member = -1;
    EXPECT_EQ(numbers_contradiction(measurement), std::nullopt);
  }
}

TEST(NumbersContradiction, NorDoesARegionAllocateLessThanNothing) {
  for (std::int64_t Metrics::*member :
       {&Metrics::peak_bytes, &Metrics::allocated_bytes, &Metrics::allocations}) {
    Measurement measurement = example();
    measurement.regions.push_back(measurement.regions[0]);
    measurement.regions[1].metrics.*member = -1;
    EXPECT_NE(numbers_contradiction(measurement), std::nullopt);
  }
  Measurement measurement = example();
  measurement.regions[0].metrics.allocated_bytes = -320;
  EXPECT_EQ(numbers_contradiction(measurement),
            "the allocated_bytes of region \"loop\" are -320, which no program can have");
}

TEST(SitesContradiction, SitesThatAddUpAreFine) {
  EXPECT_EQ(sites_contradiction(example()), std::nullopt);
}

TEST(SitesContradiction, EverySumIsChecked) {
  for (std::int64_t SiteResult::*member :
       {&SiteResult::peak_bytes, &SiteResult::retained_bytes, &SiteResult::retained_blocks,
        &SiteResult::allocated_bytes, &SiteResult::allocations}) {
    Measurement process = example();
    process.sites[0].*member += 1;
    EXPECT_NE(sites_contradiction(process), std::nullopt);
    Measurement region = example();
    region.regions[0].sites[0].*member -= 1;
    EXPECT_NE(sites_contradiction(region), std::nullopt);
  }
}

TEST(SitesContradiction, ItSaysWhatAndWhere) {
  Measurement measurement = example();
  measurement.regions[0].sites[0].peak_bytes = 29;
  EXPECT_EQ(sites_contradiction(measurement),
            "the peak_bytes of the sites of region \"loop\" add up to 41, not to 42");
  measurement.sites.clear();
  EXPECT_EQ(sites_contradiction(measurement),
            "the peak_bytes of the sites of the process add up to 0, not to 42");
}

TEST(SitesContradiction, APeakThatMayBeTooHighLeavesThatMuchRoom) {
  Measurement measurement = example();
  measurement.exact = false;
  measurement.peak_upper_bytes = 45;
  measurement.sites[0].peak_bytes = 27;
  EXPECT_EQ(sites_contradiction(measurement), std::nullopt);
  measurement.sites[0].peak_bytes = 26;
  EXPECT_NE(sites_contradiction(measurement), std::nullopt);
  measurement.sites[0].peak_bytes = 31;
  EXPECT_NE(sites_contradiction(measurement), std::nullopt);
}

TEST(SitesContradiction, WithoutSitesThereIsNothingToContradict) {
  Measurement measurement = example();
  measurement.has_sites = false;
  measurement.sites.clear();
  measurement.regions[0].sites.clear();
  EXPECT_EQ(sites_contradiction(measurement), std::nullopt);
}

}  // namespace
}  // namespace highwater
