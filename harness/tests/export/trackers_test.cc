// SPDX-License-Identifier: Apache-2.0
// Exports for trackers of numbers: Prometheus, Bencher and github-action-benchmark, each held to its
// documented form.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/testing/made_result.h"
#include "tests/export/testing/exposition.h"
#include "tests/export/testing/workshop.h"

namespace highwater {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;
using Json = nlohmann::json;

class Trackers : public testing::Test {
 protected:
  Trackers() {
    Measurement first = made_result({made_site(700, {"f", "main"})});
    first.scenario = "shop/small";
    first.context.profile = "linux-test";
    RegionResult region;
    region.name = "a \"quoted\\\n\033[1m region";
    region.metrics.peak_bytes = 5;
    region.metrics.retained_bytes = -3;
    first.regions.push_back(region);
    workshop_.save("small.json", first);
    Measurement second = made_result({});
    second.has_sites = false;
    second.scenario = "shop/large";
    second.probe = ProbeKind::kMassif;
    second.metrics = {.peak_bytes = 1000, .peak_rss_bytes = 4096};
    second.exact = false;
    second.peak_upper_bytes = 1016;
    workshop_.save("large.json", second);
  }
  std::string exported(const std::string& format, const std::string& results = "small.json large.json") {
    return workshop_.highwater("export " + results + " --format " + format);
  }
  Workshop workshop_;
};

TEST_F(Trackers, PrometheusGetsEveryPartOfEveryResult) {
  const Exposition exposition = read_exposition(exported("prometheus"));
  EXPECT_THAT(exposition.problems, IsEmpty());
  const std::map<std::string, std::string> small = {
      {"scenario", "shop/small"}, {"probe", "counting"}, {"profile", "linux-test"}};
  EXPECT_THAT(exposition.samples, Contains(ExposedSample{"highwater_peak_bytes", small, "700"}));
  EXPECT_THAT(exposition.samples, Contains(ExposedSample{"highwater_allocations", small, "1"}));
  std::map<std::string, std::string> region = small;
  region["region"] = "a \"quoted\\\n\\x1b[1m region";
  EXPECT_THAT(exposition.samples, Contains(ExposedSample{"highwater_retained_bytes", region, "-3"}));
  const std::map<std::string, std::string> large = {{"scenario", "shop/large"}, {"probe", "massif"}};
  EXPECT_THAT(exposition.samples, Contains(ExposedSample{"highwater_peak_upper_bytes", large, "1016"}));
  EXPECT_THAT(exposition.samples, Contains(ExposedSample{"highwater_peak_rss_bytes", large, "4096"}));
}

TEST_F(Trackers, PrometheusOfARealResultIsWellFormed) {
  workshop_.measure("real.json", 1);
  const Exposition exposition = read_exposition(exported("prometheus", "real.json"));
  EXPECT_THAT(exposition.problems, IsEmpty());
  EXPECT_THAT(exposition.samples, Not(IsEmpty()));
}

// Without a word, which output_of() demands.
TEST_F(Trackers, PromtoolFindsNothingToComplainOf) {
  workshop_.measure("real.json", 1);
  for (const char* results : {"small.json large.json", "real.json"}) {
    workshop_.project().write("metrics.txt", exported("prometheus", results));
    EXPECT_EQ(workshop_.output_of("promtool check metrics < metrics.txt"), "") << results;
  }
}

TEST(Promtool, FindsWhatIsWrong) {
  Project project;
  EXPECT_THAT(project.shell("echo 'highwater peak 5' | promtool check metrics"), testing::Not(Succeeds()));
  EXPECT_THAT(project.shell("printf '# TYPE a_total gauge\\na_total 5\\n' | promtool check metrics"),
              testing::Not(Succeeds()));
}

TEST(Exposition, WhatIsWrongIsFound) {
  const std::string head = "# HELP a_bytes Text.\n# TYPE a_bytes gauge\n";
  EXPECT_THAT(read_exposition(head + "a_bytes{x=\"1\"} 5\n").problems, IsEmpty());
  for (const std::string& bad :
       {head + "a_bytes{x=\"1\"} 5", head + "a_bytes{x=\"1\"} 5\na_bytes{x=\"1\"} 6\n",
        head + "b{x=\"1\"} 5\n", head + "a_bytes{x=\"\"\"} 5\n", head + "a_bytes{x=\"\\t\"} 5\n",
        head + "a_bytes{1x=\"\"} 5\n", head + "a_bytes{x=\"1\"} five\n", std::string("a_bytes{x=\"1\"} 5\n"),
        head + head, std::string("# HELP a_total Text.\n# TYPE a_total gauge\n"),
        std::string("# TYPE a_bytes gauge\n")})
    EXPECT_THAT(read_exposition(bad).problems, Not(IsEmpty())) << bad;
}

// https://bencher.dev/bmf.json
bool is_metric(const Json& metric) {
  if (!metric.is_object() || !metric.contains("value")) return false;
  for (const auto& [key, value] : metric.items())
    if (!value.is_number() || (key != "value" && key != "lower_value" && key != "upper_value")) return false;
  return true;
}

TEST_F(Trackers, BencherGetsItsMetricFormat) {
  const Json json = Json::parse(exported("bencher"));
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json.size(), 3u);
  for (const auto& [benchmark, measures] : json.items()) {
    EXPECT_FALSE(benchmark.empty());
    ASSERT_TRUE(measures.is_object());
    EXPECT_EQ(measures.size(), 5u);
    for (const auto& [measure, metric] : measures.items()) {
      EXPECT_LE(measure.size(), 64u);
      EXPECT_TRUE(is_metric(metric)) << metric;
    }
  }
  EXPECT_EQ(json["shop/small (counting)"]["peak_bytes"], Json({{"value", 700}}));
  EXPECT_EQ(json["shop/large (massif)"]["peak_bytes"], Json({{"value", 1000}, {"upper_value", 1016}}));
  EXPECT_EQ(json["shop/small (counting, region a \"quoted\\\\x0a\\x1b[1m region)"]["retained_bytes"]["value"],
            -3);
}

TEST_F(Trackers, GithubActionBenchmarkGetsAnArray) {
  const Json json = Json::parse(exported("github-action-benchmark"));
  ASSERT_TRUE(json.is_array());
  EXPECT_EQ(json.size(), 15u);
  std::set<std::string> names;
  for (const Json& entry : json) {
    ASSERT_TRUE(entry["name"].is_string() && entry["unit"].is_string() && entry["value"].is_number())
        << entry;
    EXPECT_TRUE(names.insert(entry["name"]).second) << entry;
    for (const auto& [key, value] : entry.items()) {
      if (key == "range" || key == "extra") {
        EXPECT_TRUE(value.is_string()) << entry;
      } else {
        EXPECT_TRUE(key == "name" || key == "unit" || key == "value") << entry;
      }
    }
  }
  EXPECT_EQ(json[0], Json({{"name", "shop/small (counting) peak_bytes"},
                           {"unit", "bytes"},
                           {"value", 700},
                           {"extra", "profile: linux-test"}}));
  EXPECT_THAT(json, Contains(Json({{"name", "shop/large (massif) peak_bytes"},
                                   {"unit", "bytes"},
                                   {"value", 1000},
                                   {"range", "+16"}})));
}

TEST_F(Trackers, TheSameScenarioTwiceIsRefused) {
  for (const std::string format : {"prometheus", "bencher", "github-action-benchmark"})
    EXPECT_THAT(
        workshop_.project().highwater(
            {"export", "small.json", "large.json", "small.json", "--format", format}),
        Fails(ExitStatus::kUsage, "small.json: shop/small (counting) is also in it a second time", "export"))
        << format;
}

TEST_F(Trackers, OneRegionAloneIsExported) {
  workshop_.measure("real.json", 1);
  const Json json = Json::parse(exported("bencher", "real.json --region load"));
  ASSERT_EQ(json.size(), 1u);
  EXPECT_THAT(json.begin().key(), testing::EndsWith(" 1 (counting, region load)"));
}

}  // namespace
}  // namespace highwater
