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

// Of a parent that ends well: it has seen its child do so.
Numbers parent(const std::string& mode, Tier tier) {
  Setting setting;
  set_tier(setting, tier);
  const ProbeRun run = measured({HIGHWATER_TEST_CHILDREN, mode}, setting);
  EXPECT_FALSE(run.outcome.timed_out) << name_of(tier);
  EXPECT_EQ(run.outcome.exit_code, 0) << name_of(tier) << ": " << run.outcome.standard_error.tail;
  return numbers_of(tier, run.measurement);
}

void expect_parent(const std::string& mode, const Numbers& numbers) {
  for (const Tier tier : kTiers) EXPECT_EQ(parent(mode, tier), numbers) << name_of(tier);
}

TEST(Fork, AChildNeverCountsIntoItsParent) {
  expect_parent("fork", kParent);
}
TEST(Fork, AGrandchildNeverCountsIntoIt) {
  expect_parent("grandchild", kParent);
}
TEST(Fork, ByASystemCallOfItsOwnNeitherDoes) {
  expect_parent("clone_syscall", kParent);
}
TEST(Fork, AnExecThatFailsInTheChildIsNothing) {
  expect_parent("null_arguments", kParent);
}
TEST(Vfork, AndExecLeaveTheParentAlone) {
  expect_parent("vfork", kParent);
}
TEST(Vfork, AndAFailingExecLeaveTheParentAlone) {
  expect_parent("vfork_fails", kParent);
}
// 5000 bytes, which are the parent's to free.
TEST(Vfork, CountsForTheParent) {
  expect_parent("vfork_allocates", kParent + (Numbers{.allocations = 1,
                                                      .allocated_bytes = 5000,
                                                      .peak_bytes = 5000,
                                                      .retained_bytes = 5000,
                                                      .retained_blocks = 1}));
}
TEST(Spawn, LeavesTheParentAlone) {
  expect_parent("posix_spawn", kParent);
}
TEST(Spawn, BySystemLeavesTheParentAlone) {
  expect_parent("system", kParent);
}

// The threads' own blocks come and go, an unknown number of times; what stays is the parent's, and the 4
// thread vectors that libc keeps for the next threads. No child may hang in a lock that a thread held.
TEST(Fork, FromAThreadedProgramEveryChildLives) {
  for (const Tier tier : kTiers) {
    const Numbers numbers = parent("fork_from_threads", tier);
    EXPECT_EQ(numbers.retained_blocks, 2 + 4) << name_of(tier);
    EXPECT_LE(numbers.peak_bytes, 1200 + 4 * (64 + 272)) << name_of(tier);
  }
}

}  // namespace
}  // namespace highwater::e2e
