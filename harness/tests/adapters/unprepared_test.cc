// SPDX-License-Identifier: Apache-2.0
// `highwater run -- ./my_tests` of a GoogleTest program that was not prepared (programs/unprepared.cc).
#include <nlohmann/json.hpp>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> names_in(const json& document) {
  std::vector<std::string> names;
  for (const json& test : document.at("tests")) names.push_back(test.at("name"));
  return names;
}

class Unprepared : public testing::Test {
 protected:
  json run(const std::string& before, const std::string& flags = "") {
    ran_ =
        project_.shell(before + " $HIGHWATER run --json tests.json -- " + HIGHWATER_TEST_UNPREPARED + flags);
    SCOPED_TRACE(testing::PrintToString(ran_));
    return json::parse(project_.text(project_.path("tests.json")));
  }
  Project project_;
  Ran ran_;
};

TEST_F(Unprepared, EveryTestIsReported) {
  const json document = run("");
  EXPECT_THAT(ran_, Succeeds());
  EXPECT_THAT(names_in(document), ElementsAre("Plain.Keeps", "Plain.KeepsMore", "Plain.KeepsNothing",
                                              "Types/0.AreKept", "Types/1.AreKept", "Unlucky.FailsOnRequest",
                                              "Few/Sizes.AreKept/0", "Few/Sizes.AreKept/1"));
  EXPECT_THAT(ran_.err, HasSubstr("8 tests, each in a process of its own"));
  for (const std::string& name : names_in(document)) EXPECT_THAT(ran_.err, HasSubstr("\n  " + name + " "));
  EXPECT_THAT(ran_.out, Not(HasSubstr("said by the test")));
}

// The numbers are those of a process with that test alone, to the byte; what a test keeps is told from what
// GoogleTest allocates by the row without a test.
TEST_F(Unprepared, TheNumbersAreThoseOfTheTestAlone) {
  const json document = run("");
  const std::int64_t base = document.at("no_test").at("metrics").at("retained_bytes");
  const std::vector<std::int64_t> kept = {1000, 5000, 0, 100, 800, 0, 111, 222};
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const json& test = document.at("tests").at(i);
    const std::string name = test.at("name");
    EXPECT_EQ(test.at("metrics").at("retained_bytes"), base + kept[i]) << name;
    const Ran alone = project_.shell("$HIGHWATER run --whole --json - -- " +
                                     std::string(HIGHWATER_TEST_UNPREPARED) + " --gtest_filter=" + name);
    ASSERT_THAT(alone, Succeeds());
    for (const auto& [metric, value] : test.at("metrics").items())
      EXPECT_EQ(json::parse(alone.out).at("metrics").at(metric), value) << name << " " << metric;
  }
  EXPECT_GE(document.at("tests").at(2).at("metrics").at("peak_bytes"), 4000000);
  EXPECT_LT(document.at("tests").at(1).at("metrics").at("peak_bytes"), 1000000);
}

TEST_F(Unprepared, AFailedTestIsNamedWithWhatItPrinted) {
  const json document = run("FAIL=1");
  EXPECT_EQ(ran_.code, 3);
  EXPECT_THAT(ran_.err, HasSubstr("1 test failed: Unlucky.FailsOnRequest (exit code 1)"));
  EXPECT_THAT(ran_.err, HasSubstr("said by the test"));
  EXPECT_THAT(ran_.err, HasSubstr("as it was told"));
  EXPECT_EQ(names_in(document).size(), 8u);
  EXPECT_EQ(document.at("tests").at(5).at("exit").at("code"), 1);
}

TEST_F(Unprepared, ThoseThatTheCommandWouldRun) {
  EXPECT_THAT(names_in(run("", " '--gtest_filter=Plain.*-*Nothing'")),
              ElementsAre("Plain.Keeps", "Plain.KeepsMore"));
  EXPECT_EQ(names_in(run("", " --gtest_also_run_disabled_tests")).size(), 9u);
}

TEST_F(Unprepared, AShardRunsItsOwn) {
  EXPECT_THAT(names_in(run("GTEST_TOTAL_SHARDS=3 GTEST_SHARD_INDEX=1")),
              ElementsAre("Plain.KeepsMore", "Types/1.AreKept", "Few/Sizes.AreKept/1"));
}

// One test, sites, and on request all of them: one process, which owns the terminal.
TEST_F(Unprepared, AsOneProcessWhereOneIsMeant) {
  for (const char* const words : {"run --whole --json tests.json -- ", "run --sites --json tests.json -- "}) {
    const Ran ran = project_.shell("$HIGHWATER " + std::string(words) + HIGHWATER_TEST_UNPREPARED);
    EXPECT_THAT(ran, Succeeds());
    EXPECT_THAT(ran.out, HasSubstr("said by the test"));
    EXPECT_FALSE(json::parse(project_.text(project_.path("tests.json"))).contains("tests"));
  }
  EXPECT_FALSE(run("", " --gtest_filter=Plain.Keeps").contains("tests"));
}

// Prepared programs report their tests by themselves.
TEST_F(Unprepared, NotOfAProgramWithTheAdapter) {
  const Ran ran = project_.shell("$HIGHWATER run -- " + std::string(HIGHWATER_TEST_SUITES));
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, HasSubstr("[   MEMORY ] Plain.Keeps"));
  EXPECT_THAT(ran.err, HasSubstr("region Plain.Keeps"));
}

}  // namespace
}  // namespace highwater
