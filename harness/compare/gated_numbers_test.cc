// SPDX-License-Identifier: Apache-2.0
#include "compare/gated_numbers.h"

#include <gtest/gtest.h>

#include "base/error_printer.h"

namespace highwater {
namespace {

Measurement measured(const std::vector<std::string>& regions) {
  Measurement measurement;
  measurement.scenario = "a/b";
  measurement.metrics.peak_bytes = 1000;
  measurement.metrics.allocations = 10;
  for (const std::string& name : regions) {
    RegionResult region;
    region.name = name;
    region.metrics.peak_bytes = 100 * static_cast<std::int64_t>(measurement.regions.size() + 1);
    region.metrics.retained_bytes = -7;
    region.peak_upper_bytes = region.metrics.peak_bytes;
    measurement.regions.push_back(region);
  }
  return measurement;
}

TEST(GatedNumbers, WithoutRegionsTheyAreTheProcesss) {
  const GatedNumbers numbers = *gated_numbers(measured({}), std::nullopt);
  EXPECT_EQ(numbers.region, std::nullopt);
  EXPECT_EQ(numbers.metrics.peak_bytes, 1000);
  EXPECT_EQ(range_of(numbers, Metric::kPeakBytes), (Range{1000, 1000}));
  EXPECT_EQ(range_of(numbers, Metric::kAllocations), (Range{10, 10}));
}

TEST(GatedNumbers, TheOnlyRegionNeedsNoChoice) {
  const GatedNumbers numbers = *gated_numbers(measured({"download"}), std::nullopt);
  EXPECT_EQ(numbers.region, "download");
  EXPECT_EQ(numbers.metrics.peak_bytes, 100);
  EXPECT_EQ(range_of(numbers, Metric::kRetainedBytes), (Range{-7, -7}));
}

TEST(GatedNumbers, TheChosenRegionIsTaken) {
  EXPECT_EQ(gated_numbers(measured({"download", "resize"}), "resize")->metrics.peak_bytes, 200);
}

TEST(GatedNumbers, SeveralRegionsWithoutAChoiceAreAnError) {
  EXPECT_EQ(gated_numbers(measured({"download", "resize"}), std::nullopt).error(),
            (Error{ExitStatus::kUsage, "a/b: several regions, download, resize, and none is chosen",
                   "choose with REGION in highwater_add_scenario(), or with \"region\" in the manifest"}));
}

TEST(GatedNumbers, ARegionThatWasNeverEnteredIsAnError) {
  EXPECT_EQ(
      gated_numbers(measured({}), "download").error(),
      (Error{ExitStatus::kUsage, "a/b: region \"download\" was never entered, and no other",
             "is highwater::Region in the code that ran? In a program linked with -static it does nothing"}));
  EXPECT_EQ(
      gated_numbers(measured({"download", "resize"}), "downlaod").error(),
      (Error{ExitStatus::kUsage, "a/b: region \"downlaod\" was never entered; there was download, resize",
             "did you mean \"download\"?"}));
  EXPECT_EQ(gated_numbers(measured({"download"}), "other").error().hint,
            "correct REGION in highwater_add_scenario(), or \"region\" in the manifest");
}

TEST(GatedNumbers, AnUncertainPeakLiesAtTheNumberOrAbove) {
  for (const ProbeKind probe : {ProbeKind::kCounting, ProbeKind::kMassif}) {
    Measurement measurement = measured({});
    measurement.probe = probe;
    measurement.exact = false;
    measurement.peak_upper_bytes = 1200;
    EXPECT_EQ(gated_numbers(measurement, std::nullopt)->peak, (Range{1000, 1200}));
    measurement.exact = true;
    EXPECT_EQ(gated_numbers(measurement, std::nullopt)->peak, (Range{1000, 1000}));
  }
  Measurement measurement = measured({"download"});
  measurement.regions[0].exact = false;
  measurement.regions[0].peak_upper_bytes = 130;
  EXPECT_EQ(gated_numbers(measurement, std::nullopt)->peak, (Range{100, 130}));
}

}  // namespace
}  // namespace highwater
