// SPDX-License-Identifier: Apache-2.0
// A child's allocations are never in its parent's numbers, however it was made, and it lives to its end.
// Those of a vforked one are, which lends its parent's memory.
#include <gtest/gtest.h>

#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

// 1000 bytes kept, 200 freed after the child, 30 kept at the end: whatever the child did in between.
constexpr Numbers kParent{.allocations = 3,
                          .allocated_bytes = 1230,
                          .peak_bytes = 1200,
                          .retained_bytes = 1030,
                          .retained_blocks = 2};

Numbers parent(const std::string& mode) {
  return counted({HIGHWATER_TEST_CHILDREN, mode});
}

TEST(Fork, AChildNeverCountsIntoItsParent) {
  EXPECT_EQ(parent("fork"), kParent);
}
TEST(Fork, AGrandchildNeverCountsIntoIt) {
  EXPECT_EQ(parent("grandchild"), kParent);
}
TEST(Fork, ByASystemCallOfItsOwnNeitherDoes) {
  EXPECT_EQ(parent("clone_syscall"), kParent);
}
TEST(Fork, AnExecThatFailsInTheChildIsNothing) {
  EXPECT_EQ(parent("null_arguments"), kParent);
}
TEST(Vfork, AndExecLeaveTheParentAlone) {
  EXPECT_EQ(parent("vfork"), kParent);
}
TEST(Vfork, AndAFailingExecLeaveTheParentAlone) {
  EXPECT_EQ(parent("vfork_fails"), kParent);
}
// 5000 bytes, which are the parent's to free.
TEST(Vfork, CountsForTheParent) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    const ProbeRun run = measured({HIGHWATER_TEST_CHILDREN, "vfork_allocates"}, setting);
    EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
    EXPECT_EQ(numbers_of(tier, run.measurement), kParent + (Numbers{.allocations = 1,
                                                                    .allocated_bytes = 5000,
                                                                    .peak_bytes = 5000,
                                                                    .retained_bytes = 5000,
                                                                    .retained_blocks = 1}))
        << name_of(tier);
  }
}
TEST(Spawn, LeavesTheParentAlone) {
  EXPECT_EQ(parent("posix_spawn"), kParent);
}
TEST(Spawn, BySystemLeavesTheParentAlone) {
  EXPECT_EQ(parent("system"), kParent);
}

// The threads' own blocks come and go, an unknown number of times; what stays is the parent's, and the 4
// thread vectors that libc keeps for the next threads. No child may hang in a lock that a thread held.
TEST(Fork, FromAThreadedProgramEveryChildLives) {
  const ProbeRun run = measured({HIGHWATER_TEST_CHILDREN, "fork_from_threads"});
  EXPECT_FALSE(run.outcome.timed_out);
  EXPECT_EQ(run.outcome.exit_code, 0);
  EXPECT_EQ(run.measurement.metrics.retained_blocks, 2 + 4);
  EXPECT_LE(run.measurement.metrics.peak_bytes, 1200 + 4 * (64 + 272));
}

}  // namespace
}  // namespace highwater::e2e
