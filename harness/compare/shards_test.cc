// SPDX-License-Identifier: Apache-2.0
#include "compare/shards.h"

#include <gtest/gtest.h>

#include "base/error_printer.h"

namespace highwater {
namespace {

CheckOutcome outcome(const std::string& scenario, int index, int count, std::int64_t checks = 1,
                     const std::string& plan = "p", const std::string& profile = "linux-a") {
  CheckOutcome made;
  made.scenario = scenario;
  made.shard =
      ShardRecord{.profile = profile, .probe = "", .shard = {index, count}, .plan = plan, .checks = checks};
  return made;
}

std::vector<std::string> said(const std::vector<CheckOutcome>& outcomes) {
  std::vector<std::string> whats;
  for (const Error& error : shard_problems(outcomes)) {
    EXPECT_EQ(error.status, ExitStatus::kUsage);
    EXPECT_FALSE(error.hint.empty());
    whats.push_back(error.what);
  }
  return whats;
}

using Said = std::vector<std::string>;

TEST(Shards, AllThereIsFine) {
  EXPECT_EQ(said({outcome("a", 1, 2), outcome("b", 2, 2)}), Said{});
}

TEST(Shards, ResultsWithoutThemAreFine) {
  EXPECT_EQ(said({CheckOutcome{}}), Said{});
  EXPECT_EQ(said({}), Said{});
}

TEST(Shards, AMissingOneIsNamed) {
  EXPECT_EQ(said({outcome("a", 1, 4), outcome("b", 3, 4)}), Said{"linux-a: shard 2, 4 of 4 is missing"});
}

TEST(Shards, EachPlatformHasItsOwn) {
  EXPECT_EQ(said({outcome("a", 1, 2), outcome("b", 2, 2), outcome("a", 1, 2, 1, "q", "linux-b")}),
            Said{"linux-b: shard 2 of 2 is missing"});
}

TEST(Shards, HalfOfOneIsNotAllOfIt) {
  EXPECT_EQ(said({outcome("a", 1, 2, 2), outcome("b", 2, 2)}),
            Said{"linux-a: of shard 1 of 2 there are 1 results, and it has 2"});
  // The same result twice, from a machine that was asked again, is one.
  EXPECT_EQ(said({outcome("a", 1, 2, 2), outcome("a", 1, 2, 2), outcome("b", 2, 2)}).size(), 1u);
}

TEST(Shards, DivisionsThatDoNotBelongTogetherAreRefused) {
  EXPECT_EQ(said({outcome("a", 1, 2), outcome("b", 3, 3)}),
            Said{"linux-a: results of divisions into 2 and 3 shards are mixed"});
  EXPECT_EQ(said({outcome("a", 1, 2), outcome("b", 2, 2, 1, "other")}),
            Said{"linux-a: its 2 shards were not divided alike, so scenarios may be in none"});
}

}  // namespace
}  // namespace highwater
