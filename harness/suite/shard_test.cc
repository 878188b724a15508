// SPDX-License-Identifier: Apache-2.0
#include "suite/shard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "base/error_printer.h"

namespace highwater {
namespace {

using std::chrono::milliseconds;

std::vector<Scenario> scenarios(int count) {
  std::vector<Scenario> made(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) made[static_cast<std::size_t>(i)].name = "s" + std::to_string(i);
  return made;
}

std::vector<const Scenario*> pointers(const std::vector<Scenario>& all) {
  std::vector<const Scenario*> result;
  for (const Scenario& scenario : all) result.push_back(&scenario);
  return result;
}

std::vector<std::vector<std::string>> divided(const std::vector<const Scenario*>& all,
                                              const Durations& durations, int count) {
  std::vector<std::vector<std::string>> shards;
  std::set<std::string> plans;
  for (int index = 1; index <= count; ++index) {
    const Expected<ShardPlan> plan = plan_shard(all, durations, {index, count});
    EXPECT_TRUE(plan) << plan.error().what;
    if (!plan) return {};
    EXPECT_FALSE(plan->scenarios.empty());
    plans.insert(plan->fingerprint);
    std::vector<std::string>& names = shards.emplace_back();
    for (const Scenario* scenario : plan->scenarios) names.push_back(scenario->name);
  }
  EXPECT_EQ(plans.size(), 1u);
  return shards;
}

TEST(Shard, IsANumberOfANumber) {
  EXPECT_EQ(parse_shard("2/4").value(), (Shard{2, 4}));
  EXPECT_EQ(parse_shard("1/1").value(), (Shard{1, 1}));
}

TEST(Shard, WhatIsNoneOrOutOfRangeIsRefused) {
  for (const char* text :
       {"", "2", "/", "2/", "/4", "a/b", "2/4/8", " 2/4", "2/ 4", "1.5/2", "99999999999/1"}) {
    const Expected<Shard> shard = parse_shard(text);
    ASSERT_FALSE(shard) << text;
    EXPECT_EQ(shard.error().status, ExitStatus::kUsage);
    EXPECT_EQ(shard.error().what, std::string("\"") + text + "\" is no shard");
  }
  for (const char* text : {"0/4", "5/4", "-1/4", "1/0", "1/10001"}) {
    const Expected<Shard> shard = parse_shard(text);
    ASSERT_FALSE(shard) << text;
    EXPECT_THAT(shard.error().what, testing::HasSubstr("is out of range"));
    EXPECT_FALSE(shard.error().hint.empty());
  }
}

// With durations of all, of some, and of none, for many suites.
TEST(Shard, EveryScenarioIsInExactlyOne) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    const std::vector<Scenario> all = scenarios(1 + static_cast<int>(random() % 40));
    Durations durations;
    for (const Scenario& scenario : all)
      if (random() % 3 != 0 && round % 3 != 0) durations[scenario.name] = milliseconds(random() % 5000);
    const int count = 1 + static_cast<int>(random() % all.size());
    std::multiset<std::string> found;
    for (const std::vector<std::string>& shard : divided(pointers(all), durations, count))
      found.insert(shard.begin(), shard.end());
    std::multiset<std::string> wanted;
    for (const Scenario& scenario : all) wanted.insert(scenario.name);
    ASSERT_EQ(found, wanted);
  }
}

TEST(Shard, TheLoadIsBalancedByDurations) {
  const std::vector<Scenario> all = scenarios(7);
  const Durations durations = {{"s0", milliseconds(600)}, {"s1", milliseconds(100)},
                               {"s2", milliseconds(100)}, {"s3", milliseconds(100)},
                               {"s4", milliseconds(100)}, {"s5", milliseconds(100)},
                               {"s6", milliseconds(100)}};
  EXPECT_EQ(divided(pointers(all), durations, 2),
            (std::vector<std::vector<std::string>>{{"s0"}, {"s1", "s2", "s3", "s4", "s5", "s6"}}));
}

// 4/3 - 1/(3 m) of the best division is Graham's bound for the longest first; the mean and the longest are no
// more than that.
TEST(Shard, NoShardHasMuchMoreThanItsPart) {
  std::mt19937 random(2);
  for (int round = 0; round < 100; ++round) {
    const std::vector<Scenario> all = scenarios(30);
    Durations durations;
    std::int64_t sum = 0;
    std::int64_t longest = 0;
    for (const Scenario& scenario : all) {
      const auto duration = static_cast<std::int64_t>(1 + random() % 1000);
      durations[scenario.name] = milliseconds(duration);
      sum += duration;
      longest = std::max(longest, duration);
    }
    for (const std::vector<std::string>& shard : divided(pointers(all), durations, 4)) {
      std::int64_t load = 0;
      for (const std::string& name : shard) load += durations.at(name).count();
      EXPECT_LE(load, sum / 4 + longest);
    }
  }
}

TEST(Shard, TheOrderOfTheManifestMakesNoDifference) {
  const std::vector<Scenario> all = scenarios(9);
  std::vector<const Scenario*> backwards = pointers(all);
  std::reverse(backwards.begin(), backwards.end());
  for (int index = 1; index <= 3; ++index) {
    const ShardPlan one = plan_shard(pointers(all), {}, {index, 3}).value();
    ShardPlan other = plan_shard(backwards, {}, {index, 3}).value();
    std::reverse(other.scenarios.begin(), other.scenarios.end());
    EXPECT_EQ(one.scenarios, other.scenarios);
    EXPECT_EQ(one.fingerprint, other.fingerprint);
  }
}

TEST(Shard, AnotherDivisionHasAnotherFingerprint) {
  const std::vector<Scenario> all = scenarios(9);
  const std::string plain = plan_shard(pointers(all), {}, {1, 3})->fingerprint;
  EXPECT_NE(plan_shard(pointers(all), {}, {1, 2})->fingerprint, plain);
  EXPECT_NE(
      plan_shard(pointers(all), {{"s0", milliseconds(1)}, {"s8", milliseconds(9000)}}, {1, 3})->fingerprint,
      plain);
}

TEST(Shard, MoreShardsThanScenariosAreRefused) {
  const std::vector<Scenario> all = scenarios(3);
  const Expected<ShardPlan> plan = plan_shard(pointers(all), {}, {1, 4});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().status, ExitStatus::kUsage);
  EXPECT_EQ(plan.error().what,
            "4 shards, and there are 3 scenarios to measure: some shards would measure nothing");
  EXPECT_EQ(plan.error().hint, "divide them into 3 shards at most");
}

}  // namespace
}  // namespace highwater
