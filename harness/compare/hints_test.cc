// SPDX-License-Identifier: Apache-2.0
#include "compare/hints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

MergedSite site(const std::string& calls) {
  MergedSite merged;
  merged.sums.chain = chain_from_text(calls);
  return merged;
}

Explanation grown(Metric metric, const std::string& calls, std::int64_t from, std::int64_t to) {
  Explanation explanation;
  explanation.metric = metric;
  explanation.before = from;
  explanation.now = to;
  SiteDifference row;
  row.change = from == 0 ? SiteChange::kNew : SiteChange::kGrew;
  row.before = from;
  row.now = to;
  row.chain = chain_from_text(calls);
  explanation.sites = {row};
  return explanation;
}

// A file of 64 MiB read into a buffer of 512 bytes that grows to 2 * capacity + 512: capacities 512 * (2^k -
// 1), the last for k = 18. At the peak the last two are live.
MergedSite read_all() {
  MergedSite of = site("Buffer::grow <- read_all <- main");
  for (int k = 1; k <= 18; ++k) of.sums.allocated_bytes += 512 * ((std::int64_t{1} << k) - 1);
  of.sums.allocations = 18;
  of.sums.peak_bytes = 512 * ((1 << 18) - 1) + 512 * ((1 << 17) - 1);
  of.peak_blocks = 2;
  of.sums.retained_bytes = 512L * ((1 << 18) - 1);
  of.sums.retained_blocks = 1;
  return of;
}

TEST(Hints, ReadingAWholeFileIntoABufferThatDoublesIsRecognised) {
  const std::vector<MergedSite> now = {read_all()};
  EXPECT_THAT(
      hints_for(grown(Metric::kPeakBytes, "Buffer::grow <- read_all <- main", 0, 200000000), {}, now, {}),
      ElementsAre(AllOf(HasSubstr("Buffer::grow grows its buffer by doubling"), HasSubstr("by line"),
                        HasSubstr("4096 bytes"))));
}

// 64 pictures: each first allocated with its length, by the constructor, then with twice that and 512.
TEST(Hints, ABufferThatWasFullOnceMoreIsRecognisedByItsClass) {
  MergedSite constructed = site("Buffer::Buffer <- fetch <- main");
  constructed.sums.allocations = 64;
  constructed.sums.allocated_bytes = 12235797;
  MergedSite reallocated = site("Buffer::grow <- fetch <- main");
  reallocated.sums.allocations = 64;
  reallocated.sums.allocated_bytes = 2 * 12235797 + 64 * 512;
  reallocated.sums.retained_bytes = reallocated.sums.allocated_bytes;
  reallocated.sums.retained_blocks = 64;
  EXPECT_THAT(hints_for(grown(Metric::kRetainedBytes, "Buffer::grow <- fetch <- main", 0, 24504362), {},
                        {constructed, reallocated}, {}),
              ElementsAre(AllOf(HasSubstr("Buffer grows its buffer by doubling"), HasSubstr("64 KiB"),
                                HasSubstr("more than 10 %"))));
}

TEST(Hints, AGrowthByTheExactSizeIsNoDoubling) {
  MergedSite exact = read_all();
  exact.sums.allocated_bytes = exact.sums.peak_bytes;  // both live blocks, and nothing before them
  EXPECT_THAT(
      hints_for(grown(Metric::kPeakBytes, "Buffer::grow <- read_all <- main", 0, 200000000), {}, {exact}, {}),
      IsEmpty());
}

TEST(Hints, CapacityFarAboveTheDeclaredPayloadIsNamed) {
  const Explanation explanation = grown(Metric::kRetainedBytes, "keep <- main", 1000000, 2000000);
  EXPECT_THAT(hints_for(explanation, {}, {site("keep <- main")}, 1000000),
              ElementsAre(AllOf(HasSubstr("2.00 bytes for each"), HasSubstr("exact size"))));
  EXPECT_THAT(hints_for(explanation, {}, {site("keep <- main")}, 1700000), IsEmpty());
  EXPECT_THAT(hints_for(explanation, {}, {site("keep <- main")}, {}), IsEmpty());
}

TEST(Hints, TemporaryAllocationsAreNamedWhereTheirNumberIsTheProblem) {
  MergedSite temporary = site("encode <- main");
  temporary.sums.allocations = 12000;
  temporary.peak_blocks = 2;
  EXPECT_THAT(
      hints_for(grown(Metric::kAllocations, "encode <- main", 10, 12000), {}, {temporary}, {}),
      ElementsAre(AllOf(HasSubstr("12,000 times"), HasSubstr("2 blocks at once"), HasSubstr("reuse"))));
  EXPECT_THAT(hints_for(grown(Metric::kPeakBytes, "encode <- main", 10, 12000), {}, {temporary}, {}),
              IsEmpty());
  temporary.sums.retained_blocks = 5;
  EXPECT_THAT(hints_for(grown(Metric::kAllocations, "encode <- main", 10, 12000), {}, {temporary}, {}),
              IsEmpty());
}

TEST(Hints, OneMoreAfterEveryIterationIsNamed) {
  Explanation explanation = grown(Metric::kRetainedBytes, "run <- main", 0, 200L * 17531);
  explanation.iterations = 200;
  MergedSite leak = site("run <- main");
  leak.sums.retained_blocks = 200;
  leak.sums.retained_bytes = 200L * 17531;
  EXPECT_THAT(
      hints_for(explanation, {}, {leak}, {}),
      ElementsAre(AllOf(HasSubstr("one block more after every iteration"), HasSubstr("17.12 KiB each"))));
}

// A scenario that keeps one block an iteration by design, before and now.
TEST(Hints, WhatTheBaselineKeptOfEveryIterationTooIsNotTheProblem) {
  Explanation explanation = grown(Metric::kRetainedBytes, "run <- main", 1000, 2000);
  explanation.iterations = 10;
  MergedSite kept = site("run <- main");
  kept.sums.retained_blocks = 10;
  kept.sums.retained_bytes = 2000;
  BaselineSite before = kept.sums;
  before.retained_bytes = 1000;
  EXPECT_THAT(hints_for(explanation, {before}, {kept}, {}), IsEmpty());
}

TEST(Hints, IterationsAreCountedWithTheFirstOrLastLeftOut) {
  EXPECT_EQ(blocks_per_iteration(200, 200), 1);
  EXPECT_EQ(blocks_per_iteration(199, 200), 1);
  EXPECT_EQ(blocks_per_iteration(600, 200), 3);
  EXPECT_EQ(blocks_per_iteration(201, 200), 0);
  EXPECT_EQ(blocks_per_iteration(0, 200), 0);
  EXPECT_EQ(blocks_per_iteration(2, 2), 0) << "two are no pattern";
}

TEST(Hints, SmallPartsOfTheDifferenceGetNone) {
  Explanation explanation = grown(Metric::kPeakBytes, "Buffer::grow <- read_all <- main", 0, 1000);
  explanation.now = 1000000;
  EXPECT_THAT(hints_for(explanation, {}, {read_all()}, {}), IsEmpty());
}

}  // namespace
}  // namespace highwater
