// SPDX-License-Identifier: Apache-2.0
// The examples of the C interface as scenarios: exact numbers, baselines, and nothing at all without a probe.
#include <highwater/highwater.h>
#include <highwater/scenario.h>  // both in one file

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;

// 16 rounds over a ring of 4 buffers of 1000 bytes, the old one freed first: never more than 4 are live, and
// 4 are left.
constexpr std::int64_t kLive = std::int64_t{4} * 1000;
constexpr std::int64_t kAllocations = 16;

class CApi : public testing::TestWithParam<const char*> {};

std::string name_of_case(const testing::TestParamInfo<const char*>& info) {
  constexpr const char* kNames[] = {"C", "PositionDependentC", "Rust"};
  return kNames[info.index];
}
INSTANTIATE_TEST_SUITE_P(Examples, CApi,
                         testing::Values(HIGHWATER_TEST_RING, HIGHWATER_TEST_RING_FIXED,
                                         HIGHWATER_TEST_RING_RUST),
                         name_of_case);

TEST_P(CApi, ARegionWithItsIterationsIsMeasured) {
  Project project;
  project.scenario_command("ring/fill", {GetParam()});
  ASSERT_THAT(project.update({"--runs", "1"}), Succeeds());
  ASSERT_THAT(project.check(), Succeeds());
  const Measurement result = project.result("ring/fill");
  ASSERT_EQ(result.regions.size(), 1u);
  const RegionResult& region = result.regions.front();
  EXPECT_EQ(region.name, "fill");
  EXPECT_EQ(region.iterations, 16);
  EXPECT_EQ(region.metrics.peak_bytes, kLive);
  EXPECT_EQ(region.metrics.retained_bytes, kLive);
  EXPECT_EQ(region.metrics.retained_blocks, 4);
  EXPECT_EQ(region.metrics.allocated_bytes, kAllocations * 1000);
  EXPECT_EQ(region.metrics.allocations, kAllocations);
}

TEST_P(CApi, MassifSeesTheSameRegion) {
  Project project;
  project.scenario_command("ring/fill", {GetParam()})["probes"] = {"counting", "massif"};
  ASSERT_THAT(project.update({"--runs", "1"}), Succeeds());
  EXPECT_THAT(project.check(), Succeeds());
  EXPECT_EQ(project.result("ring/fill", "massif").regions.at(0).metrics.allocations, kAllocations);
}

TEST_P(CApi, DoesNothingWithoutAProbe) {
  Project project;
  const Ran ran = project.shell(GetParam());
  EXPECT_THAT(ran, Succeeds());
  EXPECT_EQ(ran.out, "not measured\n");
}

TEST_P(CApi, ALimitThatIsTooLowFailsTheScenario) {
  Project project;
  project.scenario_command("ring/fill", {GetParam()});
  ASSERT_THAT(project.update({"--runs", "1"}), Succeeds());
  nlohmann::json baseline = nlohmann::json::parse(project.text(project.baseline_path("ring/fill")));
  baseline["metrics"]["allocations"]["limit"] = kAllocations - 1;
  project.write(project.baseline_path("ring/fill"), baseline.dump());
  EXPECT_THAT(project.check(), Says(ExitStatus::kRegression, "allocations"));
}

TEST(CApiNumbers, AScopeSaysWhatTheProbeSays) {
  Project project;
  EXPECT_THAT(project.highwater({"run", "--", HIGHWATER_TEST_RING}).out,
              HasSubstr("peak 4000 live 4000 allocations 16"));
}

TEST(CApiNumbers, ASnapshotSaysWhatTheProbeSays) {
  Project project;
  EXPECT_THAT(project.highwater({"run", "--", HIGHWATER_TEST_RING_RUST}).out, HasSubstr("allocations 16"));
}

// Massif has no numbers while the program runs, which is another answer than none at all.
TEST(CApiNumbers, MassifHasNone) {
  Project project;
  EXPECT_THAT(project.highwater({"run", "--probe", "massif", "--", HIGHWATER_TEST_RING}).out,
              HasSubstr("no numbers: -2"));
}

// This test itself is not measured.
TEST(CApiNumbers, WithoutAProbeNothingIsSaidAndNothingIsTouched) {
  highwater_numbers numbers{};
  numbers.live_bytes = 77;
  EXPECT_EQ(highwater_snapshot(&numbers), HIGHWATER_NOT_MEASURED);
  EXPECT_EQ(highwater_scope_begin(), HIGHWATER_NOT_MEASURED);
  EXPECT_EQ(highwater_scope_read(0, &numbers), HIGHWATER_NOT_MEASURED);
  EXPECT_EQ(numbers.live_bytes, 77);
  const int region = highwater_region_begin("r");
  EXPECT_LT(region, 0);
  highwater_region_iterate(region);
  highwater_region_end(region);
  highwater_scope_end(HIGHWATER_NOT_MEASURED);
}

}  // namespace
}  // namespace highwater
