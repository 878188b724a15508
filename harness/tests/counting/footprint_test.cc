// SPDX-License-Identifier: Apache-2.0
// Steps that a profiler cannot take back: in a measured program there are no threads, signal handlers, masks,
// timers, descriptors or children that are not its own, and no block in its heap.
#include <gtest/gtest.h>

#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

std::string plain_report(const std::string& mode) {
  const ProcessOutcome outcome = plain_run({HIGHWATER_TEST_FOOTPRINT, mode});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  EXPECT_NE(outcome.standard_output.tail, "");
  return outcome.standard_output.tail;
}

TEST(Footprint, IsThatOfAProgramThatIsNotMeasured) {
  for (const Tier tier : kTiers) {
    Setting setting;
    set_tier(setting, tier);
    const ProbeRun run = measured({HIGHWATER_TEST_FOOTPRINT, "nothing"}, setting);
    EXPECT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
    EXPECT_EQ(run.outcome.standard_output.tail, plain_report("nothing")) << name_of(tier);
  }
}

// That the report would tell.
TEST(Footprint, ShowsWhateverIsAdded) {
  const std::string nothing = plain_report("nothing");
  EXPECT_EQ(plain_report("nothing"), nothing);
  for (const char* mode : {"thread", "handler", "mask", "alarm", "timer", "descriptor", "child",
                           "signal_stack", "block", "mapped_block"})
    EXPECT_NE(plain_report(mode), nothing) << mode;
}

}  // namespace
}  // namespace highwater::e2e
