// SPDX-License-Identifier: Apache-2.0
// `highwater run --repeat N -- COMMAND with {n}`.
#include <gtest/gtest.h>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;

class RunRepeat : public testing::Test {
 protected:
  Ran repeat(const Words& flags, const Words& command) {
    Words arguments = {"run", "--repeat"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    arguments.emplace_back("--");
    arguments.insert(arguments.end(), command.begin(), command.end());
    return project_.highwater(arguments);
  }
  Project project_;
};

// allocate PEAK KEEP: n of its own digits, 1000 more with every round.
TEST_F(RunRepeat, ALeakIsNamedWithItsSlopeAndIsNoFailure) {
  const Ran ran = repeat({"10"}, fixture({"allocate", "90000", "{n}000"}));
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "  retained  leak: +1000 B each time n goes up by 1\n"));
  EXPECT_THAT(ran.err, HasSubstr("allocate 90000 {n}000 (counting), n = 1 to 10\n"));
  EXPECT_THAT(ran.err, HasSubstr("   1     1,000          1  90,000            2\n"));
  EXPECT_THAT(ran.err, HasSubstr("  10    10,000          1  90,000            2\n"));
  EXPECT_THAT(ran.err, HasSubstr("  peak      flat\n"));
  EXPECT_EQ(ran.out, "");
}

TEST_F(RunRepeat, WhatDoesNotGrowIsFlat) {
  EXPECT_THAT(repeat({"8"}, fixture({"allocate", "90000", "500", "{n}"})),
              Says(ExitStatus::kOk, "  retained  flat\n"));
}

TEST_F(RunRepeat, JsonHasEveryRun) {
  const Ran ran = repeat({"8", "--json", "-"}, fixture({"allocate", "9000", "{n}0"}));
  EXPECT_THAT(ran, Succeeds());
  const nlohmann::json json = nlohmann::json::parse(ran.out);
  EXPECT_EQ(json["growth"]["retained_bytes"]["bytes_per_iteration"], 10);
  ASSERT_EQ(json["runs"].size(), 8u);
  EXPECT_EQ(json["runs"][7]["n"], 8);
  EXPECT_EQ(json["runs"][7]["metrics"]["retained_bytes"], 80);
  EXPECT_EQ(json["runs"][7]["exit"]["code"], 0);
}

TEST_F(RunRepeat, AlsoUnderMassif) {
  EXPECT_THAT(repeat({"8", "--probe", "massif"}, fixture({"allocate", "9000", "{n}00"})),
              Says(ExitStatus::kOk, "  retained  leak: +100 B each time n goes up by 1\n"));
}

TEST_F(RunRepeat, WithoutAPlaceForItsNumberIsRefused) {
  EXPECT_THAT(
      repeat({"10"}, fixture({"allocate", "9000", "1000"})),
      Fails(ExitStatus::kUsage, "--repeat: the command has no {n} in it", "put {n} where the program"));
}

TEST_F(RunRepeat, TooFewAreRefused) {
  EXPECT_THAT(repeat({"7"}, fixture({"allocate", "9000", "{n}"})),
              Fails(ExitStatus::kUsage, "fewer than 8 runs say nothing about growth", "20 are enough"));
  for (const char* count : {"0", "-3", "many"})
    EXPECT_THAT(repeat({count}, fixture({"allocate", "9000", "{n}"})),
                Says(ExitStatus::kUsage, "--repeat: expected a whole number, at least 1"));
}

TEST_F(RunRepeat, RunsThatEndInDifferentWaysAreNamed) {
  EXPECT_THAT(repeat({"10"}, fixture({"exit", "{n}"})),
              Fails(ExitStatus::kScenario, "with n = 2: exit code 2, with n = 1: exit code 1",
                    "runs that do not end alike cannot be compared"));
}

TEST_F(RunRepeat, RunsThatAllFailAreComparedAndTheFailureIsNamed) {
  const Ran ran = repeat({"8"}, fixture({"exit", "7", "{n}"}));
  EXPECT_THAT(ran, Fails(ExitStatus::kScenario, "the command failed: exit code 7", "those up to its end"));
  EXPECT_THAT(ran.err, HasSubstr("  retained  flat\n"));
}

TEST_F(RunRepeat, KeepsNoSites) {
  EXPECT_THAT(
      repeat({"10", "--sites"}, fixture({"allocate", "9000", "{n}"})),
      Fails(ExitStatus::kUsage, "--repeat compares numbers, and keeps no sites", "leave --sites out"));
}

}  // namespace
}  // namespace highwater
