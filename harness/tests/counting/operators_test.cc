// SPDX-License-Identifier: Apache-2.0
// operator new where it is delicate: it throws through the library's frames, it is not the standard one, or
// it comes with a plug-in. The numbers are what a mode adds to the program's own start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

Numbers added(const std::string& fixture, const std::string& mode, const std::string& nothing) {
  return counted({fixture, mode}) - counted({fixture, nothing});
}

Numbers failing_new(const std::string& mode) {
  return added(HIGHWATER_TEST_FAILING_NEW, mode, "first");
}

// The object that a bad_alloc is, with what the C++ runtime puts before it.
std::int64_t exception_bytes() {
  return failing_new("throws_once").allocated_bytes;
}

Numbers one_of_1000(std::int64_t exceptions) {
  return {.allocations = 1 + exceptions,
          .allocated_bytes = 1000 + exceptions * exception_bytes(),
          .peak_bytes = 1000,
          .retained_bytes = 1000,
          .retained_blocks = 1};
}

// Once, and once more inside an aligned operator. For a linked copy, which has a preloaded one behind it, an
// operator is counted as a whole: what it makes inside belongs to a call that gave nothing.
TEST(FailingNew, ThrowsAndCountingGoesOn) {
  EXPECT_GT(exception_bytes(), 0);
  EXPECT_EQ(failing_new("throws"), one_of_1000(2));
  EXPECT_EQ(added(HIGHWATER_TEST_FAILING_NEW_LINKED, "throws", "first"), one_of_1000(0));
}

// After them 1000 bytes, freed, and 500 that are kept.
TEST(FailingNew, AThousandTimesLeavesNothingBehind) {
  EXPECT_EQ(failing_new("throws_often"), (Numbers{.allocations = 1002,
                                                  .allocated_bytes = 1500 + 1000 * exception_bytes(),
                                                  .peak_bytes = 1000,
                                                  .retained_bytes = 500,
                                                  .retained_blocks = 1}));
}

// What was never seen to be allocated is no free of anybody else's.
TEST(FailingNew, ACaughtExceptionIsNoForeignBlock) {
  EXPECT_THAT(measured({HIGHWATER_TEST_FAILING_NEW, "throws_often"}).measurement.warnings, IsEmpty());
}

// The handler keeps two blocks of 100000 bytes before it gives up.
TEST(FailingNew, WhatANewHandlerAllocatesIsCounted) {
  for (const char* mode : {"new_handler_allocates", "aligned_new_handler_allocates"})
    EXPECT_EQ(failing_new(mode), (Numbers{.allocations = 3,
                                          .allocated_bytes = 200000 + exception_bytes(),
                                          .peak_bytes = 200000 + exception_bytes(),
                                          .retained_bytes = 200000,
                                          .retained_blocks = 2}))
        << mode;
}

// libstdc++'s catches what the throwing one throws.
TEST(FailingNew, NothrowReturnsNullAndCountsWhatItCaught) {
  EXPECT_EQ(failing_new("nothrow"), one_of_1000(2));
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

// The C++ runtime comes with the plug-in, into a scope that the preloaded library does not see. Its part of
// the thread's storage is allocated when the thread throws.
TEST(FailingNew, InAPluginOfACProgramThrowsAndCountingGoesOn) {
  const Numbers numbers = added(HIGHWATER_TEST_PLUGIN_HOST, "throws", "nothing");
  EXPECT_EQ(numbers.allocations, 3);
  EXPECT_EQ(numbers.retained_blocks, 2);
  EXPECT_GT(numbers.retained_bytes, 1000);
  EXPECT_LT(numbers.retained_bytes, 1200);
  EXPECT_EQ(numbers.allocated_bytes, numbers.retained_bytes + exception_bytes());
}

// The program's own comes before ours and calls malloc with its header: 1016 and 2016 bytes.
TEST(ReplacedNew, InTheProgramIsSeenAsTheMallocThatItCalls) {
  EXPECT_EQ(added(HIGHWATER_TEST_REPLACED_NEW, "new", "nothing"), (Numbers{.allocations = 2,
                                                                           .allocated_bytes = 1016 + 2016,
                                                                           .peak_bytes = 1016 + 2016,
                                                                           .retained_bytes = 1016,
                                                                           .retained_blocks = 1}));
}

// The runtime's new[] calls the program's operator new, measured or not. It is counted as the program asked
// for it.
TEST(ReplacedNew, InTheProgramIsWhatTheRuntimesOtherOperatorsCall) {
  EXPECT_EQ(added(HIGHWATER_TEST_REPLACED_NEW, "array", "nothing"), (Numbers{.allocations = 2,
                                                                             .allocated_bytes = 1000 + 2000,
                                                                             .peak_bytes = 1000 + 2000,
                                                                             .retained_bytes = 1000,
                                                                             .retained_blocks = 1}));
}

// What it takes from elsewhere nobody sees, so that is said.
TEST(ReplacedNew, InTheProgramIsNamedInAWarning) {
  EXPECT_THAT(measured({HIGHWATER_TEST_REPLACED_NEW, "new"}).measurement.warnings,
              Contains(HasSubstr("the program defines operator new")));
  EXPECT_THAT(measured({HIGHWATER_TEST_LIBRARY_NEW, "new"}).measurement.warnings, IsEmpty());
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
  for (const char* host : {HIGHWATER_TEST_WAITING_PLUGIN_HOST, HIGHWATER_TEST_WAITING_C_HOST})
    for (const Tier tier : kTiers) {
      Setting setting;
      set_tier(setting, tier);
      const ProbeRun run = measured({host}, setting);
      EXPECT_EQ(run.outcome.exit_code, 0) << host << " " << name_of(tier);
    }
}

}  // namespace
}  // namespace highwater::e2e
