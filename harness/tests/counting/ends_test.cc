// SPDX-License-Identifier: Apache-2.0
// However a program ends, what it counted is there: the numbers live in memory that the harness holds.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

// 2000 bytes kept, then 1000 more, freed.
constexpr Numbers kAllocated{.allocations = 2,
                             .allocated_bytes = 3000,
                             .peak_bytes = 3000,
                             .retained_bytes = 2000,
                             .retained_blocks = 1};

class Ends : public testing::Test {
 protected:
  ProbeRun run(const std::string& mode) {
    ProbeRun run = measured({HIGHWATER_TEST_ENDS, mode});
    EXPECT_EQ(numbers_of(run.measurement.metrics), kAllocated) << mode;
    EXPECT_EQ(run.measurement.end.code, run.outcome.exit_code);
    EXPECT_EQ(run.measurement.end.signal, run.outcome.signal);
    return run;
  }
};

TEST_F(Ends, ByReturningFromMain) {
  EXPECT_EQ(run("returns").outcome.exit_code, 0);
}
TEST_F(Ends, ByExit) {
  EXPECT_EQ(run("exit_7").outcome.exit_code, 7);
}
TEST_F(Ends, ByUnderscoreExit) {
  EXPECT_EQ(run("_exit_7").outcome.exit_code, 7);
}
TEST_F(Ends, ByQuickExit) {
  EXPECT_EQ(run("quick_exit").outcome.exit_code, 0);
}
TEST_F(Ends, BySigkill) {
  EXPECT_EQ(run("killed").outcome.signal, SIGKILL);
}
TEST_F(Ends, ByAbort) {
  EXPECT_EQ(run("aborts").outcome.signal, SIGABRT);
}
TEST_F(Ends, BySegmentationFault) {
  EXPECT_EQ(run("segfaults").outcome.signal, SIGSEGV);
}

TEST_F(Ends, ByTimeOut) {
  ProbeRequest request;
  request.command = {HIGHWATER_TEST_ENDS, "hangs"};
  request.environment = fixed_environment();
  request.stdio = Stdio::kCapture;
  request.group = ProcessGroup::kOwn;
  request.timeout = std::chrono::milliseconds(500);
  const Expected<ProbeRun> run = CountingProbe(runner(), HIGHWATER_TEST_LIBRARY).run(request);
  ASSERT_TRUE(run) << run.error().what;
  EXPECT_TRUE(run->measurement.end.timed_out);
  EXPECT_EQ(numbers_of(run->measurement.metrics), kAllocated);
}

TEST_F(Ends, WithoutAnAllocationItAttachesAndReportsZeros) {
  EXPECT_EQ(counted({HIGHWATER_TEST_ENDS, "never_allocates"}), Numbers{});
}

// The handler allocates 50,000 bytes over the 2000 that are live, frees them, and keeps 70.
TEST_F(Ends, WithHandlersThatAllocateTheyCount) {
  EXPECT_EQ(counted({HIGHWATER_TEST_ENDS, "at_exit"}), (Numbers{.allocations = 4,
                                                                .allocated_bytes = 3000 + 50000 + 70,
                                                                .peak_bytes = 2000 + 50000,
                                                                .retained_bytes = 2070,
                                                                .retained_blocks = 2}));
}

TEST_F(Ends, RetainedIsMeasuredAfterStaticDestructors) {
  EXPECT_EQ(counted({HIGHWATER_TEST_STATIC_DESTRUCTOR, "holds"}) -
                counted({HIGHWATER_TEST_STATIC_DESTRUCTOR, "nothing"}),
            (Numbers{.allocations = 1, .allocated_bytes = 4000, .peak_bytes = 4000}));
}

}  // namespace
}  // namespace highwater::e2e
