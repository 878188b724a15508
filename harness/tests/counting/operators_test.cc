// SPDX-License-Identifier: Apache-2.0
// operator new where it is delicate: it throws through the library's frames, it is not the standard one, or
// it comes with a plug-in. The numbers are what a mode adds to the program's own start.
#include <gtest/gtest.h>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

Numbers added(const std::string& fixture, const std::string& mode, const std::string& nothing) {
  return counted({fixture, mode}) - counted({fixture, nothing});
}

Numbers failing_new(const std::string& mode) {
  return added(HIGHWATER_TEST_FAILING_NEW, mode, "first");
}

// The exception objects are made inside the operator that fails, so they belong to a call that gave nothing.
TEST(FailingNew, ThrowsAndCountingGoesOn) {
  const Numbers one_of_1000{.allocations = 1,
                            .allocated_bytes = 1000,
                            .peak_bytes = 1000,
                            .retained_bytes = 1000,
                            .retained_blocks = 1};
  EXPECT_EQ(failing_new("throws"), one_of_1000);
  EXPECT_EQ(added(HIGHWATER_TEST_FAILING_NEW_LINKED, "throws", "first"), one_of_1000);
}

// After them 1000 bytes, freed, and 500 that are kept.
TEST(FailingNew, AThousandTimesLeavesNothingBehind) {
  EXPECT_EQ(failing_new("throws_often"), (Numbers{.allocations = 2,
                                                  .allocated_bytes = 1500,
                                                  .peak_bytes = 1000,
                                                  .retained_bytes = 500,
                                                  .retained_blocks = 1}));
}

TEST(FailingNew, NothrowReturnsNullAndCountsNothing) {
  EXPECT_EQ(failing_new("nothrow"), (Numbers{.allocations = 1,
                                             .allocated_bytes = 1000,
                                             .peak_bytes = 1000,
                                             .retained_bytes = 1000,
                                             .retained_blocks = 1}));
}

// 48 MiB of ballast, freed by the handler in the middle of an operator new for 32 MiB: the two are never live
// together.
TEST(FailingNew, WhatANewHandlerFreesIsCounted) {
  constexpr std::int64_t kMiB = 1 << 20;
  EXPECT_EQ(failing_new("new_handler"), (Numbers{.allocations = 2,
                                                 .allocated_bytes = 80 * kMiB,
                                                 .peak_bytes = 48 * kMiB,
                                                 .retained_bytes = 32 * kMiB,
                                                 .retained_blocks = 1}));
}

// The C++ runtime comes with the plug-in, into a scope that the preloaded library does not see.
TEST(FailingNew, InAPluginOfACProgramThrowsAndCountingGoesOn) {
  EXPECT_EQ(added(HIGHWATER_TEST_PLUGIN_HOST, "throws", "nothing"), (Numbers{.allocations = 1,
                                                                             .allocated_bytes = 1000,
                                                                             .peak_bytes = 1000,
                                                                             .retained_bytes = 1000,
                                                                             .retained_blocks = 1}));
}

// The program's own comes before ours and calls malloc with its header: 1016 and 2016 bytes.
TEST(ReplacedNew, InTheProgramIsSeenAsTheMallocThatItCalls) {
  EXPECT_EQ(added(HIGHWATER_TEST_REPLACED_NEW, "new", "nothing"), (Numbers{.allocations = 2,
                                                                           .allocated_bytes = 1016 + 2016,
                                                                           .peak_bytes = 1016 + 2016,
                                                                           .retained_bytes = 1016,
                                                                           .retained_blocks = 1}));
}

// A library's comes after ours: counted once, as the program asked for it, and not again in the malloc
// inside.
TEST(ReplacedNew, InALibraryIsCountedAsTheProgramAskedForIt) {
  EXPECT_EQ(added(HIGHWATER_TEST_LIBRARY_NEW, "new", "nothing"), (Numbers{.allocations = 2,
                                                                          .allocated_bytes = 1000 + 2000,
                                                                          .peak_bytes = 1000 + 2000,
                                                                          .retained_bytes = 1000,
                                                                          .retained_blocks = 1}));
}

// A program asks dlerror() what went wrong; a look-up of ours in between would take the answer away.
TEST(FirstNew, LeavesTheProgramsDlerrorAlone) {
  EXPECT_EQ(measured({HIGHWATER_TEST_DLERROR, "kept"}).outcome.exit_code, 0);
  EXPECT_EQ(measured({HIGHWATER_TEST_DLERROR, "clean"}).outcome.exit_code, 0);
}

// A thread's first `new` while another thread is inside dlopen and waits for it: no lock of the loader may be
// needed.
TEST(FirstNew, NeedsNoLockOfTheLoader) {
  const ProbeRun run = measured({HIGHWATER_TEST_WAITING_PLUGIN_HOST});
  EXPECT_FALSE(run.outcome.timed_out);
  EXPECT_EQ(run.outcome.exit_code, 0);
}

}  // namespace
}  // namespace highwater::e2e
