// SPDX-License-Identifier: Apache-2.0
// Programs that fork with handlers (E27), leave everything behind (E33), write where nobody reads (E34), or
// live in namespaces of their own (E35).
#include <gtest/gtest.h>

#include <csignal>

#include "base/file.h"
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

constexpr Numbers kThreeThousand{.allocations = 2,
                                 .allocated_bytes = 3000,
                                 .peak_bytes = 3000,
                                 .retained_bytes = 3000,
                                 .retained_blocks = 2};

// A hundred times 10 bytes of the handlers; what the three threads do varies, and is gone in the end but for
// the thread vectors that libc keeps for the next ones.
TEST(E27, HandlersOfForkMayAllocate) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    const ProbeRun run = measured({HIGHWATER_TEST_LEAVES, "atfork"}, setting);
    EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
    const Numbers numbers = numbers_of(tier, run.measurement);
    EXPECT_EQ(numbers.retained_blocks, 2 + 3) << name_of(tier);
    EXPECT_LE(numbers.peak_bytes, 3000 + 10 + 3 * (64 + 272) + 1024) << name_of(tier);
    EXPECT_GE(numbers.allocations, 2 + 100 + 3) << name_of(tier);
  }
}

// Into an empty folder as nobody, with no descriptor left.
TEST(E33, AProgramMayLeaveItsFilesAndItsUserBehind) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-edges");
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    EXPECT_EQ(counted({HIGHWATER_TEST_LEAVES, "chroot", folder.path()}, setting), kThreeThousand)
        << name_of(tier);
  }
}

// The filter kills it for a call that is none of an allocator's. 50,000 blocks of i % 5000 bytes (10 times
// 0 + … + 4999), reallocated to 1 + i % 700 (71 times 1 + … + 700 and the first 300), and 3000 bytes.
// Of those, the first 700 grow by a byte each before any shrinks.
TEST(E33, AProgramMayForbidItselfAllButMemory) {
  constexpr std::int64_t kFirst = 10 * (4999L * 5000 / 2);
  constexpr std::int64_t kSecond = 71 * (700 * 701 / 2) + 300 * 301 / 2;
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    EXPECT_EQ(counted({HIGHWATER_TEST_LEAVES, "sandbox"}, setting),
              (Numbers{.allocations = 2 + 100000,
                       .allocated_bytes = 3000 + kFirst + kSecond,
                       .peak_bytes = 1000 + kFirst + 700,
                       .retained_bytes = 3000,
                       .retained_blocks = 2}))
        << name_of(tier);
  }
}

TEST(E34, AProgramThatDiesOfABrokenPipeHasItsNumbers) {
  const ProbeRun run = measured({HIGHWATER_TEST_LEAVES, "sigpipe"});
  EXPECT_EQ(run.outcome.signal, SIGPIPE);
  EXPECT_EQ(numbers_of(run.measurement.metrics), (Numbers{.allocations = 1,
                                                          .allocated_bytes = 1000,
                                                          .peak_bytes = 1000,
                                                          .retained_bytes = 1000,
                                                          .retained_blocks = 1}));
}

// Two children are process 1, each of its own namespace.
TEST(E35, ProcessesOfOneNumberAreToldApart) {
  Setting setting;
  setting.children = Children::kFollow;
  const ProbeRun run = measured({HIGHWATER_TEST_LEAVES, "namespaces"}, setting);
  EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
  EXPECT_EQ(numbers_of(run.measurement.metrics), kThreeThousand);
  ASSERT_EQ(run.measurement.children.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(run.measurement.children[i].pid, 1);
    EXPECT_EQ(run.measurement.children[i].metrics.allocated_bytes, static_cast<std::int64_t>(i + 1) * 100000);
  }
}

// What such a child becomes replaces nothing of the program's.
TEST(E35, AChildOfTheProgramsOwnNumberIsNotTheProgram) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    const ProbeRun run = measured({HIGHWATER_TEST_LEAVES, "same_number"}, setting);
    EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
    EXPECT_EQ(numbers_of(tier, run.measurement), kThreeThousand) << name_of(tier);
  }
}

}  // namespace
}  // namespace highwater::e2e
