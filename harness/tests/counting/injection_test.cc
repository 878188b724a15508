// SPDX-License-Identifier: Apache-2.0
// What a selftest injects: exactly what was ordered, where it was ordered, from a site that says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "compare/selftest.h"
#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

InjectionOrder order(InjectionKind kind, std::uint64_t bytes, std::uint64_t blocks,
                     const char* region = nullptr) {
  InjectionOrder order{};
  order.kind = kind;
  order.bytes = bytes;
  order.blocks = blocks;
  order.in_region = region != nullptr ? 1 : 0;
  if (region != nullptr) std::strncpy(order.region, region, sizeof order.region - 1);
  return order;
}

RegionResult region_with(const char* mode, const InjectionOrder& injection) {
  Setting setting;
  setting.injection = injection;
  const ProbeRun run = measured({HIGHWATER_TEST_REGIONS_PIE, mode}, setting);
  EXPECT_EQ(run.outcome.exit_code, 0);
  EXPECT_EQ(run.measurement.regions.size(), 1u);
  return run.measurement.regions.empty() ? RegionResult{} : run.measurement.regions[0];
}

// Three times 5000 freed, an iteration each, then 200 kept.
constexpr Numbers kSimple{.allocations = 4,
                          .allocated_bytes = 3 * 5000 + 200,
                          .peak_bytes = 5000,
                          .retained_bytes = 200,
                          .retained_blocks = 1};

Numbers simple_with(const InjectionOrder& injection) {
  return numbers_of(region_with("simple", injection).metrics);
}

TEST(Injection, OfNothingMovesNothing) {
  EXPECT_EQ(simple_with({}), kSimple);
}

TEST(Injection, OfAPeakBumpIsThereAtThePeakAndGoneAtTheEnd) {
  EXPECT_EQ(simple_with(order(InjectionKind::kPeakBump, 1000, 1, "work")),
            kSimple + (Numbers{.allocations = 1, .allocated_bytes = 1000, .peak_bytes = 1000}));
}

// 334, 333 and 333 bytes.
TEST(Injection, OfALeakIsKept) {
  EXPECT_EQ(simple_with(order(InjectionKind::kRetainedLeak, 1000, 3, "work")),
            kSimple + (Numbers{.allocations = 3,
                               .allocated_bytes = 1000,
                               .peak_bytes = 1000,
                               .retained_bytes = 1000,
                               .retained_blocks = 3}));
}

// The third comes after the last peak.
TEST(Injection, OfALeakAnIterationIsKeptOnceAnIteration) {
  EXPECT_EQ(simple_with(order(InjectionKind::kIterationLeak, 10, 1, "work")),
            kSimple + (Numbers{.allocations = 3,
                               .allocated_bytes = 30,
                               .peak_bytes = 20,
                               .retained_bytes = 30,
                               .retained_blocks = 3}));
}

// 200 bytes at a time, before the first 5000.
TEST(Injection, OfABurstIsFreedAtOnce) {
  EXPECT_EQ(simple_with(order(InjectionKind::kAllocationBurst, 1000, 5, "work")),
            kSimple + (Numbers{.allocations = 5, .allocated_bytes = 1000}));
}

// Blocks of 100, 200 and 300 are kept; of the peaks of a region the largest counts.
TEST(Injection, OfAPeakBumpIsThereInEveryPass) {
  const Numbers plain = numbers_of(region_with("entered_again", {}).metrics);
  const RegionResult bumped = region_with("entered_again", order(InjectionKind::kPeakBump, 1000, 1, "again"));
  EXPECT_EQ(numbers_of(bumped.metrics) - plain,
            (Numbers{.allocations = 3, .allocated_bytes = 3000, .peak_bytes = 1000}));
}

TEST(Injection, OfALeakIsMadeOnceHoweverManyPassesThereAre) {
  const Numbers plain = numbers_of(region_with("entered_again", {}).metrics);
  const RegionResult leaky =
      region_with("entered_again", order(InjectionKind::kRetainedLeak, 1000, 1, "again"));
  EXPECT_EQ((numbers_of(leaky.metrics) - plain).retained_bytes, 1000);
}

TEST(Injection, IntoAnotherRegionMovesNothing) {
  for (const InjectionKind kind : kInjectionKinds)
    EXPECT_EQ(simple_with(order(kind, 1000, 1, "worker")), kSimple);
}

TEST(Injection, IntoAProcessLastsFromItsStartToItsEnd) {
  const auto with = [](const InjectionOrder& injection) {
    Setting setting;
    setting.injection = injection;
    return counted({HIGHWATER_TEST_ALLOCATES}, setting);
  };
  const Numbers plain = with({});
  EXPECT_EQ(with(order(InjectionKind::kPeakBump, 1000, 1)) - plain,
            (Numbers{.allocations = 1, .allocated_bytes = 1000, .peak_bytes = 1000}));
  EXPECT_EQ(with(order(InjectionKind::kRetainedLeak, 1000, 1)) - plain, (Numbers{.allocations = 1,
                                                                                 .allocated_bytes = 1000,
                                                                                 .peak_bytes = 1000,
                                                                                 .retained_bytes = 1000,
                                                                                 .retained_blocks = 1}));
  EXPECT_EQ(with(order(InjectionKind::kIterationLeak, 1000, 1)), plain);
}

TEST(Injection, ReachesAProgramThatHasTheLibraryLinkedIn) {
  Setting setting;
  const Numbers plain = counted({HIGHWATER_TEST_EARLY_PROGRAM_LINKED}, setting);
  setting.injection = order(InjectionKind::kPeakBump, 1 << 20, 1);
  EXPECT_EQ(counted({HIGHWATER_TEST_EARLY_PROGRAM_LINKED}, setting) - plain,
            (Numbers{.allocations = 1, .allocated_bytes = 1 << 20, .peak_bytes = 1 << 20}));
}

TEST(Injection, ComesFromASiteThatSaysWhatItIs) {
  for (const InjectionKind kind : kInjectionKinds) {
    Setting setting;
    setting.sites = Sites::kOn;
    setting.injection = order(kind, 1234, 1, "work");
    const ProbeRun run = measured({HIGHWATER_TEST_REGIONS_PIE, "simple"}, setting);
    ASSERT_EQ(run.measurement.regions.size(), 1u);
    const std::vector<SiteResult>& sites = run.measurement.regions[0].sites;
    EXPECT_TRUE(std::any_of(sites.begin(), sites.end(), [&](const SiteResult& site) {
      const std::int64_t times = kind == InjectionKind::kIterationLeak ? 3 : 1;
      return call_chain(site).front() == site_of(kind) && site.allocated_bytes == times * 1234;
    })) << name_of(kind);
  }
}

}  // namespace
}  // namespace highwater::e2e
