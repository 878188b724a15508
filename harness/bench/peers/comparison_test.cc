// SPDX-License-Identifier: Apache-2.0
// Tests of the rows: ratios, targets, memory a block.
#include "bench/peers/comparison.h"

#include <gtest/gtest.h>

namespace highwater::peers {
namespace {

Samples samples_of(const std::string& engine, std::vector<double> seconds, std::vector<double> rss = {}) {
  Samples samples;
  samples.engine = engine;
  samples.seconds = std::move(seconds);
  samples.peak_rss_bytes = std::move(rss);
  return samples;
}

Workload named(const std::string& name) {
  Workload workload;
  workload.name = name;
  return workload;
}

TEST(PeerComparison, RatiosAreToTheBareMedian) {
  const std::vector<Row> rows =
      compare(named("jq"), {samples_of("bare", {1, 2, 9}), samples_of("counters", {3, 2, 8})});
  EXPECT_EQ(rows[1].against_bare, (Summary{1.5, 1, 4}));  // 3, 2 and 8 over 2
  EXPECT_EQ(rows[0].against_bare, (Summary{1, 0.5, 4.5}));
  EXPECT_EQ(rows[1].runs, 3);
}

TEST(PeerComparison, StartUpIsTimeOnTop) {
  Workload workload = named("true");
  workload.cost = Cost::kExtraTime;
  const std::vector<Row> rows =
      compare(workload, {samples_of("bare", {0.5}), samples_of("counters", {2, 1.5, 3})});
  EXPECT_EQ(rows[1].against_bare, (Summary{1.5, 1, 2.5}));
  EXPECT_EQ(rows[1].target, 0.005);
}

TEST(PeerComparison, ATargetIsMissedAboveItAndNotAtIt) {
  // The target of sites on churn1 is 4.
  const std::vector<Samples> at = {samples_of("bare", {1}), samples_of("sites", {4})};
  const std::vector<Samples> above = {samples_of("bare", {1}), samples_of("sites", {4.01})};
  EXPECT_FALSE(compare(named("churn1"), at)[1].missed());
  EXPECT_TRUE(compare(named("churn1"), above)[1].missed());
}

TEST(PeerComparison, EnginesOfOthersHaveNoTarget) {
  EXPECT_EQ(target_of("memusage", "churn1"), std::nullopt);
  EXPECT_EQ(target_of("sites", "churn1-fp"), 2.0);
  EXPECT_EQ(target_of("counters", "cc1plus"), 1.03);
}

TEST(PeerComparison, AFailureIsARowWithoutNumbers) {
  std::vector<Samples> samples = {samples_of("bare", {1}), samples_of("sites", {})};
  samples[1].failure = "exit code 2";
  const std::vector<Row> rows = compare(named("churn1"), samples);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].failure, "exit code 2");
  EXPECT_FALSE(rows[1].against_bare);
}

TEST(PeerComparison, WithoutABareRunThereIsNoRatio) {
  std::vector<Samples> samples = {samples_of("bare", {}), samples_of("counters", {1})};
  samples[0].failure = "signal 11";
  const Row row = compare(named("churn1"), samples)[1];
  EXPECT_FALSE(row.failure);
  EXPECT_FALSE(row.against_bare);
  EXPECT_FALSE(row.missed());
}

TEST(PeerComparison, MemoryIsWhatThereIsMoreThanBareAtTheMedian) {
  Workload workload = named("churn1");
  workload.live_blocks = 50;
  const std::vector<Row> rows = compare(workload, {samples_of("bare", {1}, {800, 10000, 20000}),
                                                   samples_of("counters", {1}, {13000, 9000, 99000})});
  ASSERT_TRUE(rows[0].memory && rows[1].memory);
  EXPECT_EQ(rows[0].memory->added_bytes(), std::nullopt);
  EXPECT_EQ(rows[1].memory->peak_rss_bytes, 13000);
  EXPECT_EQ(rows[1].memory->added_bytes(), 3000);
  EXPECT_EQ(rows[1].memory->live_blocks, 50);
  EXPECT_EQ(rows[1].memory->allowed_bytes, 1600);  // 50 blocks of 32 bytes are more than 10 % of 10000
  EXPECT_TRUE(rows[1].memory->missed());
}

TEST(PeerComparison, MemoryThatIsNotKnownIsNoMemory) {
  const std::vector<Row> rows =
      compare(named("true"), {samples_of("bare", {1}), samples_of("counters", {1}, {5000})});
  EXPECT_FALSE(rows[0].memory);
  ASSERT_TRUE(rows[1].memory);
  EXPECT_EQ(rows[1].memory->added_bytes(), std::nullopt);
  EXPECT_FALSE(rows[1].memory->missed());
}

TEST(PeerComparison, LiveBlocksOfOtherProgramsComeFromAnEngineThatAttributesThePeak) {
  std::vector<Samples> samples = {samples_of("bare", {1}, {1000}), samples_of("counters", {1}, {1000}),
                                  samples_of("dhat", {1}, {1000})};
  EXPECT_EQ(compare(named("jq"), samples)[1].memory->live_blocks, std::nullopt);
  samples[2].peak_blocks = 17;
  EXPECT_EQ(compare(named("jq"), samples)[1].memory->live_blocks, 17);
  samples[2].failure = "signal 9";
  EXPECT_EQ(compare(named("jq"), samples)[1].memory->live_blocks, std::nullopt);
}

TEST(PeerComparison, TheLargerOfBlocksAndShareIsAllowed) {
  EXPECT_EQ(allowed_bytes("counters", 1000, 10, std::nullopt), 320);  // 10 blocks of 32 bytes
  EXPECT_EQ(allowed_bytes("counters", 4000, 10, std::nullopt), 400);  // 10 %
  EXPECT_EQ(allowed_bytes("counters", 4000, std::nullopt, std::nullopt), 400);
  EXPECT_EQ(allowed_bytes("sites", 4000, 10, 3), 592);  // 400, and 3 frames of 64 bytes
  EXPECT_EQ(allowed_bytes("dhat", 4000, 10, std::nullopt), std::nullopt);
}

TEST(PeerComparison, MemoryIsMissedAboveWhatIsAllowedAndNotAtIt) {
  MemoryCost memory;
  memory.bare_rss_bytes = 1000;
  memory.allowed_bytes = 100;
  memory.peak_rss_bytes = 1100;
  EXPECT_FALSE(memory.missed());
  memory.peak_rss_bytes = 1101;
  EXPECT_TRUE(memory.missed());
  memory.peak_rss_bytes = 900;  // less than bare: noise
  EXPECT_FALSE(memory.missed());
}

}  // namespace
}  // namespace highwater::peers
