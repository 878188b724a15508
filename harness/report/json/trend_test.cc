// SPDX-License-Identifier: Apache-2.0
#include "report/json/trend.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/trend_example.h"

namespace highwater {
namespace {

nlohmann::json json_of(const TrendRequest& request) {
  return nlohmann::json::parse(to_json(example_trend(request)));
}

TEST(JsonTrend, HasEveryChangeAndTheSum) {
  const nlohmann::json json = json_of(example_request());
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["profile"], "linux");
  EXPECT_EQ(json["since"], nullptr);
  EXPECT_EQ(json["shallow"], false);
  EXPECT_EQ(json["time"], 1767484800);
  const nlohmann::json& scenario = json["scenarios"].at(0);
  EXPECT_EQ(scenario["scenario"], "a/b");
  EXPECT_EQ(scenario["accepted_changes"], 2);
  EXPECT_EQ(scenario["unreadable_revisions"], 1);
  EXPECT_EQ(scenario["problem"], nullptr);
  EXPECT_EQ(scenario["metrics"], nlohmann::json::parse(R"([{
    "metric": "peak_bytes", "first": 100000, "last": 112000, "difference": 12000, "basis_points": 1200,
    "accepted_changes": 2, "raised": 2, "lowered": 0, "largest_raise_basis_points": 769, "creeping": false}])"));
  ASSERT_EQ(scenario["commits"].size(), 4u);
  const nlohmann::json& step = scenario["commits"].at(1);
  EXPECT_EQ(step["commit"], std::string(40, '2'));
  EXPECT_EQ(step["date"], "2026-01-02");
  EXPECT_EQ(step["kind"], "accepted");
  EXPECT_EQ(step["reason"], "keeps the headers");
  EXPECT_EQ(step["subject"], "commit 2");
  EXPECT_EQ(step["values"]["peak_bytes"], 104000);
  EXPECT_EQ(step["changes"], nlohmann::json::parse(R"([{
    "metric": "peak_bytes", "probe": null, "difference": 4000, "basis_points": 400,
    "old": {"value": 100000, "absolute": 1024, "relative": 0.01, "limit": null},
    "new": {"value": 104000, "absolute": 1024, "relative": 0.01, "limit": null}}])"));
  EXPECT_EQ(scenario["commits"].at(2)["kind"], "unreadable");
  EXPECT_EQ(scenario["commits"].at(2)["problem"], "linux/a/b.json:1: too new");
}

TEST(JsonTrend, HasWhatDeservesALook) {
  TrendRequest request = example_request();
  Baseline baseline = *request.revisions.back().after->baseline;
  baseline.metrics[Metric::kPeakBytes].limit = 400000;
  request.revisions.back().after = std::make_shared<const BaselineState>(
      BaselineState{.is_there = true, .baseline = baseline, .problem = {}});
  request.now += 300 * 86400L;
  GatedNumbers numbers;
  numbers.region = "download";
  numbers.metrics.peak_bytes = 100800;
  request.measured = {
      {.probe = ProbeKind::kMassif, .time = request.now - 86400, .numbers = numbers, .problem = {}}};
  const nlohmann::json scenario = json_of(request)["scenarios"].at(0);
  EXPECT_EQ(scenario["too_loose"].at(0), nlohmann::json::parse(R"({
    "metric": "peak_bytes", "probe": null, "term": "limit", "value": 112000, "allowed": 400000, "highest": 112000})"));
  EXPECT_EQ(scenario["stale"], true);
  EXPECT_EQ(scenario["untouched_days"], 300);
  EXPECT_EQ(scenario["unmeasured_days"], 1);
  EXPECT_EQ(scenario["not_measured_for_long"], false);
  EXPECT_EQ(scenario["measured"].at(0)["probe"], "massif");
  EXPECT_EQ(scenario["measured"].at(0)["numbers"].at(0), nlohmann::json::parse(R"({
    "metric": "peak_bytes", "baseline": 112000, "now": 100800, "difference": -11200, "basis_points": -1000})"));
}

TEST(JsonTrend, IsValidWhateverNamesAndSubjectsAre) {
  TrendRequest request = example_request();
  request.scenario = "a/\xff\"\n";
  request.revisions[0].subject = "\xc3(\x1b[0m";
  const nlohmann::json scenario = json_of(request)["scenarios"].at(0);
  EXPECT_EQ(scenario["scenario"], "a/\xef\xbf\xbd\"\n");
  EXPECT_EQ(scenario["commits"].at(0)["subject"], "\xef\xbf\xbd(\x1b[0m");
  EXPECT_EQ(to_json(example_trend(request)).back(), '\n');
}

}  // namespace
}  // namespace highwater
