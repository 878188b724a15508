// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace highwater {
namespace {

using testing::HasSubstr;

// Statistics of a run in which massif has thrown snapshots away.
MassifStats culled(std::uint32_t allocations, std::uint32_t frees) {
  MassifStats stats;
  stats.allocations = allocations;
  stats.frees = frees;
  stats.skipped_snapshots = 1;
  stats.cullings = 1;
  return stats;
}

MassifSnapshot snapshot(std::uint64_t heap, std::uint64_t extra, MassifTree kind) {
  MassifSnapshot result;
  result.heap_bytes = heap;
  result.extra_bytes = extra;
  result.kind = kind;
  return result;
}

// 10 allocations of 1000 bytes in all, 4 freed, 600 bytes left; massif's peak is 700 bytes and 50 of
// rounding.
MassifRun plain_run() {
  MassifRun run;
  run.snapshots.snapshots = {snapshot(0, 0, MassifTree::kNone), snapshot(700, 50, MassifTree::kPeak),
                             snapshot(720, 10, MassifTree::kNone)};
  run.at_exit = {600, 1000, 10};
  run.log.at_exit = culled(10, 4);
  return run;
}

TEST(MassifNumbers, RetainedBlocksComeFromTheStatistics) {
  const MassifNumbers numbers = *massif_numbers(plain_run());
  EXPECT_EQ(numbers.metrics.retained_bytes, 600);
  EXPECT_EQ(numbers.metrics.retained_blocks, 6);
  EXPECT_EQ(numbers.metrics.allocated_bytes, 1000);
  EXPECT_EQ(numbers.metrics.allocations, 10);
  EXPECT_EQ(numbers.metrics.peak_rss_bytes, std::nullopt);
}

TEST(MassifNumbers, ThePeakLiesBetweenThePeakSnapshotAndItsRounding) {
  const MassifNumbers numbers = *massif_numbers(plain_run());
  EXPECT_FALSE(numbers.exact);
  EXPECT_EQ(numbers.metrics.peak_bytes, 700);
  EXPECT_EQ(numbers.peak_upper_bytes, 750);
}

TEST(MassifNumbers, AnEndAboveTheWholeIntervalIsTheExactPeak) {
  MassifRun run = plain_run();
  run.at_exit.current_bytes = 751;
  const MassifNumbers numbers = *massif_numbers(run);
  EXPECT_TRUE(numbers.exact);
  EXPECT_EQ(numbers.metrics.peak_bytes, 751);
  EXPECT_EQ(numbers.peak_upper_bytes, 751);
}

TEST(MassifNumbers, AnEndInsideTheIntervalRaisesItsLowerEnd) {
  MassifRun run = plain_run();
  run.at_exit.current_bytes = 730;
  const MassifNumbers numbers = *massif_numbers(run);
  EXPECT_FALSE(numbers.exact);
  EXPECT_EQ(numbers.metrics.peak_bytes, 730);
  EXPECT_EQ(numbers.peak_upper_bytes, 750);
}

TEST(MassifNumbers, WithoutRoundingThePeakIsExact) {
  MassifRun run = plain_run();
  run.snapshots.snapshots[1].extra_bytes = 0;
  EXPECT_TRUE(massif_numbers(run)->exact);
}

TEST(MassifNumbers, WithoutAPeakSnapshotNothingWasFreedAndTheEndIsThePeak) {
  MassifRun run = plain_run();
  run.snapshots.snapshots[1].kind = MassifTree::kNone;
  run.log.at_exit = culled(10, 0);
  const MassifNumbers numbers = *massif_numbers(run);
  EXPECT_TRUE(numbers.exact);
  EXPECT_EQ(numbers.metrics.peak_bytes, 600);
}

TEST(MassifNumbers, WithASnapshotOfEveryEventTheLargestIsTheExactPeak) {
  MassifRun run = plain_run();
  run.log.at_exit->skipped_snapshots = run.log.at_exit->cullings = 0;
  const MassifNumbers numbers = *massif_numbers(run);
  EXPECT_TRUE(numbers.exact);
  EXPECT_EQ(numbers.metrics.peak_bytes, 720);
}

// Two boundaries around a region. Before it the peak was 9000 + 100. At its start 500 bytes live in 5 blocks;
// a ballast of 8608 lifts 500 + 12 above 9100. Inside, the heap reaches 800 + 24 of rounding; at its end 650
// bytes live in 6 blocks.
MassifRun region_run() {
  MassifRun run;
  MassifBoundary enter{};
  enter.kind = MassifBoundaryKind::kEnter;
  std::strcpy(enter.name, "work");
  enter.iterations = 7;
  enter.before = {20000, 500, 12};
  enter.peak = {15000, 9000, 100};
  enter.current_bytes = 500;
  enter.total_bytes = 10000;
  enter.total_blocks = 21;
  enter.own_blocks = 1;
  enter.next = {8608, 8608};
  enter.after = {28608, 9108, 12};
  MassifBoundary leave{};
  leave.kind = MassifBoundaryKind::kLeave;
  leave.held = enter.next;
  leave.before = {30000, 9258, 20};
  leave.peak = {29000, 9408, 24};
  leave.current_bytes = 650;
  leave.total_bytes = 10000 + 8608 + 1000;
  leave.total_blocks = 21 + 1 + 10;
  leave.own_bytes = 8608;
  leave.own_blocks = 2;
  leave.next = {8768, 8768};
  leave.after = {39000, 9418, 20};
  run.events.boundaries = {enter, leave};
  run.events.header.boundaries = 2;
  run.events.header.ballast = leave.next;
  run.events.header.own_bytes = 8608 + 8768;
  run.events.header.own_blocks = 3;
  run.log.marks[0] = culled(21, 16);
  run.log.marks[1] = culled(32, 26);
  run.log.at_exit = culled(35, 28);
  run.log.at_exit->peak_snapshots = 3;
  // 650 + 50 + 20 bytes at exit, in the ballast's company; nothing was freed in the last window.
  run.snapshots.snapshots = {snapshot(9408, 24, MassifTree::kPeak)};
  run.at_exit = {8768 + 720, 10000 + 8608 + 1000 + 8768 + 70, 35};
  return run;
}

TEST(MassifNumbers, ARegionIsNetOfItsStartAndOfTheShim) {
  const Expected<MassifNumbers> numbers = massif_numbers(region_run());
  ASSERT_TRUE(numbers) << numbers.error().what;
  ASSERT_EQ(numbers->regions.size(), 1u);
  const RegionResult& region = numbers->regions[0];
  EXPECT_EQ(region.name, "work");
  EXPECT_EQ(region.iterations, 7);
  EXPECT_EQ(region.metrics.peak_bytes, 300);  // 9408 - 8608 - 500
  EXPECT_EQ(region.peak_upper_bytes, 324);    // and 24 of rounding
  EXPECT_FALSE(region.exact);
  EXPECT_EQ(region.metrics.retained_bytes, 150);
  EXPECT_EQ(region.metrics.retained_blocks, 1);
  EXPECT_EQ(region.metrics.allocated_bytes, 1000);
  EXPECT_EQ(region.metrics.allocations, 10);
}

TEST(MassifNumbers, TheProcessIsNetOfTheShim) {
  const MassifNumbers numbers = *massif_numbers(region_run());
  EXPECT_EQ(numbers.metrics.peak_bytes, 9000);
  EXPECT_EQ(numbers.peak_upper_bytes, 9100);
  EXPECT_EQ(numbers.metrics.retained_bytes, 720);
  EXPECT_EQ(numbers.metrics.retained_blocks, 6);  // 35 - 28, and the ballast
  EXPECT_EQ(numbers.metrics.allocated_bytes, 11070);
  EXPECT_EQ(numbers.metrics.allocations, 32);
}

TEST(MassifNumbers, APeakAfterTheLastRegionIsTheProcesss) {
  MassifRun run = region_run();
  run.snapshots.snapshots = {snapshot(8768 + 9500, 32, MassifTree::kPeak)};
  const MassifNumbers numbers = *massif_numbers(run);
  EXPECT_EQ(numbers.metrics.peak_bytes, 9500);
  EXPECT_EQ(numbers.regions[0].metrics.peak_bytes, 300);
}

TEST(MassifNumbers, WhatOtherThreadsDidDuringABoundaryWidensTheInterval) {
  MassifRun run = region_run();
  run.events.boundaries[1].gap_bytes = 400;  // 650 + 20 were live; 400 may have come
  const MassifNumbers numbers = *massif_numbers(run);
  EXPECT_EQ(numbers.regions[0].metrics.peak_bytes, 300);
  EXPECT_EQ(numbers.regions[0].peak_upper_bytes, 570);  // 670 + 400 - 500
}

TEST(MassifNumbers, ARegionThatIsOpenAtTheEndEndsWithTheProgram) {
  MassifRun run = region_run();
  run.events.boundaries[1].kind = MassifBoundaryKind::kEnter;
  run.events.boundaries[1].entry = 1;
  std::strcpy(run.events.boundaries[1].name, "inner");
  const MassifNumbers numbers = *massif_numbers(run);
  ASSERT_EQ(numbers.regions.size(), 2u);
  EXPECT_EQ(numbers.regions[0].metrics.retained_bytes, 220);
  EXPECT_EQ(numbers.regions[0].metrics.peak_bytes, 300);
  EXPECT_EQ(numbers.regions[1].name, "inner");
  EXPECT_EQ(numbers.regions[1].metrics.retained_bytes, 70);
  EXPECT_EQ(numbers.regions[1].metrics.peak_bytes, 70);
  EXPECT_TRUE(numbers.regions[1].exact);  // nothing was freed in it
}

void expect_refused(const MassifRun& run, const std::string& what) {
  const Expected<MassifNumbers> numbers = massif_numbers(run);
  ASSERT_FALSE(numbers);
  EXPECT_EQ(numbers.error().status, ExitStatus::kProbe);
  EXPECT_THAT(numbers.error().what, HasSubstr(what));
  EXPECT_NE(numbers.error().hint, "");
}

TEST(MassifNumbers, ALogWithoutStatisticsIsRefused) {
  MassifRun run = plain_run();
  run.log.at_exit.reset();
  expect_refused(run, "lacks massif's statistics");
}

TEST(MassifNumbers, AllocationsThatMassifIgnoredAreRefused) {
  MassifRun run = plain_run();
  run.log.at_exit->ignored = 2;
  expect_refused(run, "massif left out 2 allocations and frees");
}

TEST(MassifNumbers, ABlockLostAtAFailingReallocIsRefused) {
  MassifRun run = plain_run();
  run.log.at_exit->reallocations = 1;
  expect_refused(run, "it saw 10 allocations and 1 reallocations, but 10 blocks");
}

TEST(MassifNumbers, AFileThatLacksItsPeakIsRefused) {
  MassifRun run = plain_run();
  run.log.at_exit->peak_snapshots = 1;
  run.snapshots.snapshots.resize(1);
  expect_refused(run, "lacks the peak that its statistics count");
}

TEST(MassifNumbers, ABoundaryWithoutStatisticsIsRefused) {
  MassifRun run = region_run();
  run.log.marks.erase(1);
  expect_refused(run, "lacks the statistics of region boundary 1");
}

TEST(MassifNumbers, AWindowWithoutAPeakOfItsOwnIsRefused) {
  MassifRun run = region_run();
  run.events.boundaries[1].peak = run.events.boundaries[0].peak;
  expect_refused(run, "massif kept no peak of its own before region boundary 1");
}

TEST(MassifNumbers, AnEndInTheMiddleOfABoundaryIsRefused) {
  MassifRun run = region_run();
  run.events.header.ballast = {};
  expect_refused(run, "entering or leaving a region");
}

}  // namespace
}  // namespace highwater
