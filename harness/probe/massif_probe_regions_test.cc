// SPDX-License-Identifier: Apache-2.0
// Regions under the real Valgrind. The programs: testing/massif_fixture_regions.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/testing/massif_probe_fixture.h"

namespace highwater {

void PrintTo(const Metrics& metrics, std::ostream* stream);

namespace {

using testing::ElementsAre;

class MassifRegions : public MassifProbeTest {
 protected:
  // The region of that name, or an empty one and a failed test.
  static RegionResult region(const Measurement& measurement, const std::string& name) {
    for (const RegionResult& region : measurement.regions)
      if (region.name == name) return region;
    ADD_FAILURE() << "no region " << name;
    return {};
  }
};

// The set-up has had 50,000,001 bytes live, and 3,000,000 stay. Three iterations allocate 40,000 each, freed,
// and keep 100: at most 40,000 + 300 above the start.
TEST_F(MassifRegions, ALargerSetUpDoesNotHideTheRegion) {
  const Measurement measurement = measure("set-up-hides");
  ASSERT_EQ(measurement.regions.size(), 1u);
  const RegionResult small = region(measurement, "small");
  EXPECT_EQ(small.metrics, metrics(40300, 300, 3, 120300, 6));
  EXPECT_TRUE(small.exact);
  EXPECT_EQ(small.iterations, 3);
  EXPECT_EQ(measurement.metrics, metrics(50000001, 300, 3, 53120301, 9));
  EXPECT_THAT(witness("dhat", "set-up-hides", "t-gmax:"), ElementsAre(50000001, 2));
}

TEST_F(MassifRegions, LiveBytesOfTheSetUpAreNotTheRegions) {
  const Measurement measurement = measure("set-up-stays");
  EXPECT_EQ(region(measurement, "small").metrics, metrics(42000, 48, 1, 42048, 3));
  EXPECT_EQ(measurement.metrics, metrics(50042000, 50000048, 2, 50042048, 4));
}

TEST_F(MassifRegions, FreeingOlderBlocksRetainsLessThanNothing) {
  EXPECT_EQ(region(measure("frees-older"), "frees").metrics, metrics(0, -970, 0, 30, 1));
}

// outer: 1000, inner's 20 kept and 500 passing, then 1000 freed and 2000 passing: 20 + 2000 at most.
TEST_F(MassifRegions, RegionsNest) {
  const Measurement measurement = measure("nested");
  ASSERT_EQ(measurement.regions.size(), 2u);
  EXPECT_EQ(measurement.regions[0].name, "outer");  // in order of entry
  EXPECT_EQ(region(measurement, "outer").metrics, metrics(2020, 20, 1, 3520, 4));
  EXPECT_EQ(region(measurement, "inner").metrics, metrics(500, 20, 1, 520, 2));
}

// 1000 + 2000 + 10,000 + 4000 + 5000 passing, 5 x 8 kept; a megabyte passes afterwards.
TEST_F(MassifRegions, ReEnteredRegionsMergeToTheLargestPeakAndTheSums) {
  const Measurement measurement = measure("re-entered");
  ASSERT_EQ(measurement.regions.size(), 1u);
  EXPECT_EQ(region(measurement, "again").metrics, metrics(10000, 40, 5, 22040, 10));
  EXPECT_EQ(region(measurement, "again").iterations, 10);
  EXPECT_EQ(measurement.metrics, metrics(1000040, 40, 5, 1022040, 11));
}

TEST_F(MassifRegions, HundredsOfEntriesAreToldApart) {
  EXPECT_EQ(region(measure("re-entered-often"), "often").metrics, metrics(100000, 0, 0, 30000000, 300));
}

TEST_F(MassifRegions, ThePeakOfTheProcessMayComeAfterTheRegions) {
  const Measurement measurement = measure("peak-after");
  EXPECT_EQ(measurement.metrics, metrics(9000, 0, 0, 10000, 3));
  EXPECT_EQ(region(measurement, "early").metrics, metrics(1000, 0, 0, 1000, 1));
}

TEST_F(MassifRegions, ARegionThatIsOpenAtTheEndEndsThere) {
  EXPECT_EQ(region(measure("open-at-exit"), "open").metrics, metrics(1600, 650, 2, 1650, 3));
  EXPECT_EQ(region(measure("open-at-abort"), "open").metrics, metrics(600, 600, 1, 600, 1));
}

TEST_F(MassifRegions, GrowthAfterTheLastFreeCounts) {
  EXPECT_EQ(region(measure("growing-region"), "grows").metrics, metrics(9000, 9000, 2, 9010, 3));
}

TEST_F(MassifRegions, AnEmptyRegionMeasuresZeroAndLeavesNoTraceInTheProcess) {
  const Measurement measurement = measure("empty-region");
  EXPECT_EQ(region(measurement, "empty").metrics, metrics(0, 0, 0, 0, 0));
  EXPECT_EQ(measurement.metrics, metrics(0, 0, 0, 0, 0));
}

TEST_F(MassifRegions, ARegionMayBeTheFirstThingThatAllocates) {
  EXPECT_EQ(region(measure("first-region"), "first").metrics, metrics(64, 0, 0, 64, 1));
}

// 10,000 events more than massif keeps snapshots of. 50 x 1000 at the peak, each rounded up by 8.
TEST_F(MassifRegions, WithManyEventsThePeakIsAnInterval) {
  const RegionResult many = region(measure("many-events"), "many");
  EXPECT_EQ(many.metrics, metrics(50000, 0, 0, 1050000, 10050));
  EXPECT_FALSE(many.exact);
  EXPECT_EQ(many.peak_upper_bytes, 50400);
}

// 4 x 300 x 1000 bytes and what pthread_create allocates, which is glibc's: at least 4 blocks, once.
TEST_F(MassifRegions, AllThreadsCount) {
  const RegionResult threads = region(measure("threads"), "threads");
  EXPECT_GE(threads.metrics.allocations, 1204);
  EXPECT_GE(threads.metrics.allocated_bytes, 1200000);
  EXPECT_EQ(threads.metrics.allocated_bytes - threads.metrics.retained_bytes, 1200000);
  EXPECT_GE(threads.metrics.peak_bytes, 1000 + threads.metrics.retained_bytes);
  EXPECT_LE(threads.metrics.peak_bytes, 4000 + threads.metrics.retained_bytes);
}

TEST_F(MassifRegions, AnyThreadMayEnter) {
  const Measurement measurement = measure("threads-enter");
  const RegionResult worker = region(measurement, "worker");
  EXPECT_EQ(worker.iterations, 80);
  EXPECT_GE(worker.metrics.allocated_bytes, 80 * 3000);
  EXPECT_GE(worker.metrics.peak_bytes, 3000);
  EXPECT_EQ(measurement.metrics.allocated_bytes - measurement.metrics.retained_bytes, 80 * 3000);
}

TEST_F(MassifRegions, AForkedChildsRegionsAreNotSeen) {
  const Measurement measurement = measure("forked-child-enters");
  ASSERT_EQ(measurement.regions.size(), 1u);
  EXPECT_EQ(region(measurement, "parent").metrics, metrics(111, 111, 2, 111, 2));
}

// 100 x 4 GiB: every window's ballast must be above the last one's peak, and Valgrind 3.19 gives less than 32
// GiB.
TEST_F(MassifRegions, ABallastThatCannotBeHadIsRefused) {
  const Error error = refusal("too-much-ballast");
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_THAT(error.what, testing::HasSubstr("no address space left to tell the regions' peaks apart"));
}

}  // namespace
}  // namespace highwater
