// SPDX-License-Identifier: Apache-2.0
#include "report/site_selection.h"

#include <gtest/gtest.h>

#include "base/error_printer.h"
#include "report/testing/made_result.h"

namespace highwater {
namespace {

Measurement with_a_region() {
  Measurement measurement = made_result({made_site(5, {"f"})});
  RegionResult region;
  region.name = "load";
  region.metrics.allocated_bytes = 3;
  region.sites = {made_site(3, {"g"})};
  measurement.regions = {region};
  return measurement;
}

TEST(SelectSites, TheProcessUnlessARegionIsNamed) {
  const Measurement measurement = with_a_region();
  EXPECT_EQ(select_sites(measurement, std::nullopt, "x.json")->sites, &measurement.sites);
  EXPECT_EQ(name_of(*select_sites(measurement, std::nullopt, "x.json")), "whole process");
  EXPECT_EQ(select_sites(measurement, "load", "x.json")->sites, &measurement.regions[0].sites);
  EXPECT_EQ(name_of(*select_sites(measurement, "load", "x.json")), "region load");
}

TEST(SelectSites, ARegionThatIsNotThere) {
  const Measurement measurement = with_a_region();
  EXPECT_EQ(select_sites(measurement, "laod", "x.json").error(),
            (Error{ExitStatus::kUsage, "x.json: there is no region \"laod\"", "did you mean \"load\"?"}));
  EXPECT_EQ(select_sites(measurement, "another", "x.json").error().hint, "its regions: load");
  EXPECT_EQ(select_sites(made_result({}), "load", "x.json").error().hint,
            "leave --region out for the whole process");
}

TEST(SelectSites, AResultOrARegionWithoutSites) {
  Measurement measurement = with_a_region();
  measurement.regions[0].sites.clear();
  EXPECT_EQ(select_sites(measurement, "load", "x.json").error(),
            (Error{ExitStatus::kUsage, "x.json: region load has no call sites",
                   "leave --region out for the whole process"}));
  measurement.regions[0].metrics = {};
  EXPECT_TRUE(select_sites(measurement, "load", "x.json"));
  measurement.has_sites = false;
  EXPECT_EQ(select_sites(measurement, std::nullopt, "x.json").error(),
            (Error{ExitStatus::kUsage, "x.json: the result has no call sites",
                   "measure with sites: highwater run --sites --json FILE -- COMMAND…"}));
}

TEST(SelectSites, NumbersThatNoProgramHas) {
  for (const std::int64_t bytes : {INT64_MAX, INT64_MIN, (std::int64_t{1} << 60) + 1})
    EXPECT_EQ(
        select_sites(made_result({made_site(0, {"f"}), made_site(bytes, {"f"})}), std::nullopt, "x.json")
            .error(),
        (Error{ExitStatus::kUsage,
               "x.json: whole process: the sites add up to more bytes than any program has",
               "the file is damaged; measure again"}));
  Measurement blocks = made_result({made_site(1, {"f"})});
  blocks.sites[0].allocations = INT64_MAX;
  EXPECT_EQ(select_sites(blocks, std::nullopt, "x.json").error().what,
            "x.json: whole process: the sites add up to more blocks than any program has");
  const std::int64_t half = std::int64_t{1} << 59;
  EXPECT_TRUE(
      select_sites(made_result({made_site(half, {"f"}), made_site(-half, {"f"})}), std::nullopt, "x.json"));
  EXPECT_FALSE(select_sites(made_result({made_site(half, {"f"}), made_site(-half - 1, {"f"})}), std::nullopt,
                            "x.json"));
}

}  // namespace
}  // namespace highwater
