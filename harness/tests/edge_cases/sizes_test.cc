// SPDX-License-Identifier: Apache-2.0
// Sizes beyond 32 bits (E59), a process that runs out of memory (E46, E55), a disk that is too small for all
// tables (E75).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/counting/testing/command.h"
#include "tests/counting/testing/tier.h"
#include "tests/edge_cases/testing/mount_namespace.h"

namespace highwater::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;

Numbers one_block_of(std::int64_t bytes) {
  return {.allocations = 1,
          .allocated_bytes = bytes,
          .peak_bytes = bytes,
          .retained_bytes = bytes,
          .retained_blocks = 1};
}

// Or nothing, where the system refuses it (vm.overcommit_memory).
void expect_one_block_or_none(const std::string& mode, std::int64_t bytes) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    const ProbeRun run = measured({HIGHWATER_TEST_SIZES, mode}, setting);
    const bool refused_by_the_system = run.outcome.exit_code == 4;
    if (!refused_by_the_system) EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
    EXPECT_EQ(numbers_of(tier, run.measurement), refused_by_the_system ? Numbers{} : one_block_of(bytes))
        << name_of(tier);
  }
}

TEST(E59, ABlockOfFiveGibibytesIsOne) {
  expect_one_block_or_none("five", std::int64_t{5} << 30);
}

TEST(E59, ABlockOfATebibyteIsOne) {
  expect_one_block_or_none("tebibyte", std::int64_t{1} << 40);
}

TEST(E59, ReservedAddressesAreNoBytes) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    EXPECT_EQ(counted({HIGHWATER_TEST_SIZES, "reserve"}, setting), one_block_of(1000)) << name_of(tier);
  }
}

// Its address space is limited to 2 GiB: blocks of 1 MiB until there are no more. All of them count at the
// peak, none that was refused; two are given back, 100 bytes and stdio's nothing come, and 10,000 times 64.
TEST(E46, WhatIsRefusedForLackOfMemoryIsNotCounted) {
  const ProbeRun run = measured({"/usr/bin/prlimit", "--as=2147483648", HIGHWATER_TEST_SIZES, "exhausted"},
                                Setting{.children = Children::kFollow});
  ASSERT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
  const std::int64_t left = std::stoll(run.outcome.standard_output.tail);
  const Numbers numbers = numbers_of(run.measurement.metrics);
  EXPECT_GT(left, 500);
  EXPECT_EQ(numbers, (Numbers{.allocations = left + 2 + 1 + 10000,
                              .allocated_bytes = ((left + 2) << 20) + 100 + 64L * 10000,
                              .peak_bytes = (left + 2) << 20,
                              .retained_bytes = (left << 20) + 100,
                              .retained_blocks = left + 1}));
}

// So little that the tables have no place, or just so: right numbers or a refusal with its remedy.
TEST(E55, WithLittleMemoryTheNumbersAreRightOrRefused) {
  int refused = 0;
  int right = 0;
  for (const Tier tier : {Tier::kCounters, Tier::kSites})  // children are not watched
    for (const int mebibytes : {6, 8, 12, 16, 24, 40, 80, 160, 400, 1000}) {
      Setting setting;
      setting.children = Children::kFollow;
      set_tier(setting, tier);
      const Expected<ProbeRun> run = probe(
          {"/usr/bin/prlimit", "--as=" + std::to_string(mebibytes << 20), HIGHWATER_TEST_SIZES, "exhausted"},
          setting);
      if (!run) {
        ++refused;
        EXPECT_NE(run.error().hint.find("ulimit -v"), std::string::npos) << run.error().hint;
      } else if (run->outcome.exit_code != 0) {
        // It found no two blocks, and said so.
        EXPECT_EQ(run->outcome.signal, std::nullopt) << mebibytes << " MiB";
        EXPECT_EQ(run->outcome.exit_code, 99) << mebibytes << " MiB: " << run->outcome.standard_error.tail;
      } else {
        ++right;
        const std::int64_t left = std::stoll(run->outcome.standard_output.tail);
        EXPECT_EQ(numbers_of(tier, run->measurement).peak_bytes, (left + 2) << 20) << mebibytes << " MiB";
        EXPECT_THAT(run->measurement.warnings, Contains(HasSubstr("an allocation failed; under a limit")));
      }
    }
  EXPECT_GT(refused, 0);
  EXPECT_GT(right, 5);
}

// Slots with sites for 1024 processes would be 197 GB. Half of what the disk has free is two of them: the
// shell's and another's, and what else it starts finds no room.
TEST(E75, WithoutMemfdSitesOfChildrenTakeNoMoreOfTheDiskThanThereIs) {
  const std::vector<std::string> measures =
      run_of({"/bin/sh", "-c", "/bin/true; /bin/true; exit 0"}, {"--children", "--sites"});
  const ProcessOutcome outcome = inside("mount -t tmpfs -o size=900m none /tmp", without_memfd(measures));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  EXPECT_THAT(
      outcome.standard_error.tail,
      HasSubstr("processes found no room to be counted in (without memfd_create, call sites leave room "
                "for 2 processes in /tmp)"));
}

}  // namespace
}  // namespace highwater::e2e
