// SPDX-License-Identifier: Apache-2.0
// A signal handler that allocates or releases in the middle of the library: whatever instruction it
// interrupts, the numbers are exact or refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

using testing::HasSubstr;

// Each round allocates and frees 100 bytes, the handler's 32 are freed in the end; one round more than there
// are instructions, in which it does nothing.
TEST(Interrupted, AnywhereInTheCommonCaseCountersAreExact) {
  for (const char* what : {"allocates", "releases"}) {
    const ProbeRun run = measured({HIGHWATER_TEST_INTERRUPTED, what});
    ASSERT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
    const std::int64_t instructions = std::stoll(run.outcome.standard_output.tail);
    EXPECT_GT(instructions, 20);
    const std::int64_t rounds = instructions + 1;
    const std::int64_t handlers = std::string(what) == "allocates" ? instructions : rounds;
    EXPECT_EQ(numbers_of(run.measurement.metrics), (Numbers{.allocations = rounds + handlers,
                                                            .allocated_bytes = rounds * 100 + handlers * 32,
                                                            .peak_bytes = 132}))
        << what;
  }
}

// What the counting of sites is in the middle of cannot be done beside it, and is not passed over in silence.
TEST(Interrupted, InTheMiddleOfSitesIsRefused) {
  Setting setting;
  setting.sites = Sites::kOn;
  for (const char* what : {"allocates", "releases"}) {
    const Error error = refused({HIGHWATER_TEST_INTERRUPTED, what}, setting);
    EXPECT_EQ(error.status, ExitStatus::kProbe);
    EXPECT_THAT(error.what, HasSubstr("in signal handlers interrupted the counting and are missing")) << what;
  }
}

}  // namespace
}  // namespace highwater::e2e
