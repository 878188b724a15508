// SPDX-License-Identifier: Apache-2.0
// What happens on a machine besides: memory that is short, and a clock that somebody sets. Verdicts and
// numbers are the same. (Processors that are busy: tests/adoption/busy_test.cc.)
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;

class Load : public testing::Test {
 protected:
  Load() {
    project_.scenario("fixture", {"allocate", "100000", "500"})["timeout_seconds"] = 60;
    project_.scenario("hangs", {"allocate", "1", "0"});
    project_.scenario_command("sort", {"sort", "/usr/share/common-licenses/GPL-3"});
    project_.accept();
    EXPECT_THAT(project_.check(), Succeeds());
    quiet_ = metrics();
  }

  std::vector<Metrics> metrics() const {
    std::vector<Metrics> found;
    for (const char* name : {"fixture", "sort"}) {
      found.push_back(project_.result(name).metrics);
      found.back().peak_rss_bytes = std::nullopt;  // the kernel's, and no part of the gate
    }
    return found;
  }

  Project project_;
  std::vector<Metrics> quiet_;
};

TEST_F(Load, WithMemoryShortTheVerdictAndTheNumbersAreTheSame) {
  const Background hog({HIGHWATER_TEST_MEMORY_HOG, project_.path("ready")}, {}, project_.folder());
  const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!std::filesystem::exists(project_.path("ready"))) {
    ASSERT_TRUE(is_running(hog.pid()));
    ASSERT_LT(std::chrono::steady_clock::now(), patience);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_THAT(project_.check(), Succeeds());
  EXPECT_EQ(metrics(), quiet_);
  project_.scenario("fixture", {"allocate", "103000", "500"});
  EXPECT_THAT(project_.check({"fixture"}), Says(ExitStatus::kRegression, "REGRESSION"));
}

TEST_F(Load, WithAClockThatJumpsTheVerdictAndTheNumbersAreTheSame) {
  project_.variable("CLOCK", HIGHWATER_TEST_JUMPING_CLOCK);
  // It does: without the leaps the two would be of one year.
  EXPECT_THAT(project_
                  .shell("LD_PRELOAD=$CLOCK perl -e '@y = map { (localtime)[5] } 1 .. 100; print abs($y[98] "
                         "- $y[99]) > 10 "
                         "? \"jumps\" : \"stands\"'")
                  .out,
              HasSubstr("jumps"));
  EXPECT_THAT(project_.shell("LD_PRELOAD=$CLOCK exec $HIGHWATER check"), Succeeds());
  EXPECT_EQ(metrics(), quiet_);
  project_.scenario("fixture", {"allocate", "103000", "500"});
  project_.check({"sort"});  // writes the manifest
  EXPECT_THAT(project_.shell("LD_PRELOAD=$CLOCK exec $HIGHWATER check fixture"),
              Says(ExitStatus::kRegression, "REGRESSION"));
  // A time-out counts seconds, not dates.
  const std::string processes = project_.path("processes");
  project_.scenario("hangs", {"hang", processes})["timeout_seconds"] = 1;
  project_.check({"sort"});  // writes the manifest
  const Ran ran = project_.shell("LD_PRELOAD=$CLOCK exec $HIGHWATER check hangs");
  EXPECT_THAT(ran, Says(ExitStatus::kScenario, "1 s"));
  EXPECT_GE(ran.elapsed, std::chrono::seconds(1));
}

}  // namespace
}  // namespace highwater
