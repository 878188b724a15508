// SPDX-License-Identifier: Apache-2.0
// Whole processes under the real Valgrind. The programs: testing/massif_fixture.cc.
#include "probe/massif_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "probe/testing/massif_probe_fixture.h"

namespace highwater {

void PrintTo(const Metrics& metrics, std::ostream* stream) {
  *stream << "peak " << metrics.peak_bytes << ", retained " << metrics.retained_bytes << " in "
          << metrics.retained_blocks << ", allocated " << metrics.allocated_bytes << " in "
          << metrics.allocations;
}

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST_F(MassifProbeTest, AProgramThatAllocatesNothingMeasuresZero) {
  const Measurement measurement = measure("nothing");
  EXPECT_EQ(measurement.metrics, metrics(0, 0, 0, 0, 0));
  EXPECT_TRUE(measurement.exact);
  EXPECT_TRUE(measurement.regions.empty());
}

TEST_F(MassifProbeTest, TheMeasurementSaysWhereItComesFrom) {
  const Measurement measurement = measure("exit-3");
  EXPECT_EQ(measurement.probe, ProbeKind::kMassif);
  EXPECT_THAT(measurement.command, ElementsAre(HIGHWATER_TEST_FIXTURE, "exit-3"));
  EXPECT_EQ(measurement.end.code, 3);
  EXPECT_EQ(measurement.end.signal, std::nullopt);
  EXPECT_THAT(measurement.context.valgrind, testing::MatchesRegex("[0-9]+\\.[0-9]+.*"));
  EXPECT_NE(measurement.context.kernel, "");
  EXPECT_EQ(measurement.metrics.peak_rss_bytes, std::nullopt);
}

// Massif's own file says 11,000. 299 blocks of 1000 bytes and one of 1,000,000 are never freed, one of 1000
// was.
TEST_F(MassifProbeTest, AHeapThatGrowsAfterItsLastFreePeaksAtTheEnd) {
  const Measurement measurement = measure("grows-after-a-free");
  EXPECT_EQ(measurement.metrics, metrics(1299000, 1299000, 300, 1300000, 301));
  EXPECT_TRUE(measurement.exact);
  EXPECT_THAT(witness("dhat", "grows-after-a-free", "t-gmax:"), ElementsAre(1299000, 300));
}

// Massif's own file says 5000. 400 x 1000 + 3,000,000 are kept, after 20,000 x 5000 that are not.
TEST_F(MassifProbeTest, AHeapThatGrowsAtTheEndPeaksThere) {
  const Measurement measurement = measure("grows-at-the-end");
  EXPECT_EQ(measurement.metrics, metrics(3400000, 3400000, 401, 103400000, 20401));
  EXPECT_TRUE(measurement.exact);
  EXPECT_THAT(witness("dhat", "grows-at-the-end", "t-gmax:"), ElementsAre(3400000, 401));
}

TEST_F(MassifProbeTest, WhatIsFreedIsNotRetained) {
  const Measurement measurement = measure("frees-everything");
  EXPECT_EQ(measurement.metrics, metrics(190000, 0, 0, 190000, 100));
  EXPECT_TRUE(measurement.exact);  // 300 events: massif kept them all
}

// The true peak is 100,000. Massif prefers 10,000 blocks of 1 byte, which Valgrind rounds to 16 each.
TEST_F(MassifProbeTest, APeakThatRoundingHidesIsInsideTheInterval) {
  const Measurement measurement = measure("small-then-large");
  EXPECT_EQ(measurement.metrics, metrics(10000, 0, 0, 110000, 10001));
  EXPECT_FALSE(measurement.exact);
  EXPECT_EQ(measurement.peak_upper_bytes, 160000);
  EXPECT_THAT(witness("dhat", "small-then-large", "t-gmax:"), ElementsAre(100000, 1));
}

// 5 of size 0 freed, 2 kept; 0 -> 10 kept; 100 -> 0 freed. Valgrind's own report says 9 blocks are left.
TEST_F(MassifProbeTest, BlocksOfSize0AreCounted) {
  EXPECT_EQ(measure("size-0").metrics, metrics(110, 10, 3, 110, 10));
  EXPECT_THAT(witness("memcheck", "size-0", "in use at exit:"), ElementsAre(10, 3));
  EXPECT_THAT(witness("memcheck", "size-0", "total heap usage:"), ElementsAre(10, 7, 110));
}

// 100 -> 50 -> 5000 in one block, 7 in another: 4 allocations of 5157 bytes.
TEST_F(MassifProbeTest, AReallocIsOneAllocationOfTheNewSize) {
  EXPECT_EQ(measure("realloc").metrics, metrics(5007, 7, 1, 5157, 4));
  EXPECT_THAT(witness("memcheck", "realloc", "total heap usage:"), ElementsAre(4, 3, 5157));
}

// malloc 10, calloc 3 x 7, aligned_alloc 128, posix_memalign 100, reallocarray 5 x 11.
TEST_F(MassifProbeTest, EveryWayToAllocateCounts) {
  EXPECT_EQ(measure("every-entry").metrics, metrics(314, 314, 5, 314, 5));
}

TEST_F(MassifProbeTest, NumbersSurviveUnderscoreExit) {
  const Measurement measurement = measure("_exit");
  EXPECT_EQ(measurement.metrics, metrics(777, 777, 1, 777, 1));
  EXPECT_EQ(measurement.end.code, 7);
}

TEST_F(MassifProbeTest, NumbersSurviveFatalSignalsWhichAreTheProgramsOwn) {
  for (const auto& [mode, signal] :
       {std::pair("abort", SIGABRT), {"segv", SIGSEGV}, {"kill-self", SIGKILL}}) {
    const Measurement measurement = measure(mode);
    EXPECT_EQ(measurement.metrics, metrics(777, 777, 1, 777, 1)) << mode;
    EXPECT_EQ(measurement.end.signal, signal) << mode;
    EXPECT_EQ(measurement.end.code, std::nullopt) << mode;
  }
}

// The child's 500,000 bytes are its own: the parent has 1000 + 234.
TEST_F(MassifProbeTest, AForkedChildDoesNotCount) {
  EXPECT_EQ(measure("fork").metrics, metrics(1234, 1234, 2, 1234, 2));
}

TEST_F(MassifProbeTest, AShellThatRunsAnotherProgramInAChildIsMeasuredItself) {
  ProbeRequest shell = request("");
  shell.command = {"sh", "-c", "true; /bin/true; true"};
  EXPECT_TRUE(probe_.run(shell));
}

TEST_F(MassifProbeTest, AnExecThatFailsIsNothing) {
  EXPECT_EQ(measure("failed-exec").metrics.peak_bytes, 777);
}

TEST_F(MassifProbeTest, TheProgramSeesNeitherTheShimNorItsVariable) {
  ProbeRequest with_preload = request("environment");
  with_preload.environment.push_back("LD_PRELOAD=libm.so.6");
  with_preload.environment.push_back("LAST=1");
  const Expected<ProbeRun> result = probe_.run(with_preload);
  ASSERT_TRUE(result) << result.error().what;
  const std::string& output = result->outcome.standard_output.tail;
  EXPECT_THAT(output, Not(HasSubstr("HIGHWATER")));
  EXPECT_THAT(output, Not(HasSubstr("shim")));
  EXPECT_THAT(output, HasSubstr("vgpreload_massif"));
  EXPECT_THAT(output, HasSubstr(":libm.so.6\n"));
  EXPECT_THAT(output, HasSubstr("LAST=1\n"));
  EXPECT_THAT(output, Not(HasSubstr("GLIBCXX_FORCE_NEW")));
}

TEST_F(MassifProbeTest, TheUsersValgrindOptionsChangeNothing) {
  ProbeRequest with_options = request("realloc");
  with_options.environment.push_back("VALGRIND_OPTS=--stacks=yes --pages-as-heap=yes --ignore-fn=main");
  const Expected<ProbeRun> result = probe_.run(with_options);
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->measurement.metrics, metrics(5007, 7, 1, 5157, 4));
}

TEST_F(MassifProbeTest, ARelativeProgramIsFoundInTheWorkingDirectory) {
  const std::string fixture = HIGHWATER_TEST_FIXTURE;
  const std::size_t slash = fixture.rfind('/');
  ProbeRequest relative = request("nothing");
  relative.command[0] = "." + fixture.substr(slash);
  relative.working_directory = fixture.substr(0, slash);
  EXPECT_TRUE(probe_.run(relative));
}

}  // namespace
}  // namespace highwater
