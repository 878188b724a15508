// SPDX-License-Identifier: Apache-2.0
#include "report/export/prometheus.h"

#include <gtest/gtest.h>

#include "base/error_printer.h"
#include "report/testing/made_result.h"

namespace highwater {
namespace {

std::vector<NamedMeasurement> example() {
  NamedMeasurement result{"a.json", made_result({made_site(7, {"f"})})};
  result.measurement.scenario = "shop/\"small\"\\";
  RegionResult region;
  region.name = "line\nbreak\033";
  region.iterations = 3;
  result.measurement.regions = {region};
  return {result};
}

std::string line_of(const std::string& text, const std::string& start) {
  const std::size_t at = text.find("\n" + start);
  return at == std::string::npos ? "" : text.substr(at + 1, text.find('\n', at + 1) - at - 1);
}

TEST(Prometheus, AMetricHasItsHelpItsTypeAndItsLines) {
  const std::vector<NamedMeasurement> results = example();
  const std::string text = render_prometheus(*tracked_parts(results, std::nullopt)).value();
  EXPECT_EQ(text.substr(0, text.find("# HELP", 1)),
            "# HELP highwater_peak_bytes Most requested bytes live at one moment.\n"
            "# TYPE highwater_peak_bytes gauge\n"
            "highwater_peak_bytes{scenario=\"shop/\\\"small\\\"\\\\\",probe=\"counting\"} 7\n"
            "highwater_peak_bytes{scenario=\"shop/\\\"small\\\"\\\\\",probe=\"counting\","
            "region=\"line\\nbreak\\\\x1b\"} 0\n");
}

TEST(Prometheus, WhatAPartHasNotIsNotThere) {
  std::vector<NamedMeasurement> results = example();
  std::string text = render_prometheus(*tracked_parts(results, std::nullopt)).value();
  EXPECT_EQ(text.find("peak_rss"), std::string::npos);
  EXPECT_NE(line_of(text, "highwater_iterations{").find(",region="), std::string::npos);
  results[0].measurement.metrics.peak_rss_bytes = 4096;
  results[0].measurement.tree_peak_bytes = 99;
  text = render_prometheus(*tracked_parts(results, std::nullopt)).value();
  EXPECT_NE(line_of(text, "highwater_peak_rss_bytes{").find("} 4096"), std::string::npos);
  EXPECT_NE(line_of(text, "highwater_tree_peak_bytes{").find("} 99"), std::string::npos);
}

TEST(Prometheus, APeakThatIsNotExactHasTwoEnds) {
  std::vector<NamedMeasurement> results = example();
  results[0].measurement.exact = false;
  results[0].measurement.peak_upper_bytes = 9;
  std::string text = render_prometheus(*tracked_parts(results, std::nullopt)).value();
  EXPECT_NE(line_of(text, "highwater_peak_lower_bytes{").find("} 5"), std::string::npos);
  EXPECT_NE(line_of(text, "highwater_peak_upper_bytes{").find("} 7"), std::string::npos);
  results[0].measurement.probe = ProbeKind::kMassif;
  text = render_prometheus(*tracked_parts(results, std::nullopt)).value();
  EXPECT_NE(line_of(text, "highwater_peak_lower_bytes{").find("} 7"), std::string::npos);
  EXPECT_NE(line_of(text, "highwater_peak_upper_bytes{").find("} 9"), std::string::npos);
}

TEST(Prometheus, TwoPlatformsAreTwoSeriesAndTheSameTwiceIsAnError) {
  std::vector<NamedMeasurement> results = example();
  results.push_back(results[0]);
  results[1].file = "b.json";
  EXPECT_EQ(render_prometheus(*tracked_parts(results, std::nullopt)).error(),
            (Error{ExitStatus::kUsage, "b.json: shop/\"small\"\\ (counting) is also in a.json",
                   "export one of the two"}));
  results[1].measurement.context.profile = "linux-aarch64";
  EXPECT_TRUE(render_prometheus(*tracked_parts(results, std::nullopt)));
}

}  // namespace
}  // namespace highwater
