// SPDX-License-Identifier: Apache-2.0
#include "gate/sites_run.h"

#include <gtest/gtest.h>

#include "gate/results_store.h"
#include "gate/testing/fake_suite.h"
#include "result/json.h"

namespace highwater {
namespace {

// A scenario with a baseline of 10000, which now measures `peak`.
struct Changed : FakeSuite {
  explicit Changed(std::int64_t peak) {
    add("a/b", 10000);
    EXPECT_TRUE(run_update(""));
    counting.requests.clear();
    set_peak("a/b", peak);
  }
  Measurement kept() const {
    const std::string path = result_path(manifest, "a/b", ProbeKind::kCounting);
    return *measurement_from_json(*read_file(path), path);
  }
};

TEST(SitesRun, APassIsMeasuredOnceWithoutSites) {
  Changed suite(10000);
  EXPECT_FALSE(suite.run_check()->outcomes[0].measurement->has_sites);
  ASSERT_EQ(suite.counting.requests.size(), 1u);
  EXPECT_EQ(suite.counting.requests[0].sites, Sites::kOff);
}

TEST(SitesRun, ARegressionIsMeasuredAgainWithSitesWhichAreKept) {
  Changed suite(20000);
  const CheckOutcome outcome = suite.run_check()->outcomes[0];
  ASSERT_EQ(suite.counting.requests.size(), 2u);
  EXPECT_EQ(suite.counting.requests[1].sites, Sites::kOn);
  ASSERT_TRUE(outcome.measurement->has_sites);
  EXPECT_EQ(outcome.measurement->sites.size(), 1u);
  ASSERT_FALSE(outcome.explanations.empty());
  EXPECT_EQ(outcome.explanations[0].metric, Metric::kPeakBytes);
  EXPECT_TRUE(outcome.notes.empty());
  EXPECT_TRUE(suite.kept().has_sites);
}

TEST(SitesRun, OtherNumbersOfTheSecondRunAreNotedAndDecideNothing) {
  Changed suite(20000);
  suite.counting.numbers_with_sites["a/b"] = suite.counting.numbers["a/b"];
  suite.counting.numbers_with_sites["a/b"].peak_bytes = 9000;
  const CheckOutcome outcome = suite.run_check()->outcomes[0];
  EXPECT_EQ(outcome.comparison->worst, Verdict::kRegression);
  EXPECT_EQ(outcome.measurement->metrics.peak_bytes, 20000);
  EXPECT_EQ(outcome.notes, std::vector<std::string>{"the sites are of another run, whose peak was 9000"});
}

TEST(SitesRun, ARefusalIsNotedAndTheVerdictStays) {
  Changed suite(20000);
  suite.counting.errors_with_sites["a/b"] = Error{ExitStatus::kProbe, "refused", ""};
  const CheckOutcome outcome = suite.run_check()->outcomes[0];
  EXPECT_EQ(status_of(outcome, Improvements::kReport), ExitStatus::kRegression);
  EXPECT_EQ(outcome.notes, std::vector<std::string>{"no sites: a/b (counting): refused"});
  EXPECT_EQ(suite.kept().metrics.peak_bytes, 20000);
}

TEST(SitesRun, WhatMassifAloneMeasuresIsExplainedByTheCountingProbe) {
  FakeSuite suite;
  suite.add("a/b", 10000, {"massif"});
  ASSERT_TRUE(suite.run_update(""));
  suite.counting.requests.clear();
  suite.set_peak("a/b", 20000);
  const CheckOutcome outcome = suite.run_check()->outcomes[0];
  ASSERT_EQ(suite.counting.requests.size(), 1u);
  EXPECT_EQ(suite.counting.requests[0].sites, Sites::kOn);
  ASSERT_TRUE(outcome.measurement);
  EXPECT_EQ(outcome.measurement->sites.size(), 1u);
}

TEST(SitesRun, WhatBothProbesMeasureIsExplainedOnce) {
  FakeSuite suite;
  suite.add("a/b", 10000, {"counting", "massif"});
  ASSERT_TRUE(suite.run_update(""));
  suite.counting.requests.clear();
  suite.set_peak("a/b", 20000);
  ASSERT_TRUE(suite.run_check());
  EXPECT_EQ(suite.counting.requests.size(), 2u);
}

// As ctest does, one test a probe.
TEST(SitesRun, MassifByItselfIsExplainedToo) {
  FakeSuite suite;
  suite.add("a/b", 10000, {"counting", "massif"});
  ASSERT_TRUE(suite.run_update(""));
  suite.counting.requests.clear();
  suite.set_peak("a/b", 20000);
  CheckRequest request;
  request.probe = ProbeKind::kMassif;
  EXPECT_FALSE(suite.run_check(request)->outcomes[0].explanations.empty());
  EXPECT_EQ(suite.counting.requests.size(), 1u);
}

TEST(SitesRun, AnUpdateSaysWhyItHasNoSites) {
  Changed suite(20000);
  suite.counting.errors_with_sites["a/b"] = Error{ExitStatus::kProbe, "refused", ""};
  const Expected<std::vector<UpdateOutcome>> outcomes = suite.run_update("bigger");
  ASSERT_TRUE(outcomes);
  EXPECT_EQ((*outcomes)[0].notes, std::vector<std::string>{"no sites: a/b (counting): refused"});
}

TEST(SitesRun, AnUpdateLeavesSitesWhereSomethingWasAccepted) {
  Changed suite(20000);
  EXPECT_FALSE(suite.kept().has_sites);  // of the first numbers: the baseline has them
  ASSERT_TRUE(suite.run_update("bigger"));
  EXPECT_EQ(suite.counting.requests.size(), kDefaultRuns + 1u);
  EXPECT_TRUE(suite.kept().has_sites);
  ASSERT_TRUE(suite.run_update("the same"));
  EXPECT_EQ(suite.counting.requests.size(), 2 * kDefaultRuns + 1u);
}

}  // namespace
}  // namespace highwater
