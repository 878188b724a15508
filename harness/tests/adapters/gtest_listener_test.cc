// SPDX-License-Identifier: Apache-2.0
// What the listener of highwater::gtest says of tests of every kind (programs/suites.cc), by itself and under
// the gate. What each test keeps is its own number: GoogleTest's share of it is gone at the end of a test.
#include <regex>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

Ran suites(const std::string& flags = "", const std::string& before = "") {
  Project project;
  return project.shell(before + " " + HIGHWATER_TEST_SUITES + " " + flags);
}

MATCHER_P2(Keeps, test, bytes, "a line of the listener") {
  const std::string line = "[   MEMORY ] " + std::string(test) + ": peak ";
  const std::size_t at = arg.out.find(line);
  if (at == std::string::npos) return false;
  const std::string rest = arg.out.substr(at, arg.out.find('\n', at) - at);
  return rest.find(" retained " + std::to_string(bytes) + " bytes in ") != std::string::npos;
}

TEST(GtestListener, ReportsEveryTest) {
  const Ran ran = suites();
  ASSERT_THAT(ran, Succeeds());
  EXPECT_THAT(ran, Keeps("Plain.Keeps", 1000));
  EXPECT_THAT(ran, Keeps("Plain.KeepsMore", 5000));
  // Beside two blocks of 3 allocations: GoogleTest's fixture, and the flags that it saves with it.
  EXPECT_THAT(ran.out, HasSubstr("retained 5000 bytes in 2 blocks, 4 allocations"));
  EXPECT_THAT(ran.out, Not(HasSubstr("MEMORY ] Plain.DISABLED")));
}

TEST(GtestListener, ReportsParametrisedAndTypedTests) {
  const Ran ran = suites();
  EXPECT_THAT(ran, Keeps("Few/Sizes.AreKept/0", 111));
  EXPECT_THAT(ran, Keeps("Few/Sizes.AreKept/1", 222));
  EXPECT_THAT(ran, Keeps("Few/Sizes.AreKept/2", 333));
  EXPECT_THAT(ran, Keeps("Types/0.AreKept", 100));
  EXPECT_THAT(ran, Keeps("Types/1.AreKept", 800));
}

// Four blocks of 50000, and what the threads themselves keep.
TEST(GtestListener, AllThreadsCount) {
  const Ran ran = suites("--gtest_filter=ThreadsTest.*");
  std::smatch match;
  ASSERT_TRUE(std::regex_search(ran.out, match, std::regex("retained ([0-9]+) bytes")));
  EXPECT_GE(std::stol(match[1]), 200000);
  EXPECT_LT(std::stol(match[1]), 210000);
}

// The statements of the death tests allocate 7,000,000 bytes.
TEST(GtestListener, WhatADeathTestsProcessAllocatesIsNotTheTests) {
  const Ran ran = suites("--gtest_filter=DeathTest.*");
  ASSERT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, HasSubstr("[   MEMORY ] DeathTest.TheDyingProcessIsNotCounted: peak "));
  EXPECT_THAT(ran.out, HasSubstr("[   MEMORY ] DeathTest.ThreadsafeOnesNeither: peak "));
  std::smatch match;
  std::string text = ran.out;
  while (std::regex_search(text, match, std::regex("peak ([0-9]+) bytes"))) {
    EXPECT_GE(std::stol(match[1]), 4000);
    EXPECT_LT(std::stol(match[1]), 100000);
    text = match.suffix();
  }
}

TEST(GtestListener, ShardsReportTheirOwnTests) {
  std::size_t lines = 0;
  for (const char* shard : {"0", "1", "2"}) {
    const Ran ran = suites("", std::string("GTEST_TOTAL_SHARDS=3 GTEST_SHARD_INDEX=") + shard);
    ASSERT_THAT(ran, Succeeds());
    std::size_t own = 0;
    for (std::size_t at = 0; (at = ran.out.find("[   MEMORY ]", at)) != std::string::npos; ++at) ++own;
    EXPECT_EQ(own, 4u);  // of 12
    lines += own;
  }
  EXPECT_EQ(lines, 12u);
}

TEST(GtestListener, GivesItsNumbersToTheXmlReport) {
  Project project;
  ASSERT_THAT(project.shell(std::string(HIGHWATER_TEST_SUITES) +
                            " --gtest_filter=Plain.Keeps --gtest_output=xml:out.xml"),
              Succeeds());
  EXPECT_THAT(project.text(project.path("out.xml")), HasSubstr(R"(name="retained_bytes" value="1000")"));
  EXPECT_THAT(project.text(project.path("out.xml")), HasSubstr(R"(name="allocations" value="3")"));
}

TEST(GtestListener, IsQuietWhenGoogleTestIs) {
  EXPECT_THAT(suites("--gtest_brief=1").out, Not(HasSubstr("MEMORY")));
}

TEST(GtestListener, EachTestIsARegionOfTheResult) {
  Project project;
  ASSERT_THAT(project.highwater({"run", "--json", "r.json", "--", HIGHWATER_TEST_SUITES}), Succeeds());
  const nlohmann::json result = nlohmann::json::parse(project.text(project.path("r.json")));
  std::map<std::string, std::int64_t> retained;
  for (const nlohmann::json& region : result["regions"])
    retained[region["name"]] = region["metrics"]["retained_bytes"];
  EXPECT_EQ(retained.size(), 12u);
  EXPECT_EQ(retained["Plain.Keeps"], 1000);
  EXPECT_EQ(retained["Few/Sizes.AreKept/2"], 333);
  // Two names of 80 letters that differ in the last three: cut, and still two.
  int longest = 0;
  for (const auto& [name, bytes] : retained)
    if (name.size() == 63 && name[54] == '~') ++longest;
  EXPECT_EQ(longest, 2);
}

class GtestBaselines : public testing::Test {
 protected:
  GtestBaselines() {
    project_.scenario_command("unit/keeps", {HIGHWATER_TEST_SUITES, "--gtest_filter=Plain.Keeps"});
    project_.scenario_command("unit/sizes", {HIGHWATER_TEST_SUITES, "--gtest_filter=Few/Sizes.AreKept/1"});
    EXPECT_THAT(project_.update({"--runs", "1"}), Succeeds());
  }
  Project project_;
};

TEST_F(GtestBaselines, ATestIsHeldToItsOwnBaseline) {
  EXPECT_THAT(project_.check(), Succeeds());
  const nlohmann::json baseline = nlohmann::json::parse(project_.text(project_.baseline_path("unit/sizes")));
  EXPECT_EQ(baseline["region"], "Few/Sizes.AreKept/1");
  EXPECT_EQ(baseline["metrics"]["retained_bytes"]["value"], 222);
}

// As if the test had come to keep more: 5000 bytes instead of 1000, in the same region.
TEST_F(GtestBaselines, ATestThatKeepsMoreFailsTheGate) {
  project_.scenario_command("unit/keeps", {HIGHWATER_TEST_GROWN, "--gtest_filter=Plain.Keeps"});
  EXPECT_THAT(project_.check({"unit/keeps"}), Says(ExitStatus::kRegression, "retained_bytes"));
}

TEST_F(GtestBaselines, SeveralTestsInOneScenarioNeedAChoice) {
  project_.scenario_command("unit/all", {HIGHWATER_TEST_SUITES, "--gtest_filter=Plain.*"});
  EXPECT_THAT(project_.update({"unit/all"}), Says(ExitStatus::kUsage, "several regions"));
  project_.scenario_command("unit/all", {HIGHWATER_TEST_SUITES, "--gtest_filter=Plain.*"})["region"] =
      "Plain.KeepsMore";
  EXPECT_THAT(project_.update({"unit/all", "--runs", "1"}), Succeeds());
  EXPECT_THAT(project_.check(), Succeeds());
}

// What highwater_discover_tests runs when the program has been built.
TEST(GtestDiscovered, EveryCaseIsAScenarioWithARegion) {
  Project project;
  project.write(project.path("parameters.cmake"),
                "set(TARGET suites)\nset(EXECUTABLE [[" HIGHWATER_TEST_SUITES
                "]])\nset(PREFIX unit)\n"
                "set(FILTER *-DeathTest.*:ThreadsTest.*:ASuite*)\n"
                "set(ENTRY [[\"probes\": [\"counting\"], \"timeout_seconds\": 60]])\nset(OUTPUT [[" +
                    project.path("suites.json") + "]])\n");
  ASSERT_THAT(project.shell("cmake -DPARAMETERS=parameters.cmake -P " HIGHWATER_TEST_DISCOVER), Succeeds());
  project.manifest()["scenarios"] = nlohmann::json::array();
  project.manifest()["include"] = {"suites.json"};
  EXPECT_THAT(project.update({"--runs", "1"}), Says(ExitStatus::kOk, "7 of 7 baselines changed"));
  EXPECT_THAT(project.check(), Succeeds());
  const nlohmann::json baseline =
      nlohmann::json::parse(project.text(project.baseline_path("unit/Few/Sizes.AreKept/2")));
  EXPECT_EQ(baseline["region"], "Few/Sizes.AreKept/2");
  EXPECT_EQ(baseline["metrics"]["retained_bytes"]["value"], 333);
  EXPECT_THAT(project.check({"unit/Types/1.AreKept"}), Succeeds());
}

// A process has room for 128 names of regions: with more tests the result has none, and is not refused.
TEST(GtestListener, ManyTestsAreNoRegions) {
  Project project;
  const Ran ran = project.highwater({"run", "--json", "r.json", "--", HIGHWATER_TEST_MANY});
  ASSERT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, HasSubstr("more than 100 tests: none is a region"));
  EXPECT_THAT(ran.out, HasSubstr("[   MEMORY ] All/Many.Are/149: peak "));
  EXPECT_TRUE(nlohmann::json::parse(project.text(project.path("r.json")))["regions"].empty());
}

}  // namespace
}  // namespace highwater
