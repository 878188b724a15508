// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "result/json.h"

namespace highwater {
namespace {

Measurement example() {
  Measurement measurement;
  measurement.end.code = 0;
  measurement.has_sites = true;
  SiteResult site = {.peak_bytes = 10,
                     .peak_blocks = 1,
                     .retained_bytes = -2,
                     .retained_blocks = -1,
                     .allocated_bytes = 20,
                     .allocations = 2,
                     .frames = {}};
  site.frames.push_back(Frame{.function = "f(int)",
                              .file = "a.cc",
                              .line = 7,
                              .module = "/bin/app",
                              .offset = 4660,
                              .inlined = true});
  site.frames.push_back(
      Frame{.function = "", .file = "", .line = 0, .module = "/bin/app", .offset = 4660, .inlined = false});
  measurement.sites = {site};
  measurement.modules = {{.path = "/bin/app", .build_id = "c0ffee"}, {.path = "/lib/x.so", .build_id = ""}};
  RegionResult region;
  region.name = "loop";
  region.sites = {site};
  measurement.regions = {region};
  measurement.timeline = {
      .step_bytes = 64,
      .points = {{0, 0, 0}, {64, 32, 900}},
      .marks = {{.kind = MarkKind::kEnter, .region = "loop", .number = 1, .at = {1, 2, 3}},
                {.kind = MarkKind::kIteration, .region = "loop", .number = 2, .at = {4, 5, 6}},
                {.kind = MarkKind::kLeave, .region = "loop", .number = 1, .at = {7, 8, 9}}}};
  measurement.tree_peak_bytes = 99;
  measurement.tree_peak_uncertainty_bytes = 7;
  return measurement;
}

// What reading says after `from` in the example was replaced.
std::string complaint(const std::string& from, const std::string& to) {
  std::string text = to_json(example());
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  const Expected<Measurement> read = measurement_from_json(text, "r.json");
  return read ? "" : read.error().what.substr(read.error().what.find(": ") + 2);
}

std::size_t line_of(const std::string& wanted) {
  const std::string text = to_json(example());
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(text.find(wanted));
  return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

TEST(ResultJsonSites, WhatIsWrittenIsReadBack) {
  EXPECT_EQ(*measurement_from_json(to_json(example()), "r.json"), example());
}

TEST(ResultJsonSites, AskedForAndNoneIsNotTheSameAsNotAskedFor) {
  Measurement none = example();
  none.sites.clear();
  none.regions[0].sites.clear();
  EXPECT_EQ(*measurement_from_json(to_json(none), "r.json"), none);
  none.has_sites = false;
  none.modules.clear();
  none.timeline = {};
  none.tree_peak_bytes.reset();
  none.tree_peak_uncertainty_bytes = 0;
  const std::string text = to_json(none);
  for (const char* key : {"sites", "modules", "timeline", "tree_peak"})
    EXPECT_EQ(text.find(key), std::string::npos) << key;
  EXPECT_EQ(*measurement_from_json(text, "r.json"), none);
}

TEST(ResultJsonSites, AFrameASiteAndAPointAreOneLine) {
  const std::string text = to_json(example());
  for (const char* line :
       {"\n    {\"function\":\"f(int)\",\"file\":\"a.cc\",\"line\":7,\"module\":\"/bin/app\","
        "\"offset\":4660,\"inlined\":true},\n",
        "\n    {\"function\":null,\"file\":null,\"line\":null,\"module\":\"/bin/app\","
        "\"offset\":4660}\n",
        "\n    {\"peak_bytes\":10,\"peak_blocks\":1,\"retained_bytes\":-2,\"retained_blocks\":-1,"
        "\"allocated_bytes\":20,\"allocations\":2,\"stack\":[0,1]}\n",
        "\n      [64,32,900]\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST(ResultJsonSites, AMistakeIsNamedWithItsKey) {
  EXPECT_EQ(complaint("\"peak_blocks\":1", "\"peak_blocks\":\"x\""),
            "sites[0].peak_blocks: expected an integer of at most 64 bits, found string");
  EXPECT_EQ(complaint("\"line\":7", "\"line\":-7"), "frames[0].line: expected a line number from 1, or null");
  EXPECT_EQ(complaint("\"module\":\"/bin/app\"", "\"other\":1"),
            "frames[0].module: missing, expected a string");
  EXPECT_EQ(complaint("\"stack\":[0,1]", "\"stack\":[0,2]"),
            "sites[0].stack: 2 is no index into \"frames\", which has 2");
  EXPECT_EQ(complaint("\"stack\":[0,1]", "\"stack\":[]"), "sites[0].stack: expected at least one frame");
  EXPECT_EQ(complaint("[64,32,900]", "[64,32]"),
            "timeline.points[1]: expected [clock_bytes, live_bytes, time_ns]");
  EXPECT_EQ(complaint("\"kind\":\"leave\"", "\"kind\":\"left\""),
            "timeline.marks[2].kind: expected \"enter\", \"iteration\" or \"leave\"");
}

TEST(ResultJsonSites, AMistakeIsNamedWithItsLine) {
  std::string text = to_json(example());
  text.replace(text.find("[64,32,900]"), 11, "[64,32]");
  EXPECT_EQ(measurement_from_json(text, "r.json").error().what.substr(0, 10),
            "r.json:" + std::to_string(line_of("[64,32,900]")) + ":");
}

}  // namespace
}  // namespace highwater
