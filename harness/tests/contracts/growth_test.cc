// SPDX-License-Identifier: Apache-2.0
// `growth_bytes_per_iteration` end to end: what fails, what must not, and what the explanation says.
#include <gtest/gtest.h>

#include "tests/contracts/varying_project.h"

namespace highwater {
namespace {

using testing::ContainsRegex;

class Growth : public testing::Test {
 protected:
  // Wide enough for everything but growth.
  void play(const Words& arguments) {
    auto& scenario = project_.plays(arguments);
    for (const char* metric :
         {"peak_bytes", "retained_bytes", "retained_blocks", "allocated_bytes", "allocations"})
      scenario["tolerance"][metric] = {{"absolute", 1'000'000'000}};
  }
  std::int64_t accepted_growth() const {
    return project_.baseline()["metrics"]["growth_bytes_per_iteration"]["value"];
  }
  VaryingProject project_;
};

// 20 iterations of 16 bytes beside a megabyte that comes and goes.
TEST_F(Growth, ASmallLeakBesideMuchChurnFailsAndIsNamedFirst) {
  play({"iterate", "20", "0", "1000000"});
  project_.accept();
  EXPECT_EQ(accepted_growth(), 0);
  EXPECT_THAT(project_.check(), Succeeds());

  play({"iterate", "20", "16", "1000000"});
  const Ran ran = project_.check();
  EXPECT_THAT(ran,
              Says(ExitStatus::kRegression, "FAIL  a/b   growth an iteration 16 B, baseline 0 B, +16 B"));
  EXPECT_THAT(ran.out, ContainsRegex("\n +\\+16 B +new +[^ ]*keep_forever <- [^ ]*iterate <- main"));
  EXPECT_THAT(ran.out, ContainsRegex("\n +growth_bytes_per_iteration +0 +16 .* 8 +REGRESSION\n"));
}

TEST_F(Growth, FirstNumbersThatGrowAreHeldToTheirSlope) {
  play({"iterate", "20", "48", "1000"});
  project_.accept();
  EXPECT_EQ(accepted_growth(), 48);
  EXPECT_THAT(project_.check(), Succeeds());
  play({"iterate", "20", "64", "1000"});
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "growth an iteration 64 B, baseline 48 B"));
}

TEST_F(Growth, WhatFillsAndStopsOrDoublesIsNoLeak) {
  for (const Words& arguments : {Words{"cache", "30", "10", "5000"}, Words{"vector", "64"}}) {
    play({"iterate", "20", "0", "1000"});
    project_.update({"--reason", "a level"});
    play(arguments);
    EXPECT_THAT(project_.check(), Succeeds()) << arguments[0];
    project_.update({"--reason", arguments[0]});
    EXPECT_EQ(accepted_growth(), 0) << arguments[0];
  }
}

// Held to none, by what is not in the file.
TEST_F(Growth, ABaselineFromBeforeThereWasGrowthAllowsNone) {
  play({"iterate", "20", "0", "1000"});
  project_.accept();
  nlohmann::json old = project_.baseline();
  old["metrics"].erase("growth_bytes_per_iteration");
  old.erase("digest");
  project_.write(project_.baseline_path("a/b"), old.dump(2) + "\n");
  EXPECT_THAT(project_.check(), Succeeds());
  play({"iterate", "20", "16", "1000"});
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "growth an iteration 16 B, baseline 0 B"));
}

TEST_F(Growth, IterationsThatAreNoLongerMarkedAreNoPass) {
  play({"iterate", "20", "0", "1000"});
  project_.accept();
  play({"unmarked", "20"});
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kBaseline, "this run marked too few iterations to tell",
                                      "call region.iteration()"));
}

TEST_F(Growth, MassifDoesNotSeeIterationsAndIsHeldToTheRest) {
  play({"iterate", "20", "16", "1000"});
  project_.accept();
  EXPECT_THAT(project_.check({"--probe", "massif"}), Says(ExitStatus::kUsage, ""));
  project_.plays({"iterate", "20", "16", "1000"})["probes"] = {"counting", "massif"};
  EXPECT_THAT(project_.check({"--probe", "massif"}), Succeeds());
}

}  // namespace
}  // namespace highwater
