// SPDX-License-Identifier: Apache-2.0
#include "report/site_profile.h"

#include <gtest/gtest.h>

#include "report/testing/made_result.h"

namespace highwater {
namespace {

Frame frame(const std::string& function, const std::string& module, std::uint64_t offset,
            bool inlined = false) {
  return {.function = function,
          .file = "a.cc",
          .line = 3,
          .module = module,
          .offset = offset,
          .inlined = inlined};
}

SiteProfile profile_of(const Measurement& measurement) {
  return make_site_profile(measurement, measurement.sites);
}

TEST(SiteProfile, FunctionsInlinedAtAPlaceAreOneLocation) {
  Measurement measurement = made_result({made_site(1, {})});
  measurement.sites[0].frames = {frame("inner", "/bin/app", 16, true), frame("outer", "/bin/app", 16),
                                 frame("main", "/bin/app", 32)};
  const SiteProfile profile = profile_of(measurement);
  ASSERT_EQ(profile.locations.size(), 2u);
  ASSERT_EQ(profile.locations[0].lines.size(), 2u);
  EXPECT_EQ(profile.functions[profile.locations[0].lines[0].function].name, "inner");
  EXPECT_EQ(profile.functions[profile.locations[0].lines[1].function].name, "outer");
}

// In a file that somebody has written by hand.
TEST(SiteProfile, AFrameIsNotInlinedIntoAnotherPlace) {
  Measurement measurement = made_result({made_site(1, {})});
  measurement.sites[0].frames = {frame("a", "/bin/app", 16, true), frame("b", "/bin/app", 17, true),
                                 frame("c", "/lib/x.so", 17, true)};
  EXPECT_EQ(profile_of(measurement).locations.size(), 3u);
}

TEST(SiteProfile, SitesWithTheSameStackAreOneSample) {
  const SiteProfile profile = profile_of(
      made_result({made_site(1, {"f", "main"}), made_site(2, {"g", "main"}), made_site(5, {"f", "main"})}));
  ASSERT_EQ(profile.samples.size(), 2u);
  EXPECT_EQ(profile.samples[0].values, (SampleValues{2, 6, 2, 6, 2, 6}));
  EXPECT_EQ(profile.locations.size(), 3u);
}

TEST(SiteProfile, TheProgramsOwnModuleIsTheFirst) {
  Measurement measurement = made_result({made_site(1, {})});
  measurement.sites[0].frames = {frame("f", "/lib/x.so", 1), frame("start", "/bin/app", 2)};
  measurement.modules = {{"/lib/x.so", "aa"}, {"/bin/app", "bb"}};
  const SiteProfile by_command = profile_of(measurement);
  ASSERT_EQ(by_command.mappings.size(), 2u);
  EXPECT_EQ(by_command.mappings[0].path, "/bin/app");
  EXPECT_EQ(by_command.mappings[0].build_id, "bb");
  EXPECT_EQ(by_command.locations[0].mapping, 1u);
  EXPECT_EQ(by_command.locations[1].mapping, 0u);

  measurement.command = {"env", "./app"};
  EXPECT_EQ(profile_of(measurement).mappings[0].path, "/lib/x.so");
  measurement.sites[0].frames[1] = frame("main", "/bin/app", 2);
  EXPECT_EQ(profile_of(measurement).mappings[0].path, "/bin/app");
}

TEST(SiteProfile, TwoPathsWithOneBuildIdAreOneModule) {
  Measurement measurement = made_result({made_site(1, {})});
  measurement.sites[0].frames = {frame("f", "/a/x.so", 1), frame("f", "/b/x.so", 1)};
  measurement.modules = {{"/a/x.so", "aa"}, {"/b/x.so", "aa"}};
  EXPECT_EQ(profile_of(measurement).mappings.size(), 1u);
  EXPECT_EQ(profile_of(measurement).locations.size(), 1u);
  measurement.modules = {};
  EXPECT_EQ(profile_of(measurement).mappings.size(), 2u);
}

TEST(SiteProfile, APlaceOfWhichNothingIsKnownHasNoLines) {
  const SiteProfile profile = profile_of(made_result({made_site(1, {""})}));
  ASSERT_EQ(profile.locations.size(), 1u);
  EXPECT_TRUE(profile.locations[0].lines.empty());
  EXPECT_TRUE(profile.functions.empty());
}

TEST(SiteProfile, OfNothingIsEmpty) {
  const SiteProfile profile = profile_of(made_result({}));
  EXPECT_TRUE(profile.samples.empty());
  EXPECT_TRUE(profile.mappings.empty());
}

}  // namespace
}  // namespace highwater
