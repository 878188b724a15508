// SPDX-License-Identifier: Apache-2.0
// Tests of the table and of the JSON, on rows made by hand.
#include "bench/peers/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/peers/json.h"

namespace highwater::peers {
namespace {

using testing::HasSubstr;
using testing::Not;

Row row(const std::string& engine, double ratio, std::optional<double> target) {
  Row made;
  made.workload = "churn1";
  made.engine = engine;
  made.runs = 9;
  made.seconds = {ratio, ratio, ratio};
  made.against_bare = Summary{ratio, ratio - 0.01, ratio + 0.02};
  made.target = target;
  return made;
}

TEST(PeerTable, ATargetStandsBesideTheRatio) {
  EXPECT_THAT(
      render_table({row("counters", 1.12, 1.15)}),
      HasSubstr(
          "churn1     counters      9     1120.00 ms   1.12 (target 1.15 met)               1.11 to 1.14\n"));
}

TEST(PeerTable, AMissedTargetIsMarked) {
  EXPECT_THAT(render_table({row("counters", 1.32, 1.15)}), HasSubstr("1.32 (target 1.15 MISSED) "));
  EXPECT_THAT(render_table({row("counters", 1.12, 1.15)}), Not(HasSubstr("MISSED")));
}

TEST(PeerTable, StartUpIsInMilliseconds) {
  Row start = row("counters", 0.0062, 0.005);
  start.cost = Cost::kExtraTime;
  EXPECT_THAT(render_table({start}), HasSubstr("+6.20 ms (target +5.00 ms MISSED)"));
}

TEST(PeerTable, AFailureTakesThePlaceOfTheNumbers) {
  Row failed;
  failed.workload = "jq";
  failed.engine = "sites";
  failed.failure = "exit code 2, no such flag";
  EXPECT_THAT(render_table({failed}), HasSubstr("jq         sites      failed: exit code 2, no such flag\n"));
}

MemoryCost memory_of_churn() {
  MemoryCost memory;
  memory.peak_rss_bytes = 4L * 1024 * 1024;
  memory.bare_rss_bytes = 4 * 1024 * 1024 - 81920;
  memory.live_blocks = 4096;
  memory.allowed_bytes = 131072;
  return memory;
}

TEST(PeerTable, MemoryIsShownWhereItIsKnown) {
  Row made = row("counters", 1, std::nullopt);
  EXPECT_THAT(render_table({made}), Not(HasSubstr("peak RSS")));
  made.memory = memory_of_churn();
  // 81920 / 4096 = 20; 81920 / (4194304 - 81920) = 2.0 %
  EXPECT_THAT(render_table({made}), HasSubstr("churn1     counters       4.00 MiB   +80.00 KiB     +2.0 %"
                                              "        4,096      +20.0 B   (target +128.00 KiB met)\n"));
  made.memory->allowed_bytes = 81919;
  EXPECT_THAT(render_table({made}), HasSubstr("  (target +80.00 KiB MISSED)\n"));
}

TEST(PeerTable, WithoutLiveBlocksThereIsNoMemoryABlock) {
  Row made = row("memusage", 1, std::nullopt);
  made.memory = memory_of_churn();
  made.memory->live_blocks = std::nullopt;
  made.memory->allowed_bytes = std::nullopt;
  EXPECT_THAT(render_table({made}), HasSubstr("+80.00 KiB     +2.0 %            -            -\n"));
}

TEST(PeerTable, OfTheBareRunThereIsThePeakAlone) {
  Row bare = row("bare", 1, std::nullopt);
  bare.memory = MemoryCost();
  bare.memory->peak_rss_bytes = 4096;
  EXPECT_THAT(render_table({bare}), HasSubstr("churn1     bare           4.00 KiB            -          -"));
}

TEST(PeerJson, MemoryIsBesideTheTime) {
  Row made = row("counters", 1, std::nullopt);
  made.memory = memory_of_churn();
  const nlohmann::json json = nlohmann::json::parse(render_json({made}, {9, 3, 1}));
  EXPECT_EQ(json["rows"][0]["memory"]["added_bytes"], 81920);
  EXPECT_EQ(json["rows"][0]["memory"]["allowed_bytes"], 131072);
  EXPECT_EQ(json["rows"][0]["memory"]["met"], true);
}

TEST(PeerJson, WhatIsNotKnownIsNull) {
  Row failed;
  failed.workload = "jq";
  failed.engine = "sites";
  failed.failure = "exit code 2";
  const nlohmann::json json =
      nlohmann::json::parse(render_json({row("counters", 1.32, 1.15), failed}, {9, 3, 0.5}));
  EXPECT_EQ(json["scale"], 0.5);
  EXPECT_EQ(json["rows"][0]["against_bare"]["median"], 1.32);
  EXPECT_EQ(json["rows"][0]["met"], false);
  EXPECT_TRUE(json["rows"][0]["failure"].is_null());
  EXPECT_EQ(json["rows"][1]["failure"], "exit code 2");
  EXPECT_TRUE(json["rows"][1]["seconds"].is_null());
  EXPECT_TRUE(json["rows"][1]["target"].is_null());
  EXPECT_TRUE(json["rows"][1]["met"].is_null());
  EXPECT_TRUE(json["rows"][1]["memory"].is_null());
}

}  // namespace
}  // namespace highwater::peers
