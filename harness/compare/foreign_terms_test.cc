// SPDX-License-Identifier: Apache-2.0
#include "compare/foreign_terms.h"

#include <gtest/gtest.h>

#include <limits>

#include "baseline/baseline_example.h"
#include "baseline/tolerance.h"

namespace highwater {
namespace {

constexpr Metric kPeak = Metric::kPeakBytes;

TEST(ForeignTerms, OtherNumbersAreNone) {
  Baseline proposed = example_baseline();
  for (auto& [metric, gated] : proposed.metrics) gated.value *= 3;
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}), "");
}

TEST(ForeignTerms, AToleranceThatNobodyDeclaredIsOne) {
  Baseline proposed = example_baseline();
  proposed.metrics[kPeak].tolerance.relative = 9;
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}), "peak_bytes: absolute 1024, relative 9");
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {{kPeak, {.absolute = 1024, .relative = 9}}}), "");
  EXPECT_EQ(foreign_term(std::nullopt, proposed, {}), "peak_bytes: absolute 1024, relative 9");
  proposed.metrics[kPeak].tolerance = {.absolute = std::numeric_limits<std::int64_t>::max(), .relative = 0};
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}),
            "peak_bytes: absolute 9223372036854775807, relative 0");
}

// What was wide because the number varied is so no longer, now that it is another.
TEST(ForeignTerms, ADerivedToleranceMayGoWithItsSpread) {
  Baseline old = example_baseline();
  old.metrics[kPeak].tolerance.absolute = 8000;
  old.metrics[kPeak].spread = {.stability = Stability::kStable, .minimum = 98'000, .maximum = 102'000};
  Baseline proposed = old;
  proposed.metrics[kPeak].spread.reset();
  EXPECT_EQ(foreign_term(old, proposed, {}), "");
  proposed.metrics[kPeak].tolerance.absolute = default_tolerance(kPeak).absolute;
  EXPECT_EQ(foreign_term(old, proposed, {}), "");
}

TEST(ForeignTerms, ALimitIsNeitherLiftedNorSet) {
  Baseline proposed = example_baseline();
  proposed.metrics[kPeak].limit.reset();
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}), "peak_bytes: no limit");
  proposed = example_baseline();
  proposed.metrics[Metric::kAllocations].limit = 7;
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}), "allocations: limit 7");
}

TEST(ForeignTerms, NothingBecomesNoisy) {
  Baseline proposed = example_baseline();
  proposed.metrics[kPeak].spread = {.stability = Stability::kNoisy, .minimum = 1, .maximum = 9};
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}), "peak_bytes: NOISY, which one run does not show");
  EXPECT_EQ(foreign_term(proposed, proposed, {}), "");
}

// A new one starts from the primary number and its limit.
TEST(ForeignTerms, OverridesHaveTheTermsOfWhatTheyOverride) {
  Baseline proposed = example_baseline();
  proposed.overrides[ProbeKind::kMassif][kPeak] = proposed.metrics[kPeak];
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}), "");
  proposed.overrides[ProbeKind::kMassif][kPeak].tolerance.relative = 1;
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}),
            "massif probe, peak_bytes: absolute 1024, relative 1");
}

TEST(ForeignTerms, ScalingKeepsItsTolerance) {
  Baseline proposed = example_baseline();
  proposed.scaling.metrics[kPeak].tolerance = default_tolerance(kPeak);
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}), "");
  proposed.scaling.metrics[kPeak].tolerance.relative = 5;
  EXPECT_EQ(foreign_term(example_baseline(), proposed, {}),
            "scaling of peak_bytes: absolute 1024, relative 5");
}

}  // namespace
}  // namespace highwater
