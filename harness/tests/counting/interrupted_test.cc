// SPDX-License-Identifier: Apache-2.0
// A signal handler that allocates or releases in the middle of the library: whatever instruction it
// interrupts, the numbers are exact or refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/segment.h"
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

using testing::HasSubstr;

// Each round allocates and frees 100 bytes, the handler allocates 32, or frees one of 4,096 blocks of 32 that
// are there; one round more than there are instructions, in which it does nothing. The first instruction
// comes before the 100 bytes are counted.
TEST(Interrupted, AnywhereInTheCommonCaseCountersAreExact) {
  for (const char* what : {"allocates", "releases"}) {
    const ProbeRun run = measured({HIGHWATER_TEST_INTERRUPTED, what, "malloc", "1"});
    ASSERT_EQ(run.outcome.exit_code, 0) << run.outcome.standard_error.tail;
    const std::int64_t instructions = std::stoll(run.outcome.standard_output.tail);
    EXPECT_GT(instructions, 20);
    const std::int64_t rounds = instructions + 1;
    const bool allocates = std::string(what) == "allocates";
    const std::int64_t handlers = allocates ? instructions : 4096;
    EXPECT_EQ(numbers_of(run.measurement.metrics), (Numbers{.allocations = rounds + handlers,
                                                            .allocated_bytes = rounds * 100 + handlers * 32,
                                                            .peak_bytes = allocates ? 132 : 4095 * 32 + 100}))
        << what;
  }
}

// What the counting of sites is in the middle of cannot be done beside it, and is not passed over in silence.
TEST(Interrupted, InTheMiddleOfSitesIsRefused) {
  Setting setting;
  setting.sites = Sites::kOn;
  for (const char* what : {"allocates", "releases"}) {
    const Error error = refused({HIGHWATER_TEST_INTERRUPTED, what, "malloc", "7"}, setting);
    EXPECT_EQ(error.status, ExitStatus::kProbe);
    EXPECT_THAT(error.what, HasSubstr("in signal handlers interrupted the counting and are missing")) << what;
  }
}

// What one run says of itself, also where the harness would refuse it.
struct Interrupted {
  std::int64_t acts = 0;
  ProcessReport report;
};
Interrupted interrupted(const std::string& what, const std::string& call, std::uint32_t slots, Sites sites) {
  const Segment segment = *Segment::create(slots, sites);
  ProcessSpec spec;
  // The time goes by the square of the instructions.
  const bool is_short = sites == Sites::kOff && (slots == 1 || call == "malloc");
  spec.argv = {HIGHWATER_TEST_INTERRUPTED, what, call, is_short ? "3" : "37"};
  spec.environment = fixed_environment();
  spec.environment.push_back("LD_PRELOAD=" HIGHWATER_TEST_LIBRARY);
  if (slots > 1) spec.environment.push_back(std::string(counting::kChildrenVariable) + "=1");
  spec.stdio = Stdio::kCapture;
  spec.inherited = InheritedFile{segment.fd(), counting::kVariable};
  const Expected<ProcessOutcome> outcome = runner().run(spec);
  EXPECT_TRUE(outcome && outcome->exit_code == 0);
  std::uint32_t lost = 0;
  Interrupted seen{std::stoll(outcome->standard_output.tail), segment.reports(&lost).at(0)};
  segment.read_sites(seen.report);
  return seen;
}

// Whatever call is interrupted, and in whatever way it is counted: what is not counted is known to be
// missing.
TEST(Interrupted, NothingIsLostInSilence) {
  for (const char* call : {"malloc", "calloc", "realloc", "aligned_alloc"})
    for (const std::uint32_t slots : {1u, 2u})
      for (const Sites sites : {Sites::kOff, Sites::kOn}) {
        const std::int64_t round = interrupted("nothing", call, slots, sites).report.metrics.allocated_bytes;
        EXPECT_GE(round, 100);
        const Interrupted run = interrupted("allocates", call, slots, sites);
        EXPECT_GT(run.acts, 5);
        EXPECT_EQ(run.report.metrics.allocated_bytes + run.report.untracked_bytes,
                  (run.acts + 1) * round + run.acts * 32)
            << call << ", " << slots << " slots, sites " << (sites == Sites::kOn);
        const ProcessReport freed = interrupted("releases", call, slots, sites).report;
        EXPECT_EQ(freed.metrics.retained_blocks, freed.untracked_allocations)
            << call << ", " << slots << " slots, sites " << (sites == Sites::kOn);
      }
}

}  // namespace
}  // namespace highwater::e2e
