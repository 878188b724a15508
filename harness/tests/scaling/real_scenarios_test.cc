// SPDX-License-Identifier: Apache-2.0
// How the project's own scenarios grow with their input: the two stories' mistakes, and their cures.
#include <gtest/gtest.h>

#include "baseline/baseline_json.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

// What `update` keeps of the scenario at 1, 2, 4 and 8 MiB.
ScalingBaseline scaling_of(const std::string& program, const std::string& variant,
                           const std::string& region) {
  Project project;
  nlohmann::json& scenario =
      project.scenario_command("a/b", {program, "--variant", variant, "--bytes", "{size}"});
  scenario["sizes"] = {1 << 20, 2 << 20, 4 << 20, 8 << 20};
  scenario["region"] = region;
  project.accept();
  EXPECT_THAT(project.check(), Succeeds());
  const Expected<Baseline> baseline = baseline_from_json(
      project.text(project.baseline_path("a/b")), "baseline", {.profile = "linux-test", .scenario = "a/b"});
  EXPECT_TRUE(baseline) << (baseline ? "" : baseline.error().what);
  return baseline ? baseline->scaling : ScalingBaseline{};
}

ScalingBaseline reading(const std::string& variant) {
  return scaling_of(HIGHWATER_TEST_LARGE_FILE_READ, variant, "read");
}

ScalingBaseline downloading(const std::string& variant) {
  return scaling_of(HIGHWATER_TEST_BATCH_DOWNLOAD, variant, "download");
}

// Powers of two are its worst sizes: of capacities 512 (2^k - 1) the last but one is just too small, so that
// n - 512 and 2 n - 512 bytes are live together.
TEST(RealScaling, ReadAllPeaksAtThreeBytesAByte) {
  const ScalingBaseline scaling = reading("read_all");
  EXPECT_EQ(scaling.metrics.at(Metric::kPeakBytes).model, ScalingModel::kLinear);
  EXPECT_NEAR(scaling.metrics.at(Metric::kPeakBytes).coefficient, 3, 0.001);
  EXPECT_EQ(scaling.metrics.at(Metric::kPeakBytes).offset, -1024);
  EXPECT_NEAR(scaling.metrics.at(Metric::kRetainedBytes).coefficient, 2, 0.001);
  EXPECT_EQ(scaling.metrics.at(Metric::kAllocations).model, ScalingModel::kLogarithmic);
}

TEST(RealScaling, LinesAndChunksAreConstant) {
  for (const char* variant : {"lines", "chunks"}) {
    const ScalingBaseline scaling = reading(variant);
    for (const Metric metric : kScaledMetrics)
      EXPECT_EQ(scaling.metrics.at(metric).model, ScalingModel::kConstant)
          << variant << ' ' << name_of(metric);
  }
  EXPECT_EQ(reading("chunks").metrics.at(Metric::kPeakBytes).offset, 4096);
}

// A buffer of exactly L bytes grows to 2 L + 512 when it has arrived; 16 bodies.
TEST(RealScaling, PresizedRetainsTwoBytesAByte) {
  const GatedScaling retained = downloading("presized").metrics.at(Metric::kRetainedBytes);
  EXPECT_EQ(retained.model, ScalingModel::kLinear);
  EXPECT_NEAR(retained.coefficient, 2, 0.005);
}

TEST(RealScaling, TrimmedRetainsAtMostATenthMoreThanCame) {
  const GatedScaling retained = downloading("trimmed").metrics.at(Metric::kRetainedBytes);
  EXPECT_EQ(retained.model, ScalingModel::kLinear);
  EXPECT_GE(retained.coefficient, 0.99);
  EXPECT_LE(retained.coefficient, 1.1);
}

}  // namespace
}  // namespace highwater
