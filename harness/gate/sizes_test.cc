// SPDX-License-Identifier: Apache-2.0
// Which probe runs a scenario at which sizes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/testing/fake_suite.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SizedRuns : public testing::Test {
 protected:
  SizedRuns() {
    suite_.add("a/b", 10000, {"counting", "massif"});
    suite_.manifest.scenarios[0].command = {"a/b", "--bytes={size}"};
    suite_.manifest.scenarios[0].sizes = {1024, 2048, 4096};
  }
  // The last argument of each run, with a mark where sites were asked for.
  static std::vector<std::string> runs(const FakeProbe& probe) {
    std::vector<std::string> all;
    for (const ProbeRequest& request : probe.requests)
      all.push_back(request.command.back() + (request.sites == Sites::kOn ? " sites" : ""));
    return all;
  }

  FakeSuite suite_;
};

TEST_F(SizedRuns, ThePrimaryProbeRunsEverySizeAndAnotherTheLargest) {
  ASSERT_TRUE(suite_.run_update(""));
  suite_.counting.requests.clear();
  suite_.massif.requests.clear();
  const Expected<CheckReport> report = suite_.run_check();
  ASSERT_TRUE(report);
  EXPECT_EQ(status_of(*report, Improvements::kFail), ExitStatus::kOk);
  EXPECT_THAT(runs(suite_.counting), ElementsAre("--bytes=1024", "--bytes=2048", "--bytes=4096"));
  EXPECT_THAT(runs(suite_.massif), ElementsAre("--bytes=4096"));
  ASSERT_EQ(report->outcomes[0].measurement->sizes.size(), 3u);
  EXPECT_EQ(report->outcomes[0].measurement->sizes[1].metrics.peak_bytes, 10000);
  EXPECT_TRUE(report->outcomes[1].measurement->sizes.empty());
}

TEST_F(SizedRuns, SitesAreThoseOfTheLargest) {
  ASSERT_TRUE(suite_.run_update(""));
  suite_.set_peak("a/b", 90000);
  suite_.counting.requests.clear();
  ASSERT_TRUE(suite_.run_check({.probe = ProbeKind::kCounting}));
  EXPECT_THAT(runs(suite_.counting),
              ElementsAre("--bytes=1024", "--bytes=2048", "--bytes=4096", "--bytes=4096 sites"));
}

TEST_F(SizedRuns, TheFirstThatFailsEndsTheRun) {
  ASSERT_TRUE(suite_.run_update(""));
  suite_.counting.requests.clear();
  suite_.counting.exit_codes["a/b"] = 1;
  const Expected<CheckReport> report = suite_.run_check({.probe = ProbeKind::kCounting});
  ASSERT_TRUE(report);
  EXPECT_THAT(report->outcomes[0].error->what, HasSubstr("(at size 1024)"));
  EXPECT_THAT(runs(suite_.counting), ElementsAre("--bytes=1024"));
}

TEST_F(SizedRuns, ASuiteThatAddsSizesNeedsAnUpdate) {
  suite_.manifest.scenarios[0].sizes.clear();
  ASSERT_TRUE(suite_.run_update(""));
  suite_.manifest.scenarios[0].sizes = {1024, 2048};
  const Expected<CheckReport> report = suite_.run_check({.probe = ProbeKind::kCounting});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->outcomes[0].error->status, ExitStatus::kBaseline);
  ASSERT_TRUE(suite_.run_update("sizes"));
  EXPECT_EQ(status_of(*suite_.run_check(), Improvements::kFail), ExitStatus::kOk);
  EXPECT_EQ(suite_.baseline("a/b").scaling.sizes, (std::vector<std::int64_t>{1024, 2048}));
}

}  // namespace
}  // namespace highwater
