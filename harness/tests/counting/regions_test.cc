// SPDX-License-Identifier: Apache-2.0
// Regions through the public header, in programs that link nothing of Highwater: position-independent or not,
// by either compiler, with a probe and without.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <ostream>

#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

struct Variant {
  const char* name;
  const char* path;
};

void PrintTo(const Variant& variant, std::ostream* out) {
  *out << variant.path;
}

class Regions : public testing::TestWithParam<Variant> {
 protected:
  std::vector<RegionResult> regions(const std::string& mode) {
    run_ = measured({GetParam().path, mode});
    return run_.measurement.regions;
  }

  // The only region.
  RegionResult region(const std::string& mode) {
    const std::vector<RegionResult> all = regions(mode);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? RegionResult{} : all[0];
  }

  ProbeRun run_;
};

// 3 times 5000 freed, 200 kept; the 100,000 before it are not the region's.
TEST_P(Regions, CountWhatHappensInside) {
  const RegionResult result = region("simple");
  EXPECT_EQ(run_.outcome.exit_code, 0);
  EXPECT_EQ(result.name, "work");
  EXPECT_EQ(result.iterations, 3);
  EXPECT_EQ(numbers_of(result.metrics), (Numbers{.allocations = 4,
                                                 .allocated_bytes = 3 * 5000 + 200,
                                                 .peak_bytes = 5000,
                                                 .retained_bytes = 200,
                                                 .retained_blocks = 1}));
}

// The outer one holds 1000 when the inner one peaks at 2000.
TEST_P(Regions, Nest) {
  const std::vector<RegionResult> all = regions("nested");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "outer");
  EXPECT_EQ(numbers_of(all[0].metrics), (Numbers{.allocations = 3,
                                                 .allocated_bytes = 3500,
                                                 .peak_bytes = 3000,
                                                 .retained_bytes = 1000,
                                                 .retained_blocks = 1}));
  EXPECT_EQ(all[1].name, "inner");
  EXPECT_EQ(all[1].iterations, 1);
  EXPECT_EQ(numbers_of(all[1].metrics),
            (Numbers{.allocations = 1, .allocated_bytes = 2000, .peak_bytes = 2000}));
}

// 100, 200 and 300 bytes; the last two are freed between the passes, where no region is open.
TEST_P(Regions, EnteredAgainMerge) {
  const RegionResult result = region("entered_again");
  EXPECT_EQ(result.iterations, 3);
  EXPECT_EQ(numbers_of(result.metrics), (Numbers{.allocations = 3,
                                                 .allocated_bytes = 600,
                                                 .peak_bytes = 300,
                                                 .retained_bytes = 600,
                                                 .retained_blocks = 3}));
}

// 10 MiB from before are freed inside, so what is retained is negative; the 20 MiB before it are not its
// peak.
TEST_P(Regions, AreNetOfTheirSetup) {
  constexpr std::int64_t kSetup = 10 << 20;
  const RegionResult result = region("with_large_setup");
  EXPECT_EQ(numbers_of(result.metrics), (Numbers{.allocations = 2,
                                                 .allocated_bytes = 5100,
                                                 .peak_bytes = 5000,
                                                 .retained_bytes = 100 - kSetup,
                                                 .retained_blocks = 0}));
  EXPECT_EQ(run_.measurement.metrics.peak_bytes - 3 * kSetup,
            measured({GetParam().path, "unmeasured"}).measurement.metrics.peak_bytes);
}

constexpr Numbers kOpen{.allocations = 2,
                        .allocated_bytes = 6300,
                        .peak_bytes = 6300,
                        .retained_bytes = 300,
                        .retained_blocks = 1};

TEST_P(Regions, OpenAtExitEndThere) {
  EXPECT_EQ(numbers_of(region("open_at_exit").metrics), kOpen);
  EXPECT_EQ(run_.outcome.exit_code, 0);
}

TEST_P(Regions, OpenAtAKillEndThere) {
  const RegionResult result = region("open_at_kill");
  EXPECT_EQ(numbers_of(result.metrics), kOpen);
  EXPECT_EQ(result.iterations, 1);
  EXPECT_EQ(run_.outcome.signal, SIGKILL);
}

// Each of four threads 3000 freed and 1000 kept; how many of the 3000 overlap is up to the scheduler.
TEST_P(Regions, CountEveryThread) {
  const Metrics metrics = region("with_threads").metrics;
  EXPECT_EQ(metrics.allocations, 8);
  EXPECT_EQ(metrics.allocated_bytes, 4 * 4000);
  EXPECT_EQ(metrics.retained_bytes, 4 * 1000);
  EXPECT_EQ(metrics.retained_blocks, 4);
  EXPECT_GE(metrics.peak_bytes, 4000);
  EXPECT_LE(metrics.peak_bytes, 4 * 3000);
}

// 4000 passes at once in four threads: all are counted, and each sees at least its own 10 bytes.
TEST_P(Regions, OpenInSeveralThreadsMerge) {
  const RegionResult result = region("in_every_thread");
  EXPECT_EQ(run_.outcome.exit_code, 0);
  EXPECT_EQ(result.iterations, 4000);
  EXPECT_GE(result.metrics.allocations, 4000);
  EXPECT_GE(result.metrics.peak_bytes, 10);
}

TEST_P(Regions, WithoutAProbeAreNotThere) {
  for (const char* mode :
       {"unmeasured", "simple", "nested", "entered_again", "with_threads", "in_every_thread"})
    EXPECT_EQ(plain_run({GetParam().path, mode}).exit_code, 0) << mode;
  // Under the probe they are, and the mode can tell.
  EXPECT_EQ(measured({GetParam().path, "unmeasured"}).outcome.exit_code, 99);
}

// A handler that interrupts a boundary must not wait for it. What it allocates there is refused, by number,
// or counted where it came between two boundaries.
TEST_P(Regions, EndureASignalHandlerThatAllocates) {
  const Expected<ProbeRun> run = probe({GetParam().path, "under_a_timer"});
  if (run) {
    EXPECT_EQ(run->outcome.exit_code, 0);
  } else {
    EXPECT_THAT(run.error().what, testing::HasSubstr("signal handler"));
  }
}

const Variant kVariants[] = {HIGHWATER_TEST_REGION_VARIANTS};
INSTANTIATE_TEST_SUITE_P(Programs, Regions, testing::ValuesIn(kVariants),
                         [](const testing::TestParamInfo<Variant>& test) { return test.param.name; });

}  // namespace
}  // namespace highwater::e2e
