// SPDX-License-Identifier: Apache-2.0
#include "serve/live_json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/testing/made_result.h"

namespace highwater {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TEST(LiveJson, HasTheNumbers) {
  LiveNumbers numbers;
  numbers.pid = 7;
  numbers.elapsed = std::chrono::milliseconds(1500);
  numbers.live_bytes = 10;
  numbers.recording = {
      .on = true, .window = 2, .started = std::chrono::milliseconds(900), .stopped = std::nullopt};
  const Json json = Json::parse(numbers_json(numbers));
  EXPECT_EQ(json["pid"], 7);
  EXPECT_EQ(json["elapsed_ms"], 1500);
  EXPECT_EQ(json["live_bytes"], 10);
  EXPECT_EQ(json["recording"]["on"], true);
  EXPECT_EQ(json["recording"]["started_ms"], 900);
  EXPECT_EQ(json["recording"]["stopped_ms"], nullptr);
  EXPECT_EQ(json["end"], nullptr);
  numbers.end = ScenarioEnd{.code = std::nullopt, .signal = 9};
  EXPECT_EQ(Json::parse(numbers_json(numbers))["end"]["signal"], 9);
}

TEST(LiveJson, IsOneLineWhateverNamesAre) {
  const std::string text = sites_json(made_result({made_site(1, {"a\nb\xff", "main"})}));
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  EXPECT_EQ(Json::parse(text)["rows"].size(), 1u);
  EXPECT_THAT(mark_json({5, "a\nb"}), Not(HasSubstr("\n")));
}

// Two sites of one chain: 300 + 200 are a row of 500.
TEST(LiveJson, SitesOfOneChainAreOneRow) {
  const Json json = Json::parse(
      sites_json(made_result({made_site(300, {"grow", "fetch", "main"}), made_site(100, {"keep", "main"}),
                              made_site(200, {"grow", "fetch", "main"})})));
  ASSERT_THAT(json["rows"], SizeIs(2));
  EXPECT_EQ(json["rows"][0]["function"], "grow");
  EXPECT_EQ(json["rows"][0]["live_bytes"], 500);
  EXPECT_EQ(json["rows"][0]["live_blocks"], 2);
  EXPECT_EQ(json["rows"][0]["via"][0], "fetch");
  EXPECT_EQ(json["rows"][1]["live_bytes"], 100);
  EXPECT_EQ(json["live_bytes"], 600);
  EXPECT_EQ(json["others"], 0);
}

// 15 rows of 40, the largest: 40 + 39 + … + 26 = 495 of 820. 25 others have 325.
TEST(LiveJson, WhatIsNotShownIsOneSum) {
  std::vector<SiteResult> sites;
  for (int i = 1; i <= 40; ++i) sites.push_back(made_site(i, {fmt::format("f{}", i), "main"}));
  const Json json = Json::parse(sites_json(made_result(sites)));
  EXPECT_THAT(json["rows"], SizeIs(15));
  EXPECT_EQ(json["rows"][0]["live_bytes"], 40);
  EXPECT_EQ(json["others"], 25);
  EXPECT_EQ(json["others_live_bytes"], 325);
  EXPECT_EQ(json["live_bytes"], 820);
}

TEST(LiveJson, HasWhatAPageBeginsWith) {
  LiveHistory history;
  history.add({0, 1, 1});
  history.add({500, 7, 9});
  const LiveFacts facts{.command = {"./service", "--port", "1"},
                        .limit = ChartLimit{"--fail-above", 512},
                        .can_record = true,
                        .can_snapshot = false};
  const Json json = Json::parse(live_json(facts, LiveNumbers(), history, {{100, "deployed"}}, ""));
  EXPECT_EQ(json["command"][0], "./service");
  EXPECT_EQ(json["limit"]["bytes"], 512);
  EXPECT_EQ(json["history"], Json::parse("[[0,1,1],[500,7,9]]"));
  EXPECT_EQ(json["marks"][0]["name"], "deployed");
  EXPECT_EQ(json["sites"], nullptr);
  EXPECT_EQ(json["can_record"], true);
}

}  // namespace
}  // namespace highwater
