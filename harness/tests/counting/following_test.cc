// SPDX-License-Identifier: Apache-2.0
// With children followed: the numbers are those of the image that the command was in the end, and each child
// has its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

using testing::HasSubstr;

// Of fixtures/ends.c.
constexpr Numbers kEnds{.allocations = 2,
                        .allocated_bytes = 3000,
                        .peak_bytes = 3000,
                        .retained_bytes = 2000,
                        .retained_blocks = 1};
// Of fixtures/exec_calls.c.
constexpr Numbers kExecCalls{.allocations = 1,
                             .allocated_bytes = 1000,
                             .peak_bytes = 1000,
                             .retained_bytes = 1000,
                             .retained_blocks = 1};

const Setting kFollowing{.children = Children::kFollow};

TEST(Following, AnExecInPlaceGivesTheNumbersOfTheLastImage) {
  const ProbeRun run =
      measured({HIGHWATER_TEST_EXEC_CALLS, "execve", HIGHWATER_TEST_ENDS, "returns"}, kFollowing);
  EXPECT_EQ(run.outcome.exit_code, 0);
  EXPECT_EQ(numbers_of(run.measurement.metrics), kEnds);
  ASSERT_EQ(run.measurement.children.size(), 1u);  // the image before it
  EXPECT_EQ(numbers_of(run.measurement.children[0].metrics), kExecCalls);
}

TEST(Following, ASpawnedChildHasNumbersOfItsOwn) {
  const ProbeRun run =
      measured({HIGHWATER_TEST_EXEC_CALLS, "posix_spawn", HIGHWATER_TEST_ENDS, "returns"}, kFollowing);
  EXPECT_EQ(run.outcome.exit_code, 0);
  EXPECT_EQ(numbers_of(run.measurement.metrics), kExecCalls);
  ASSERT_EQ(run.measurement.children.size(), 1u);
  EXPECT_EQ(numbers_of(run.measurement.children[0].metrics), kEnds);
  EXPECT_NE(run.measurement.children[0].pid, run.outcome.pid);
}

// The numbers left are those of the program before: a wrapper's.
TEST(Following, AnExecOfAProgramThatCannotBeCountedIsRefused) {
  for (const char* program : {HIGHWATER_TEST_STATIC, "/usr/bin/env"}) {
    std::vector<std::string> command = {HIGHWATER_TEST_EXEC_CALLS, "execve", program, "-i"};
    if (program != std::string(HIGHWATER_TEST_STATIC))
      command.insert(command.end(), {HIGHWATER_TEST_ENDS, "returns"});
    const Error error = refused(command, kFollowing);
    EXPECT_EQ(error.status, ExitStatus::kProbe);
    EXPECT_THAT(error.what, HasSubstr("did not attach"));
  }
}

}  // namespace
}  // namespace highwater::e2e
