// SPDX-License-Identifier: Apache-2.0
#include "compare/fitness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "baseline/baseline_example.h"
#include "compare/outcome.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Context before() {
  Context context;
  context.profile = "linux-x86_64-gnu12-release";
  context.compiler = "GNU 12.2.0";
  context.libc = "glibc 2.36";
  context.kernel = "Linux 6.1.0";
  context.valgrind = "3.19.0";
  context.revision = "0123456789ab";
  context.libraries = {{"libjpeg.so.62", "libjpeg.so.62.3.0 1f0c62a9"}, {"libz.so.1", "libz.so.1.2.13 aa"}};
  return context;
}

TEST(Fitness, TheSameEnvironmentGivesNoHint) {
  Context now = before();
  now.revision = "ffffffffffff";  // is meant to change
  now.profile = "another";        // is an error of its own
  EXPECT_THAT(fitness_hints(before(), now, ProbeKind::kMassif), IsEmpty());
}

TEST(Fitness, EveryChangeIsNamedWithOldAndNew) {
  Context now = before();
  now.libc = "glibc 2.37";
  now.compiler = "GNU 13.1.0";
  now.kernel = "Linux 6.5.0";
  now.libraries = {{"libjpeg.so.62", "libjpeg.so.62.4.0 00000000"}, {"libzstd.so.1", "libzstd.so.1.5.4 bb"}};
  EXPECT_THAT(environment_changes(before(), now, ProbeKind::kCounting),
              ElementsAre("compiler: GNU 12.2.0 -> GNU 13.1.0", "libc: glibc 2.36 -> glibc 2.37",
                          "kernel: Linux 6.1.0 -> Linux 6.5.0",
                          "libjpeg.so.62: libjpeg.so.62.3.0 1f0c62a9 -> libjpeg.so.62.4.0 00000000",
                          "libz.so.1: no longer there (was libz.so.1.2.13 aa)",
                          "libzstd.so.1: new, libzstd.so.1.5.4 bb"));
}

TEST(Fitness, AnotherBuildOfOneVersionIsAChange) {
  Context now = before();
  now.libraries["libz.so.1"] = "libz.so.1.2.13 ab";
  EXPECT_THAT(fitness_hints(before(), now, ProbeKind::kCounting),
              ElementsAre("the environment changed since the baseline: libz.so.1: libz.so.1.2.13 aa -> "
                          "libz.so.1.2.13 ab"));
}

TEST(Fitness, ValgrindMattersToMassifAlone) {
  Context now = before();
  now.valgrind = "3.22.0";
  EXPECT_THAT(environment_changes(before(), now, ProbeKind::kCounting), IsEmpty());
  EXPECT_THAT(environment_changes(before(), now, ProbeKind::kMassif),
              ElementsAre("valgrind: 3.19.0 -> 3.22.0"));
}

TEST(Fitness, WhatEitherSideDoesNotKnowIsNoChange) {
  EXPECT_THAT(environment_changes(Context{}, before(), ProbeKind::kMassif), IsEmpty());
  EXPECT_THAT(environment_changes(before(), Context{}, ProbeKind::kMassif), IsEmpty());
}

TEST(Fitness, AWholeDistributionIsCountedAtTheEnd) {
  Context old = before();
  Context now = before();
  for (int i = 10; i < 40; ++i) {
    old.libraries["lib" + std::to_string(i)] = "a";
    now.libraries["lib" + std::to_string(i)] = "b";
  }
  const std::vector<std::string> hints = fitness_hints(old, now, ProbeKind::kCounting);
  ASSERT_EQ(hints.size(), 1u);
  EXPECT_THAT(hints[0], HasSubstr("lib21: a -> b; 18 more"));  // 30 changes, 12 are named
}

TEST(Fitness, AHintStandsBesideAFailureAndNeverMakesOne) {
  CheckOutcome outcome;
  outcome.baseline = example_baseline();
  outcome.scenario = outcome.baseline->scenario;
  outcome.measurement = Measurement{};
  outcome.measurement->context.libc = "glibc 2.37";
  RegionResult region;
  region.name = "download";
  region.metrics = {.peak_bytes = 1000000,
                    .retained_bytes = -5,
                    .retained_blocks = -1,
                    .allocated_bytes = 5000000,
                    .allocations = 700,
                    .peak_rss_bytes = std::nullopt};
  region.peak_upper_bytes = 1000000;
  outcome.measurement->regions = {region};
  judge(outcome);
  EXPECT_EQ(status_of(outcome, Improvements::kFail), ExitStatus::kOk);
  EXPECT_THAT(outcome.hints, IsEmpty());

  outcome.measurement->regions[0].metrics.allocations = 900;
  judge(outcome);
  EXPECT_EQ(status_of(outcome, Improvements::kFail), ExitStatus::kRegression);
  EXPECT_THAT(outcome.hints,
              ElementsAre("the environment changed since the baseline: libc: glibc 2.36 -> glibc 2.37"));
}

}  // namespace
}  // namespace highwater
