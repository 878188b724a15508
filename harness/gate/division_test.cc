// SPDX-License-Identifier: Apache-2.0
#include "gate/division.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error_printer.h"
#include "base/file.h"
#include "compare/outcome_json.h"

namespace highwater {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

Manifest manifest_of(const std::vector<std::string>& names) {
  Manifest manifest;
  manifest.profile = "linux-test";
  for (const std::string& name : names) {
    Scenario scenario;
    scenario.name = name;
    scenario.probes = {"counting", "massif"};
    manifest.scenarios.push_back(scenario);
  }
  return manifest;
}

void write_result(const std::string& path, const std::string& scenario, ProbeKind probe, int elapsed) {
  CheckOutcome outcome;
  outcome.scenario = scenario;
  outcome.probe = probe;
  outcome.error = Error{ExitStatus::kScenario, "failed", ""};
  outcome.elapsed = milliseconds(elapsed);
  EXPECT_TRUE(write_file(path, to_json(outcome)));
}

TEST(Division, TheDurationsOfAllProbesCountAndOfSeveralResultsTheLongest) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-division");
  write_result(folder.path() + "/one/a/b.counting.json", "a/b", ProbeKind::kCounting, 10);
  write_result(folder.path() + "/two/a/b.counting.json", "a/b", ProbeKind::kCounting, 30);
  write_result(folder.path() + "/one/a/b.massif.json", "a/b", ProbeKind::kMassif, 500);
  write_result(folder.path() + "/one/c.counting.json", "c", ProbeKind::kCounting, 7);
  const Expected<Durations> durations = recorded_durations(folder.path());
  ASSERT_TRUE(durations) << durations.error().what;
  EXPECT_EQ(*durations, (Durations{{"a/b", milliseconds(530)}, {"c", milliseconds(7)}}));
}

TEST(Division, AFolderThatIsNotThereAndAFileThatIsNoResultAreErrors) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-division");
  const Expected<Durations> absent = recorded_durations(folder.path() + "/absent");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().status, ExitStatus::kUsage);
  EXPECT_EQ(absent.error().hint, "--durations names the folder of an earlier check's results");
  EXPECT_EQ(*recorded_durations(folder.path()), Durations{});
  EXPECT_TRUE(write_file(folder.path() + "/x.json", "{}"));
  EXPECT_FALSE(recorded_durations(folder.path()));
}

TEST(Division, AShardKnowsItsChecks) {
  const Manifest manifest = manifest_of({"a", "b", "c"});
  const Expected<Division> division =
      divide(manifest,
             {.names = {}, .probe = std::nullopt, .shard = {2, 2}, .durations = {{"a", milliseconds(900)}}});
  ASSERT_TRUE(division) << division.error().what;
  // a is the longest, and the mean is that of a alone: c comes to b only when that has no more to do than a.
  EXPECT_THAT(division->names, ElementsAre("b"));
  EXPECT_EQ(division->record.checks, 2);
  EXPECT_EQ(division->record.profile, "linux-test");
  EXPECT_EQ(division->record.shard, (Shard{2, 2}));
}

TEST(Division, WithOneProbeOnlyItsScenariosAreDivided) {
  Manifest manifest = manifest_of({"a", "b", "c"});
  manifest.scenarios[1].probes = {"counting"};
  const auto division = [&](int index) {
    return divide(manifest, {.names = {}, .probe = ProbeKind::kMassif, .shard = {index, 2}, .durations = {}});
  };
  EXPECT_THAT(division(1)->names, ElementsAre("a"));
  EXPECT_THAT(division(2)->names, ElementsAre("c"));
  EXPECT_EQ(division(2)->record.checks, 1);
  EXPECT_EQ(division(2)->record.probe, "massif");
}

TEST(Division, MoreShardsThanWasSelectedAreRefused) {
  const Expected<Division> division =
      divide(manifest_of({"a", "b", "c"}),
             {.names = {"a"}, .probe = std::nullopt, .shard = {1, 2}, .durations = {}});
  ASSERT_FALSE(division);
  EXPECT_EQ(division.error().status, ExitStatus::kUsage);
}

}  // namespace
}  // namespace highwater
