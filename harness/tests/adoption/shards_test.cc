// SPDX-License-Identifier: Apache-2.0
// A suite on several machines, each with a folder of results of its own, and one report over all of them.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/adoption/testing/accept.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

class Shards : public testing::Test {
 protected:
  Shards() {
    for (const char* name : {"a", "b", "c", "d/e"}) project_.scenario(name, {"allocate", "10000", "0"});
    project_.scenario("b", {"allocate", "10000", "0"})["probes"] = {"counting", "massif"};
    accept_once(project_);
    project_.manifest()["results"] = "results";
  }

  // What machine `index` of `count` does; its results are in machines/<index>.
  Ran machine(int index, int count, const Words& more = {}) {
    project_.manifest()["results"] = "machines/" + std::to_string(index);
    Words arguments = {"--shard", std::to_string(index) + "/" + std::to_string(count)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return project_.check(arguments);
  }
  Ran report() {
    return project_.highwater({"report", "machines", "--junit", "report.xml", "--markdown", "report.md"});
  }

  Project project_;
};

TEST_F(Shards, TogetherTheyMeasureEverythingOnce) {
  std::multiset<std::string> files;
  for (int index = 1; index <= 3; ++index) {
    ASSERT_THAT(machine(index, 3), Succeeds());
    for (const std::string& file : files_below(project_.path("machines/" + std::to_string(index))))
      files.insert(file);
  }
  EXPECT_EQ(files, (std::multiset<std::string>{"a.counting.json", "b.counting.json", "b.massif.json",
                                               "c.counting.json", "d/e.counting.json"}));
  EXPECT_THAT(report(), Succeeds());
}

TEST_F(Shards, TheReportFailsForAMissingOneAndSaysSoEverywhere) {
  ASSERT_THAT(machine(1, 3), Succeeds());
  ASSERT_THAT(machine(3, 3), Succeeds());
  EXPECT_THAT(report(), Fails(ExitStatus::kUsage, "linux-test: shard 2 of 3 is missing",
                              "was its folder of results handed in?"));
  for (const char* file : {"report.xml", "report.md"})
    EXPECT_THAT(project_.text(project_.path(file)), testing::HasSubstr("shard 2 of 3 is missing")) << file;
}

TEST_F(Shards, TheReportFailsForHalfOfOne) {
  ASSERT_THAT(machine(1, 2), Succeeds());
  ASSERT_THAT(machine(2, 2), Succeeds());
  ASSERT_THAT(report(), Succeeds());
  for (const std::string& file : files_below(project_.path("machines/1"))) {
    fs::remove(project_.path("machines/1/" + file));
    break;
  }
  EXPECT_THAT(report(), Says(ExitStatus::kUsage, "linux-test: of shard 1 of 2 there are"));
}

TEST_F(Shards, DurationsBalanceThem) {
  for (const char* name : {"a", "b", "c", "d/e"}) project_.scenario(name, {"allocate", "10000", "0"});
  project_.manifest()["results"] = "before";
  ASSERT_THAT(project_.check(), Succeeds());
  // As if `c` had taken a minute: it gets a shard for itself.
  nlohmann::json result = nlohmann::json::parse(project_.text(project_.path("before/c.counting.json")));
  result["check"]["elapsed_ms"] = 60000;
  project_.write("before/c.counting.json", result.dump());
  ASSERT_THAT(machine(1, 2, {"--durations", "before"}), Succeeds());
  EXPECT_EQ(files_below(project_.path("machines/1")), Words{"c.counting.json"});
  ASSERT_THAT(machine(2, 2, {"--durations", "before"}), Succeeds());
  EXPECT_THAT(report(), Succeeds());
  // A machine that was told otherwise might have left a scenario to nobody.
  ASSERT_THAT(machine(2, 2), Succeeds());
  EXPECT_THAT(report(), Says(ExitStatus::kUsage, "its 2 shards were not divided alike"));
}

TEST_F(Shards, OutOfRangeIsExitCode2) {
  for (const char* shard : {"0/2", "3/2", "1/0", "2", "x/y"})
    EXPECT_EQ(project_.check({"--shard", shard}).code, 2) << shard;
  EXPECT_THAT(project_.check({"--shard", "3/2"}),
              Fails(ExitStatus::kUsage, "shard 3 of 2 is out of range", "from 1 to their number"));
  EXPECT_THAT(
      project_.check({"--shard", "1/5"}),
      Fails(ExitStatus::kUsage, "5 shards, and there are 4 scenarios", "divide them into 4 shards at most"));
  EXPECT_THAT(project_.check({"--durations", "x"}), Says(ExitStatus::kUsage, "--durations without --shard"));
  EXPECT_THAT(project_.check({"--shard", "1/2", "--durations", "absent"}),
              Fails(ExitStatus::kUsage, "absent", "an earlier check's results"));
}

TEST_F(Shards, ARegressionFailsItsShardAndAnOrphanAll) {
  project_.scenario("a", {"allocate", "20000", "0"});
  const Ran one = machine(1, 2);
  const Ran two = machine(2, 2);
  EXPECT_EQ(std::multiset<int>({*one.code, *two.code}), (std::multiset<int>{0, 1}));
  project_.remove("a");
  EXPECT_THAT(machine(1, 2), Says(ExitStatus::kBaseline, "a baseline without a scenario"));
}

}  // namespace
}  // namespace highwater
