// SPDX-License-Identifier: Apache-2.0
#include "gate/update.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/testing/fake_suite.h"

namespace highwater {
namespace {

using testing::HasSubstr;

TEST(Update, TheFirstBaselineNeedsNoReason) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  const std::vector<UpdateOutcome> outcomes = *suite.run_update("");
  ASSERT_EQ(outcomes.size(), 1u);
  EXPECT_TRUE(outcomes[0].acceptance->changed);
  EXPECT_EQ(suite.baseline("a/b").reason, "first numbers");
  EXPECT_EQ(suite.baseline("a/b").metrics.at(Metric::kPeakBytes).value, 10000);
}

TEST(Update, AChangeNeedsAReasonBeforeAnythingIsMeasured) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.add("a/new", 10000);
  suite.counting.requests.clear();
  const auto outcomes = suite.run_update("");
  ASSERT_FALSE(outcomes);
  EXPECT_EQ(outcomes.error().status, ExitStatus::kUsage);
  EXPECT_EQ(outcomes.error().what,
            "1 of the 2 selected scenarios have a baseline already, and no reason was given to change it");
  EXPECT_THAT(outcomes.error().hint, HasSubstr("name only what is new: a/new"));
  EXPECT_TRUE(suite.counting.requests.empty());
}

TEST(Update, BlanksAreNoReason) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(" \t\n"));
  EXPECT_EQ(suite.baseline("a/b").reason, "first numbers");
  suite.set_peak("a/b", 90000);
  const auto outcomes = suite.run_update("   ");
  ASSERT_FALSE(outcomes);
  EXPECT_THAT(outcomes.error().what, HasSubstr("no reason was given to change it"));
  EXPECT_EQ(suite.baseline("a/b").metrics.at(Metric::kPeakBytes).value, 10000);
}

TEST(Update, OnlyWhatMovedIsRewritten) {
  FakeSuite suite;
  suite.add("a/same", 10000);
  suite.add("a/moved", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.set_peak("a/same", 10100);  // within tolerance
  suite.set_peak("a/moved", 90000);
  const std::vector<UpdateOutcome> outcomes = *suite.run_update("larger buffers");
  EXPECT_FALSE(outcomes[0].acceptance->changed);
  EXPECT_TRUE(outcomes[1].acceptance->changed);
  EXPECT_EQ(suite.baseline("a/same").reason, "first numbers");
  EXPECT_EQ(suite.baseline("a/same").metrics.at(Metric::kPeakBytes).value, 10000);
  EXPECT_EQ(suite.baseline("a/moved").reason, "larger buffers");
  EXPECT_EQ(suite.baseline("a/moved").metrics.at(Metric::kPeakBytes).value, 90000);
}

TEST(Update, ABaselineGetsItsLargestSites) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  const std::vector<BaselineSite> sites = suite.baseline("a/b").sites;
  ASSERT_EQ(sites.size(), 1u);
  EXPECT_EQ(sites[0].peak_bytes, 10000);
}

TEST(Update, ABaselineFromBeforeThereWereSitesGetsThemAndKeepsTheRest) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  Baseline old = suite.baseline("a/b");
  old.sites.clear();
  ASSERT_TRUE(BaselineStore(suite.manifest.baselines, suite.manifest.profile).save(old));
  suite.set_peak("a/b", 10100);  // within tolerance
  const std::vector<UpdateOutcome> outcomes = *suite.run_update("call sites");
  EXPECT_FALSE(outcomes[0].acceptance->changed);
  EXPECT_EQ(outcomes[0].notes, std::vector<std::string>{"the baseline now has its largest call sites"});
  Baseline now = suite.baseline("a/b");
  EXPECT_EQ(now.sites.size(), 1u);
  now.sites.clear();
  now.digest = old.digest;  // covers the sites
  EXPECT_EQ(now, old);
}

TEST(Update, SitesOfNumbersThatStayAreLeftAlone) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  const Baseline before = suite.baseline("a/b");
  suite.counting.requests.clear();
  suite.set_peak("a/b", 10100);
  ASSERT_TRUE(suite.run_update("nothing to see"));
  EXPECT_EQ(suite.baseline("a/b"), before);
  EXPECT_EQ(suite.counting.requests.size(), static_cast<std::size_t>(kDefaultRuns)) << "none with sites";
}

TEST(Update, AProbeThatDiffersGetsAnOverride) {
  FakeSuite suite;
  suite.add("a/b", 10000, {"counting", "massif"});
  suite.massif.numbers["a/b"].peak_bytes = 50000;
  suite.massif.numbers["a/b"].allocated_bytes = 50000;
  ASSERT_TRUE(suite.run_update(""));
  EXPECT_EQ(suite.baseline("a/b").metrics.at(Metric::kPeakBytes).value, 10000);
  EXPECT_EQ(suite.baseline("a/b").overrides.at(ProbeKind::kMassif).at(Metric::kPeakBytes).value, 50000);
  EXPECT_EQ(status_of(*suite.run_check(), Improvements::kFail), ExitStatus::kOk);
}

TEST(Update, AScenarioThatFailsKeepsItsBaselineAndTheNextIsMeasured) {
  FakeSuite suite;
  suite.add("a/bad", 10000);
  suite.add("a/good", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.set_peak("a/bad", 90000);
  suite.set_peak("a/good", 90000);
  suite.counting.exit_codes["a/bad"] = 1;
  const std::vector<UpdateOutcome> outcomes = *suite.run_update("both larger");
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_EQ(outcomes[0].error->status, ExitStatus::kScenario);
  EXPECT_EQ(suite.baseline("a/bad").metrics.at(Metric::kPeakBytes).value, 10000);
  EXPECT_EQ(suite.baseline("a/good").metrics.at(Metric::kPeakBytes).value, 90000);
}

TEST(Update, TwoAtOnceAreKeptApart) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  const BaselineStore store(suite.manifest.baselines, suite.manifest.profile);
  const Expected<UpdateLock> first = store.lock();
  ASSERT_TRUE(first);
  const auto second = suite.run_update("");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().status, ExitStatus::kUsage);
  EXPECT_THAT(second.error().what, HasSubstr("another update"));
}

}  // namespace
}  // namespace highwater
