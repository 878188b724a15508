// SPDX-License-Identifier: Apache-2.0
#include "gate/proposal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error_printer.h"
#include "baseline/baseline_example.h"
#include "baseline/digest.h"
#include "gate/propose.h"
#include "gate/testing/fake_suite.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Proposal example() {
  Proposal proposal{.suite = "base/lines",
                    .profile = example_baseline().profile,
                    .revision = "0123456789ab",
                    .baselines = {},
                    .notes = {"a/b: too bad"}};
  proposal.baselines = {{.baseline = with_digest(example_baseline()),
                         .replaces = "f00",
                         .replaced_revision = "",
                         .measured = {{ProbeKind::kCounting, {{Metric::kPeakBytes, 7}}}}}};
  return proposal;
}

TEST(ProposalFile, SurvivesItself) {
  EXPECT_EQ(proposal_from_json(to_json(example()), "p.json").value(), example());
}

TEST(ProposalFile, AScenarioOccursOnce) {
  Proposal twice = example();
  twice.baselines.push_back(twice.baselines[0]);
  EXPECT_THAT(proposal_from_json(to_json(twice), "p.json").error().what, HasSubstr("is there twice"));
}

TEST(ProposalFile, NumbersNeedTheirDigest) {
  Proposal without = example();
  without.baselines[0].baseline.digest.clear();
  EXPECT_THAT(proposal_from_json(to_json(without), "p.json").error().what, HasSubstr("digest"));
}

TEST(ProposalFile, EveryTruncationIsAnError) {
  const std::string text = to_json(example());
  for (std::size_t length = 0; length + 2 < text.size(); ++length)
    EXPECT_FALSE(proposal_from_json(text.substr(0, length), "p.json")) << length;
}

Proposed proposed(FakeSuite& suite, const CheckReport* report) {
  return propose(suite.context(), suite, {}, report, [](const Progress&) {}).value();
}

TEST(Propose, WhatTheCheckHasMeasuredIsNotMeasuredAgain) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  suite.add("a/fine", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.set_peak("a/b", 90000);
  const CheckReport report = *suite.run_check();
  suite.counting.requests.clear();
  const Proposed made = proposed(suite, &report);
  ASSERT_THAT(made.proposal.baselines, SizeIs(1));
  EXPECT_EQ(made.proposal.baselines[0].baseline.metrics.at(Metric::kPeakBytes).value, 90000);
  EXPECT_EQ(made.proposal.baselines[0].baseline.sites.at(0).peak_bytes, 90000);
  EXPECT_THAT(suite.counting.requests, IsEmpty()) << "numbers and sites are the check's";
}

TEST(Propose, AnImprovementNeedsOnlyItsSites) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  suite.set_peak("a/b", 5000);
  const CheckReport report = *suite.run_check();
  suite.counting.requests.clear();
  EXPECT_THAT(proposed(suite, &report).proposal.baselines, SizeIs(1));
  ASSERT_THAT(suite.counting.requests, SizeIs(1));
  EXPECT_EQ(suite.counting.requests[0].sites, Sites::kOn);
}

TEST(Propose, AScenarioThatFailsIsProposedByNothingAndSaysSo) {
  FakeSuite suite;
  suite.add("a/bad", 10000);
  suite.counting.exit_codes["a/bad"] = 1;
  const Proposed made = proposed(suite, nullptr);
  EXPECT_THAT(made.proposal.baselines, IsEmpty());
  ASSERT_THAT(made.proposal.notes, SizeIs(1));
  EXPECT_THAT(made.proposal.notes[0], HasSubstr("a/bad: no proposal: "));
}

TEST(Propose, AHardLimitIsNotLifted) {
  FakeSuite suite;
  suite.add("a/b", 10000);
  ASSERT_TRUE(suite.run_update(""));
  const BaselineStore store(suite.manifest.baselines, suite.manifest.profile);
  Baseline limited = suite.baseline("a/b");
  limited.metrics[Metric::kPeakBytes].limit = 20000;
  ASSERT_TRUE(store.save(limited));
  suite.set_peak("a/b", 90000);
  const CheckReport report = *suite.run_check();
  const Proposed made = proposed(suite, &report);
  EXPECT_EQ(made.proposal.baselines.at(0).baseline.metrics.at(Metric::kPeakBytes).limit, 20000);
  EXPECT_THAT(made.proposal.notes.at(0),
              HasSubstr("above the hard limit of 20000, which only a person lifts"));
}

}  // namespace
}  // namespace highwater
