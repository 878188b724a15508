// SPDX-License-Identifier: Apache-2.0
// What happens on a machine besides: memory that is short, and a clock that somebody sets. Verdicts and
// numbers are the same. (Processors that are busy: tests/adoption/busy_test.cc.)
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <thread>

#include "tests/gate/testing/project.h"
#include "tests/load/testing/memory_group.h"

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

// A check needs some 2 MiB of its own, one that explains a regression some 16; what the hog would have is
// more than the group may.
constexpr std::int64_t kGroupBytes = std::int64_t{96} << 20;
constexpr std::int64_t kHeldBytes = kGroupBytes / 2;

// In the group, until the end of its life.
class MemoryHog {
 public:
  MemoryHog(const MemoryGroup& group, const Project& project)
      : ready_(project.path("ready")),
        process_({"/bin/sh", "-c", R"(echo 0 >"$0" && exec "$@")", group.door(), HIGHWATER_TEST_MEMORY_HOG,
                  std::to_string(kHeldBytes), std::to_string(kGroupBytes), ready_},
                 {}, project.folder()) {}

  bool runs() const { return is_running(process_.pid()); }
  bool is_ready() const { return std::filesystem::exists(ready_); }

 private:
  std::string ready_;
  Background process_;
};

TEST_F(Load, WithMemoryShortTheVerdictAndTheNumbersAreTheSame) {
  const MemoryGroup group(kGroupBytes);
  if (!group.missing().empty()) GTEST_SKIP() << "memory cannot be made short here: " << group.missing();
  const MemoryHog hog(group, project_);
  const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!hog.is_ready()) {
    ASSERT_TRUE(hog.runs()) << group.kills() << " processes were killed for want of memory";
    ASSERT_LT(std::chrono::steady_clock::now(), patience);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  project_.variable("GROUP", group.door());
  const auto check_in_the_group = [&](const std::string& arguments) {
    const std::int64_t before = group.shortages();
    Ran ran = project_.shell("echo 0 >\"$GROUP\" && exec $HIGHWATER check " + arguments);
    // It was short all the time: the hog is alive, and nobody else had to be killed.
    EXPECT_GT(group.shortages(), before + 100);
    EXPECT_TRUE(hog.runs());
    EXPECT_EQ(group.kills(), 0);
    return ran;
  };
  EXPECT_THAT(check_in_the_group(""), Succeeds());
  EXPECT_EQ(metrics(), quiet_);
  project_.scenario("fixture", {"allocate", "103000", "500"});
  EXPECT_THAT(check_in_the_group("fixture"), Says(ExitStatus::kRegression, "REGRESSION"));
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
