// SPDX-License-Identifier: Apache-2.0
// With children followed: what a child that only forks counts, and the most bytes that all processes have
// live at one moment. The numbers are those of fixtures/tree.c; its parent keeps 1200 bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kParent = 1200;
const Setting kFollowing{.children = Children::kFollow};
const Setting kFollowingWithSites{.children = Children::kFollow, .sites = Sites::kOn};

// Of a child that allocates one block and keeps it.
constexpr Numbers one_block(std::int64_t size) {
  return {.allocations = 1,
          .allocated_bytes = size,
          .peak_bytes = size,
          .retained_bytes = size,
          .retained_blocks = 1};
}

// Whose tree's peak is exact.
Measurement tree(const std::vector<std::string>& arguments, const Setting& setting = kFollowing) {
  std::vector<std::string> command = {HIGHWATER_TEST_TREE};
  command.insert(command.end(), arguments.begin(), arguments.end());
  ProbeRun run = measured(command, setting);
  EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
  EXPECT_TRUE(run.measurement.tree_peak_bytes);
  EXPECT_EQ(run.measurement.tree_peak_uncertainty_bytes, 0);
  return std::move(run.measurement);
}

std::vector<Numbers> children_of(const Measurement& measurement) {
  std::vector<Numbers> children;
  for (const ChildResult& child : measurement.children) children.push_back(numbers_of(child.metrics));
  return children;
}

// Once without children followed: nothing of this happens then.
TEST(Tree, IsThereOnlyWhenChildrenAreFollowed) {
  const ProbeRun run = measured({HIGHWATER_TEST_TREE, "one_after_the_other"});
  EXPECT_FALSE(run.measurement.tree_peak_bytes);
  EXPECT_TRUE(run.measurement.children.empty());
  EXPECT_EQ(run.measurement.metrics.peak_bytes, kParent);
}

TEST(Tree, ChildrenThatHaveEndedNoLongerCount) {
  for (const Setting& setting : {kFollowing, kFollowingWithSites}) {
    const Measurement measurement = tree({"one_after_the_other"}, setting);
    EXPECT_EQ(measurement.tree_peak_bytes, kParent + (1 << 20));
    EXPECT_EQ(measurement.metrics.peak_bytes, kParent);
    EXPECT_EQ(children_of(measurement), std::vector<Numbers>(50, one_block(1 << 20)));
  }
}

TEST(Tree, ChildrenThatLiveAtOnceCountTogether) {
  const Measurement measurement = tree({"two_at_once"});
  EXPECT_EQ(measurement.tree_peak_bytes, kParent + 500000 + 300000);
  EXPECT_EQ(children_of(measurement), (std::vector<Numbers>{one_block(500000), one_block(300000)}));
  for (const ChildResult& child : measurement.children) {
    EXPECT_EQ(child.command, "highwater_e2e_t");  // the kernel keeps 15 letters
    EXPECT_GT(child.pid, 0);
  }
  EXPECT_NE(measurement.children[0].pid, measurement.children[1].pid);
}

TEST(Tree, AChildThatWasKilledNoLongerCounts) {
  EXPECT_EQ(tree({"killed"}).tree_peak_bytes, kParent + 600000);
}

// The parent knows of its end by the end of a pipe alone.
TEST(Tree, AChildThatNobodyHasWaitedForNoLongerCounts) {
  EXPECT_EQ(tree({"not_waited_for"}).tree_peak_bytes, kParent + 600000);
}

TEST(Tree, GrandchildrenCount) {
  const Measurement measurement = tree({"grandchildren"});
  EXPECT_EQ(measurement.tree_peak_bytes, kParent + 2000 + 3000 + 2000);
  ASSERT_EQ(measurement.children.size(), 2u);
  EXPECT_EQ(measurement.children[0].metrics.peak_bytes, 7000);
  EXPECT_EQ(numbers_of(measurement.children[1].metrics), one_block(4000));
}

// What it does from then on nobody sees, so that is said; of those that have ended nothing is.
TEST(Tree, ADaemonThatIsLeftIsNamedInAWarning) {
  const Measurement left = tree({"leaves_a_daemon"});
  EXPECT_THAT(left.warnings, Contains(HasSubstr("processes that the program started went on after it")));
  EXPECT_EQ(children_of(left), std::vector<Numbers>{one_block(5000)});
  EXPECT_THAT(tree({"one_after_the_other"}).warnings, Not(Contains(HasSubstr("went on after it"))));
}

TEST(Tree, ADaemonIsNamedAlsoWhereNoChildrenAreFollowed) {
  EXPECT_THAT(measured({HIGHWATER_TEST_TREE, "leaves_a_daemon"}).measurement.warnings,
              Contains(HasSubstr("went on after it")));
}

// The image that follows counts from nothing: fixtures/ends.c has 3000 bytes at its peak. The child's 500000
// are gone when the parent, who has seen the exec, takes 450000.
TEST(Tree, WhatAnImageHadIsGoneAfterExec) {
  const Measurement measurement = tree({"exec", HIGHWATER_TEST_ENDS, "returns"});
  EXPECT_EQ(measurement.tree_peak_bytes, kParent + 500000);
  ASSERT_EQ(measurement.children.size(), 2u);
  EXPECT_EQ(numbers_of(measurement.children[0].metrics), one_block(500000));
  EXPECT_EQ(measurement.children[1].metrics.peak_bytes, 3000);
  EXPECT_EQ(measurement.children[1].command, "highwater_e2e_e");
  EXPECT_EQ(measurement.children[0].pid, measurement.children[1].pid);
}

// Also when nothing of ours is in the next one.
TEST(Tree, WhatAnImageHadIsGoneAfterExecOfAStaticProgram) {
  const Measurement measurement = tree({"exec", HIGHWATER_TEST_STATIC});
  EXPECT_EQ(measurement.tree_peak_bytes, kParent + 500000);
  EXPECT_EQ(children_of(measurement), std::vector<Numbers>{one_block(500000)});
}

// What it shares with its parent is there once, in the parent, whatever the child frees of it.
TEST(Forked, FreeingWhatItInheritedIsNegativeForItAndNothingInTheTree) {
  for (const Setting& setting : {kFollowing, kFollowingWithSites}) {
    const Measurement measurement = tree({"frees_what_it_inherited"}, setting);
    EXPECT_EQ(measurement.tree_peak_bytes, kParent + 100);
    EXPECT_EQ(children_of(measurement), std::vector<Numbers>{(Numbers{.allocations = 1,
                                                                      .allocated_bytes = 100,
                                                                      .peak_bytes = 0,
                                                                      .retained_bytes = -100,
                                                                      .retained_blocks = 0})});
  }
}

TEST(Forked, ReallocatingWhatItInheritedIsTheNetDifference) {
  for (const Setting& setting : {kFollowing, kFollowingWithSites}) {
    const Measurement measurement = tree({"reallocates_what_it_inherited"}, setting);
    EXPECT_EQ(measurement.tree_peak_bytes, kParent + 500);
    EXPECT_EQ(children_of(measurement), std::vector<Numbers>{(Numbers{.allocations = 1,
                                                                      .allocated_bytes = 500,
                                                                      .peak_bytes = 300,
                                                                      .retained_bytes = -200,
                                                                      .retained_blocks = -1})});
  }
}

TEST(Forked, AGrandchildInheritsWhatIsItsParentsOwn) {
  const Measurement measurement = tree({"grandchild_frees"});
  EXPECT_EQ(measurement.tree_peak_bytes, kParent + 5000 + 100);
  ASSERT_EQ(measurement.children.size(), 2u);
  EXPECT_EQ(numbers_of(measurement.children[1].metrics), (Numbers{.allocations = 1,
                                                                  .allocated_bytes = 100,
                                                                  .peak_bytes = 0,
                                                                  .retained_bytes = 100 - 5200,
                                                                  .retained_blocks = -1}));
}

TEST(Forked, NeedsNoDescriptor) {
  const Measurement measurement = tree({"without_descriptors"});
  EXPECT_EQ(measurement.tree_peak_bytes, kParent + 500000);
  EXPECT_EQ(children_of(measurement), std::vector<Numbers>{one_block(500000)});
}

TEST(Forked, WithoutAnEventHasNoResult) {
  const Measurement measurement = tree({"silent"});
  EXPECT_EQ(measurement.tree_peak_bytes, kParent);
  EXPECT_TRUE(measurement.children.empty());
}

TEST(Forked, LeavesTheRegionsOfItsParentAlone) {
  for (const Setting& setting : {kFollowing, kFollowingWithSites}) {
    const Measurement measurement = tree({"in_a_region"}, setting);
    ASSERT_EQ(measurement.regions.size(), 1u);
    EXPECT_EQ(measurement.regions[0].name, "outer");
    EXPECT_EQ(numbers_of(measurement.regions[0].metrics), one_block(300));
    ASSERT_EQ(measurement.children.size(), 1u);
    EXPECT_EQ(measurement.children[0].metrics.peak_bytes, 7070);
  }
}

// Of fixtures/children.c: 1000 blocks of 100000 bytes, the inherited one of 200 grown to 500000, and freed.
constexpr Numbers kWork{.allocations = 1001,
                        .allocated_bytes = 100'500'000,
                        .peak_bytes = 100'499'800,
                        .retained_bytes = 99'999'800,
                        .retained_blocks = 999};

TEST(Forked, BySystemCallOfItsOwnCountsLikeByFork) {
  for (const char* mode : {"fork", "clone_syscall"}) {
    const ProbeRun run = measured({HIGHWATER_TEST_CHILDREN, mode}, kFollowing);
    EXPECT_EQ(children_of(run.measurement), std::vector<Numbers>{kWork}) << mode;
    EXPECT_EQ(run.measurement.tree_peak_bytes, 1200 + 100'500'000) << mode;
    EXPECT_EQ(run.measurement.metrics.peak_bytes, 1200) << mode;
  }
}

// A thread that is not there any more may have held every lock at the fork.
TEST(Forked, FromAThreadedProgramCountsItsOwn) {
  for (const Setting& setting : {kFollowing, kFollowingWithSites}) {
    const ProbeRun run = measured({HIGHWATER_TEST_CHILDREN, "fork_from_threads"}, setting);
    EXPECT_FALSE(run.outcome.timed_out);
    EXPECT_EQ(run.outcome.exit_code, 0);
    const Numbers own{.allocations = 100, .allocated_bytes = 6400, .peak_bytes = 64};
    EXPECT_EQ(children_of(run.measurement), std::vector<Numbers>(200, own));
    EXPECT_EQ(run.measurement.metrics.retained_blocks, 2 + 4);
  }
}

TEST(Forked, ThatSharesItsParentsMemoryCountsForIt) {
  const ProbeRun run = measured({HIGHWATER_TEST_CHILDREN, "vfork_fails"}, kFollowing);
  EXPECT_TRUE(run.measurement.children.empty());
  EXPECT_EQ(run.measurement.tree_peak_bytes, 1200);
}

// A kill in the middle of an event, with the lock of the tree held or a ceiling closed, harms nobody else: in
// the end the parent has more than all had before, and that is the peak to the byte.
TEST(Tree, ChildrenKilledAtAnyMomentLeaveItRight) {
  const Measurement measurement = tree({"killed_at_random"});
  EXPECT_EQ(measurement.tree_peak_bytes, kParent + 50'000'000);
  EXPECT_EQ(measurement.metrics.retained_bytes, kParent + 50'000'000);
  EXPECT_GE(measurement.children.size(), 200u);  // some are killed before they have begun
}

// Of 1024 images one is the parent.
TEST(Tree, IsNotKnownWhenSomeWereNotCounted) {
  const ProbeRun run = measured({HIGHWATER_TEST_TREE, "many"}, kFollowing);
  EXPECT_EQ(run.outcome.exit_code, 0);
  EXPECT_EQ(run.measurement.children.size(), 1023u);
  EXPECT_FALSE(run.measurement.tree_peak_bytes);
  EXPECT_THAT(run.measurement.warnings,
              testing::Contains(
                  "7 processes found no room to be counted in, so the peak of all together is not known"));
}

// The peak of both is at most the sum of their peaks, and at least the larger one. A shell's forked children
// allocate before they become the programs.
TEST(Tree, OfAPipelineOfRealProgramsHasBoth) {
  const ProbeRun run = measured({"sh", "-c", "seq 1 100000 | sort -r | tail -n 1"}, kFollowing);
  EXPECT_EQ(run.outcome.standard_output.tail, "1\n");
  std::int64_t sum = run.measurement.metrics.peak_bytes;
  std::int64_t highest = sum;
  std::vector<std::string> commands;
  for (const ChildResult& child : run.measurement.children) {
    commands.push_back(child.command);
    sum += child.metrics.peak_bytes;
    highest = std::max(highest, child.metrics.peak_bytes);
  }
  EXPECT_THAT(commands, testing::IsSupersetOf({"seq", "sort", "tail"}));
  EXPECT_GE(run.measurement.tree_peak_bytes, highest);
  EXPECT_LE(run.measurement.tree_peak_bytes, sum);
}

}  // namespace
}  // namespace highwater::e2e
