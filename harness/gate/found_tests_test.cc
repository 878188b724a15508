// SPDX-License-Identifier: Apache-2.0
#include "gate/found_tests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error_printer.h"

namespace highwater {
namespace {

using testing::ElementsAre;

TEST(FoundTests, CtestsTestsBecomeScenarios) {
  const Expected<FoundTests> found = tests_of_ctest(R"({"tests": [
    {"name": "Suite.Case", "command": ["/b/test", "--one"], "properties": [
      {"name": "WORKING_DIRECTORY", "value": "/b/work"}, {"name": "TIMEOUT", "value": 30.0},
      {"name": "ENVIRONMENT", "value": ["A=1", "B=x=y"]}, {"name": "LABELS", "value": ["unit"]}]},
    {"name": "plain", "command": ["/b/plain"]}
  ]})",
                                                    "/b");
  ASSERT_TRUE(found) << found.error().what;
  ASSERT_EQ(found->tests.size(), 2u);
  EXPECT_EQ(found->tests[0].name, "Suite.Case");
  EXPECT_THAT(found->tests[0].command, ElementsAre("/b/test", "--one"));
  EXPECT_EQ(found->tests[0].working_directory, "/b/work");
  EXPECT_EQ(found->tests[0].timeout, std::chrono::seconds(30));
  EXPECT_EQ(found->tests[0].environment, (std::map<std::string, std::string>{{"A", "1"}, {"B", "x=y"}}));
  EXPECT_EQ(found->tests[1].working_directory, "/b");
  EXPECT_EQ(found->tests[1].timeout, std::nullopt);
}

TEST(FoundTests, NamesAreMadeValidAndUnique) {
  const Expected<FoundTests> found = tests_of_ctest(R"({"tests": [
    {"name": "P/Suite.Case/0", "command": ["x"]}, {"name": "a b", "command": ["x"]}, {"name": "a?b", "command": ["x"]},
    {"name": "/absolute//", "command": ["x"]}, {"name": "../up", "command": ["x"]}, {"name": "", "command": ["x"]}
  ]})",
                                                    "/b");
  std::vector<std::string> names;
  for (const FoundTest& test : found->tests) names.push_back(test.name);
  EXPECT_THAT(names, ElementsAre("P/Suite.Case/0", "a_b", "a_b-2", "_absolute__", "test", "test-2"));
}

TEST(FoundTests, WhatIsNoScenarioIsLeftOutWithTheReason) {
  const Expected<FoundTests> found = tests_of_ctest(R"({"tests": [
    {"name": "unbuilt"}, {"name": "off", "command": ["x"], "properties": [{"name": "DISABLED", "value": true}]},
    {"name": "fails", "command": ["x"], "properties": [{"name": "WILL_FAIL", "value": true}]},
    {"name": "memory.x", "command": ["/bin/highwater", "check"]}
  ]})",
                                                    "/b");
  EXPECT_TRUE(found->tests.empty());
  EXPECT_THAT(found->left_out,
              ElementsAre("unbuilt: it is not built", "off: disabled", "fails: it is expected to fail"));
}

TEST(FoundTests, SomethingElseThanTestsIsAnError) {
  for (const char* text :
       {"", "[]", "{}", "{\"tests\": 1}", "{\"tests\": [", "null", "{\"tests\": [1]}",
        "{\"tests\": [{\"name\": 3}]}", "{\"tests\": [{\"name\": \"a\", \"command\": 4}]}"}) {
    const Expected<FoundTests> found = tests_of_ctest(text, "/b");
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().status, ExitStatus::kUsage);
    EXPECT_THAT(found.error().what, testing::StartsWith("/b: the list of ctest:1: ")) << text;
  }
}

}  // namespace
}  // namespace highwater
