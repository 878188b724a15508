// SPDX-License-Identifier: Apache-2.0
#include "baseline/scaling_json.h"

#include <gtest/gtest.h>

#include "baseline/baseline_example.h"
#include "baseline/baseline_json.h"
#include "baseline/gated_scaling.h"

namespace highwater {
namespace {

Baseline sized_baseline() {
  Baseline baseline = example_baseline();
  baseline.scaling.sizes = {1024, 2048, 4096};
  const Tolerance tolerance{.absolute = 1024, .relative = 0.01};
  baseline.scaling.metrics[Metric::kPeakBytes] = gated_scaling(
      {.model = ScalingModel::kLinear, .coefficient = 2.0000000001, .offset = 511.7}, tolerance);
  baseline.scaling.metrics[Metric::kRetainedBytes] =
      gated_scaling({.offset = 4500, .falling = true}, tolerance);
  baseline.scaling.metrics[Metric::kAllocations] =
      gated_scaling({.model = ScalingModel::kLogarithmic, .coefficient = 1, .offset = -3}, tolerance);
  return baseline;
}

Expected<Baseline> read(const std::string& text) {
  const Baseline example = sized_baseline();
  return baseline_from_json(text, "b.json", {.profile = example.profile, .scenario = example.scenario});
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(ScalingJson, CoefficientsHaveSixDigitsAndOffsetsAreWhole) {
  const GatedScaling peak = sized_baseline().scaling.metrics.at(Metric::kPeakBytes);
  EXPECT_EQ(peak.coefficient, 2);
  EXPECT_EQ(peak.offset, 512);
}

TEST(ScalingJson, WhatIsWrittenIsRead) {
  const Expected<Baseline> baseline = read(to_json(sized_baseline()));
  ASSERT_TRUE(baseline) << baseline.error().what;
  EXPECT_EQ(*baseline, sized_baseline());
}

TEST(ScalingJson, ABaselineWithoutSizesHasNoSuchKey) {
  EXPECT_EQ(to_json(example_baseline()).find("scaling"), std::string::npos);
}

TEST(ScalingJson, EveryMistakeIsNamed) {
  const std::string good = to_json(sized_baseline());
  const auto problem = [&](const std::string& from, const std::string& to) {
    const Expected<Baseline> baseline = read(replaced(good, from, to));
    return baseline ? std::string("none") : baseline.error().what;
  };
  EXPECT_NE(problem("\"log n\"", "\"n^3\"").find("unknown model \"n^3\""), std::string::npos);
  EXPECT_NE(problem("\"coefficient\": 1.0", "\"coefficient\": -1.0").find("cannot have"), std::string::npos);
  EXPECT_NE(problem("2048", "512").find("increasing"), std::string::npos);
  EXPECT_NE(problem("\"offset\": -3", "\"offset\": 0.5").find("offset"), std::string::npos);
}

}  // namespace
}  // namespace highwater
