// SPDX-License-Identifier: Apache-2.0
#include "compare/compare.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>

#include "base/error_printer.h"
#include "baseline/baseline_example.h"
#include "suite/manifest.h"
#include "suite/waivers.h"

namespace highwater {
namespace {

// Exactly the numbers of example_baseline(), as the counting probe gives them.
Measurement unchanged() {
  Measurement measurement;
  measurement.scenario = "batch_download/trimmed";
  measurement.context.profile = "linux-x86_64-gnu12-release";
  RegionResult region;
  region.name = "download";
  region.metrics.peak_bytes = 1000000;
  region.metrics.retained_bytes = -5;
  region.metrics.retained_blocks = -1;
  region.metrics.allocated_bytes = 5000000;
  region.metrics.allocations = 700;
  region.peak_upper_bytes = 1000000;
  measurement.regions = {region};
  return measurement;
}

const MetricComparison& of(const Comparison& comparison, Metric metric) {
  return *std::find_if(comparison.metrics.begin(), comparison.metrics.end(),
                       [&](const MetricComparison& row) { return row.metric == metric; });
}

TEST(Compare, WhatIsUnchangedPasses) {
  const Expected<Comparison> comparison = compare(example_baseline(), unchanged(), std::nullopt);
  ASSERT_TRUE(comparison) << comparison.error().what;
  EXPECT_EQ(comparison->worst, Verdict::kPass);
  EXPECT_EQ(comparison->region, "download");
  ASSERT_EQ(comparison->metrics.size(), std::size(kCountedMetrics)) << "it has no iterations";
  for (std::size_t i = 0; i < std::size(kCountedMetrics); ++i)
    EXPECT_EQ(comparison->metrics[i].metric, kCountedMetrics[i]);
}

TEST(Compare, ARegressionHasItsNumbers) {
  Measurement measurement = unchanged();
  measurement.regions[0].metrics.allocated_bytes = 5050001;  // 1 % of 5,000,000 is 50,000
  measurement.regions[0].metrics.allocations = 1;
  const Comparison comparison = *compare(example_baseline(), measurement, std::nullopt);
  EXPECT_EQ(of(comparison, Metric::kAllocatedBytes), (MetricComparison{.metric = Metric::kAllocatedBytes,
                                                                       .baseline = 5000000,
                                                                       .now = 5050001,
                                                                       .allowance = 50000,
                                                                       .limit = 5050000,
                                                                       .verdict = Verdict::kRegression,
                                                                       .hard_limit = false}));
  EXPECT_EQ(of(comparison, Metric::kAllocations).verdict, Verdict::kImprovement);
  EXPECT_EQ(comparison.worst, Verdict::kRegression);
}

TEST(Compare, AHardLimitIsNamedOnlyWhereItIsTheReason) {
  Baseline baseline = example_baseline();
  Measurement measurement = unchanged();
  baseline.metrics[Metric::kPeakBytes].limit = 1005000;
  measurement.regions[0].metrics.peak_bytes = measurement.regions[0].peak_upper_bytes = 1005001;
  const Comparison capped = *compare(baseline, measurement, std::nullopt);
  EXPECT_EQ(of(capped, Metric::kPeakBytes).verdict, Verdict::kRegression);
  EXPECT_EQ(of(capped, Metric::kPeakBytes).limit, 1005000);
  EXPECT_TRUE(of(capped, Metric::kPeakBytes).hard_limit);
  baseline.metrics[Metric::kPeakBytes].limit = 1200000;
  EXPECT_EQ(compare(baseline, measurement, std::nullopt)->worst, Verdict::kPass);
  measurement.regions[0].metrics.peak_bytes = measurement.regions[0].peak_upper_bytes = 1300000;
  EXPECT_FALSE(of(*compare(baseline, measurement, std::nullopt), Metric::kPeakBytes).hard_limit);
}

TEST(Compare, AProbeIsHeldToItsOverride) {
  Measurement measurement = unchanged();
  measurement.regions[0].metrics.allocations = 900;
  EXPECT_EQ(compare(example_baseline(), measurement, std::nullopt)->worst, Verdict::kRegression);
  measurement.probe = ProbeKind::kMassif;
  EXPECT_EQ(compare(example_baseline(), measurement, std::nullopt)->worst, Verdict::kPass);
  measurement.regions[0].metrics.allocations = 905;
  EXPECT_EQ(of(*compare(example_baseline(), measurement, std::nullopt), Metric::kAllocations).limit, 904);
  EXPECT_EQ(compare(example_baseline(), measurement, std::nullopt)->worst, Verdict::kRegression);
}

TEST(Compare, AnUncertainPeakFailsOnlyWhereAllOfItDoes) {
  Measurement measurement = unchanged();
  measurement.probe = ProbeKind::kMassif;
  measurement.regions[0].metrics.allocations = 900;
  RegionResult& region = measurement.regions[0];
  region.exact = false;
  const auto verdict = [&](std::int64_t lowest, std::int64_t highest) {
    region.metrics.peak_bytes = lowest;
    region.peak_upper_bytes = highest;
    return of(*compare(example_baseline(), measurement, std::nullopt), Metric::kPeakBytes).verdict;
  };
  EXPECT_EQ(verdict(1010000, 2000000), Verdict::kPass);
  EXPECT_EQ(verdict(1010001, 2000000), Verdict::kRegression);
  EXPECT_EQ(verdict(10, 990000), Verdict::kPass);
  EXPECT_EQ(verdict(10, 989999), Verdict::kImprovement);
}

TEST(Compare, NoAllocationsAgainstSomeIsAProbeThatSawNothing) {
  Measurement measurement = unchanged();
  measurement.regions[0].metrics = Metrics{};
  EXPECT_EQ(
      compare(example_baseline(), measurement, std::nullopt).error(),
      (Error{
          ExitStatus::kProbe,
          "batch_download/trimmed: the counting probe saw no allocation in region \"download\", the baseline "
          "has 700",
          "if that is intended: highwater update batch_download/trimmed --reason \"…\""}));
  measurement.regions[0].metrics.allocations = 0;
  Baseline none = example_baseline();
  none.metrics[Metric::kAllocations].value = 0;
  EXPECT_TRUE(compare(none, measurement, std::nullopt)) << "a scenario may allocate nothing";
}

// Which is no improvement, on nothing either.
TEST(Compare, FewerAllocationsThanNoneAreNotCompared) {
  Measurement measurement = unchanged();
  measurement.regions[0].metrics.allocations = -320;
  Baseline none = example_baseline();
  none.metrics[Metric::kAllocations].value = 0;
  for (const Baseline& baseline : {example_baseline(), none}) {
    const Expected<Comparison> comparison = compare(baseline, measurement, std::nullopt);
    ASSERT_FALSE(comparison);
    EXPECT_EQ(
        comparison.error(),
        (Error{ExitStatus::kProbe,
               "batch_download/trimmed: the allocations of region \"download\" are -320, which no program "
               "can have",
               "whatever wrote the numbers down is wrong: measure again"}));
  }
}

TEST(Compare, NumbersOfSomethingElseAreNotCompared) {
  Measurement measurement = unchanged();
  measurement.regions.clear();
  EXPECT_EQ(
      compare(example_baseline(), measurement, std::nullopt).error(),
      (Error{ExitStatus::kBaseline,
             "batch_download/trimmed: the baseline is of region \"download\", measured was the whole process",
             "if that is intended: highwater update batch_download/trimmed --reason \"…\""}));
  measurement = unchanged();
  measurement.context.profile = "linux-aarch64";
  EXPECT_EQ(compare(example_baseline(), measurement, std::nullopt).error(),
            (Error{ExitStatus::kBaseline,
                   "batch_download/trimmed: the baseline is for another platform, "
                   "linux-x86_64-gnu12-release; measured "
                   "was linux-aarch64",
                   "each platform and build has baselines of its own"}));
  EXPECT_EQ(compare(example_baseline(), unchanged(), "other").error().status, ExitStatus::kUsage);
}

// The definition, written out with numbers that are small enough for plain arithmetic.
Verdict naive(const GatedMetric& gated, std::int64_t now) {
  std::int64_t relative = 0;
  while (static_cast<double>(relative + 1) * 100 <=
         gated.tolerance.relative * 100 * std::abs(static_cast<double>(gated.value)))
    ++relative;
  const std::int64_t tolerated = std::max(gated.tolerance.absolute, relative);
  if (now > gated.value + tolerated || (gated.limit && now > *gated.limit)) return Verdict::kRegression;
  return now < gated.value - tolerated ? Verdict::kImprovement : Verdict::kPass;
}

TEST(Compare, AgreesWithTheNaiveDefinition) {
  std::mt19937 random(301);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int round = 0; round < 20000; ++round) {
    Baseline baseline = example_baseline();
    baseline.overrides.clear();
    Measurement measurement = unchanged();
    // A quarter, a half and so on are exact in binary, so that the naive arithmetic is too.
    GatedMetric& gated = baseline.metrics[Metric::kRetainedBytes];
    gated.value = pick(-50, 50);
    gated.tolerance = {.absolute = pick(0, 20), .relative = pick(0, 6) / 4.0};
    gated.limit.reset();
    if (pick(0, 2) == 0) gated.limit = pick(-60, 60);
    measurement.regions[0].metrics.retained_bytes = pick(-100, 100);
    const Comparison comparison = *compare(baseline, measurement, std::nullopt);
    const MetricComparison& row = of(comparison, Metric::kRetainedBytes);
    ASSERT_EQ(row.verdict, naive(gated, row.now)) << gated.value << " " << row.now;
    ASSERT_EQ(comparison.worst, row.verdict);
    ASSERT_EQ(row.verdict == Verdict::kRegression, row.now > row.limit);
  }
}

TEST(Compare, TheManifestKnowsTheMetricsAndProbesThatThereAre) {
  ASSERT_EQ(std::size(kMetricNames), std::size(kGatedMetrics));
  for (std::size_t i = 0; i < std::size(kGatedMetrics); ++i)
    EXPECT_STREQ(kMetricNames[i], name_of(kGatedMetrics[i]));
  // A ceiling may be below zero where a number may.
  Manifest manifest;
  manifest.scenarios.emplace_back().name = "a";
  for (const Metric metric : kGatedMetrics) {
    const std::string text =
        std::string(R"({"schema": 1, "waivers": [{"scenario": "a", "ceiling": -1, "metric": ")") +
        name_of(metric) + R"(", "expires": "2027-01-31", "issue": "#1", "reason": "r"}]})";
    EXPECT_EQ(parse_waivers(text, "w.json", manifest).has_value(), may_be_negative(metric)) << text;
  }
  ASSERT_EQ(std::size(kProbeNames), 2u);
  EXPECT_STREQ(kProbeNames[0], name_of(ProbeKind::kCounting));
  EXPECT_STREQ(kProbeNames[1], name_of(ProbeKind::kMassif));
}

}  // namespace
}  // namespace highwater
