// SPDX-License-Identifier: Apache-2.0
#include "result/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::StartsWith;

Measurement example() {
  Measurement measurement;
  measurement.scenario = "batch_download/trimmed";
  measurement.probe = ProbeKind::kMassif;
  measurement.command = {"scenario", "--variant", "trimmed"};
  measurement.end.code = 0;
  measurement.exact = false;
  measurement.peak_upper_bytes = 1100;
  measurement.metrics = {.peak_bytes = 1000,
                         .retained_bytes = 10,
                         .retained_blocks = 1,
                         .allocated_bytes = 5000,
                         .allocations = 7,
                         .peak_rss_bytes = std::nullopt};
  measurement.regions.push_back({.name = "download",
                                 .metrics = {.peak_bytes = 900,
                                             .retained_bytes = -5,
                                             .retained_blocks = -1,
                                             .allocated_bytes = 950,
                                             .allocations = 3,
                                             .peak_rss_bytes = std::nullopt},
                                 .iterations = 64,
                                 .exact = true,
                                 .peak_upper_bytes = 900,
                                 .sites = {}});
  measurement.children.push_back({.pid = 7, .command = "worker", .metrics = measurement.regions[0].metrics});
  measurement.warnings = {"address-space randomisation could not be turned off"};
  measurement.context.profile = "linux-x86_64-gnu12-release";
  return measurement;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ResultJson, WhatIsWrittenIsReadBack) {
  Measurement original = example();
  EXPECT_EQ(*measurement_from_json(to_json(original), "r.json"), original);
  original.end = {.code = std::nullopt, .signal = 9, .timed_out = true};
  original.metrics.peak_rss_bytes = 4096;
  EXPECT_EQ(*measurement_from_json(to_json(original), "r.json"), original);
}

// A result that was kept while the command ran.
TEST(ResultJson, SaysThatTheCommandWasRunningAndWhatWasNoted) {
  Measurement original = example();
  EXPECT_EQ(to_json(original).find("running"), std::string::npos);
  EXPECT_EQ(to_json(original).find("notes"), std::string::npos);
  original.end.running = true;
  original.timeline.points = {{}};
  original.timeline.notes = {{"deployed", {100, 50, 7}}, {"load \"b\"", {200, 60, 8}}};
  EXPECT_EQ(*measurement_from_json(to_json(original), "r.json"), original);
}

TEST(ResultJson, LibrariesAreNamesAndVersionsAndNothingElse) {
  Measurement original = example();
  original.context.libraries = {{"libjpeg.so.62", "libjpeg.so.62.3.0 1f0c62a9"},
                                {"libz.so.1", "libz.so.1.2.13"}};
  const std::string text = to_json(original);
  EXPECT_EQ(*measurement_from_json(text, "r.json"), original);
  EXPECT_FALSE(measurement_from_json(replaced(text, "\"libz.so.1.2.13\"", "12"), "r.json"));
  EXPECT_FALSE(
      measurement_from_json(replaced(text, "\"libraries\": {", "\"libraries\": 7, \"x\": {"), "r.json"));
}

TEST(ResultJson, StartsWithTheSchemaAndEndsWithANewline) {
  EXPECT_THAT(to_json(example()),
              StartsWith("{\n  \"schema\": 1,\n  \"scenario\": \"batch_download/trimmed\""));
  EXPECT_EQ(to_json(example()).back(), '\n');
}

TEST(ResultJson, TextThatIsNotUtf8StillGivesValidJson) {
  Measurement measurement = example();
  measurement.command = {"\xff\xfe"};
  EXPECT_TRUE(measurement_from_json(to_json(measurement), "r.json"));
}

TEST(ResultJson, KeysFromALaterVersionAreIgnored) {
  EXPECT_TRUE(
      measurement_from_json(replaced(to_json(example()), "\"probe\"", "\"later\": {}, \"probe\""), "r.json"));
}

TEST(ResultJson, NewerAndOlderSchemasAreDifferentErrors) {
  const std::string text = to_json(example());
  EXPECT_EQ(measurement_from_json(replaced(text, "\"schema\": 1", "\"schema\": 2"), "r.json").error().what,
            "r.json:2: schema: too new: this highwater reads schema 1, the file has 2");
  EXPECT_EQ(measurement_from_json(replaced(text, "\"schema\": 1", "\"schema\": 0"), "r.json").error().what,
            "r.json:2: schema: too old: this highwater reads schema 1, the file has 0");
}

TEST(ResultJson, AMistakeIsNamedWithFileLineAndKey) {
  const std::string text = to_json(example());
  EXPECT_EQ(measurement_from_json(replaced(text, "\"iterations\": 64", "\"iterations\": \"many\""), "r.json")
                .error()
                .what,
            "r.json:33: regions[0].iterations: expected an integer of at most 64 bits, found string");
  EXPECT_EQ(
      measurement_from_json(replaced(text, "\"retained_bytes\": 10", "\"other\": 10"), "r.json").error().what,
      "r.json:15: metrics.retained_bytes: missing, expected an integer of at most 64 bits");
}

TEST(ResultJson, AnEndIsACodeOrASignal) {
  const std::string text = to_json(example());
  const std::size_t begin = text.find("\"exit\": {") + 8;
  const std::string end = text.substr(begin, text.find('}', begin) + 1 - begin);
  for (const char* const other : {"{}", R"({"code": 1, "signal": 9})"})
    EXPECT_THAT(measurement_from_json(replaced(text, end, other), "r.json").error().what,
                testing::HasSubstr("exit.code: expected either code or signal"));
}

TEST(ResultJson, SizesGrow) {
  const std::string text = to_json(example());
  const std::size_t begin = text.find("\"metrics\": {") + 11;
  const std::string metrics = text.substr(begin, text.find('}', begin) + 1 - begin);
  const auto with = [&](int first, int second) {
    return replaced(text, "\"probe\"",
                    "\"sizes\": [{\"size\": " + std::to_string(first) + ", \"metrics\": " + metrics +
                        "}, {\"size\": " + std::to_string(second) + ", \"metrics\": " + metrics +
                        "}], \"probe\"");
  };
  EXPECT_TRUE(measurement_from_json(with(1, 2), "r.json"));
  for (const auto& [first, second] : {std::pair(2, 2), std::pair(2, 1), std::pair(0, 1)})
    EXPECT_THAT(measurement_from_json(with(first, second), "r.json").error().what,
                testing::HasSubstr("size: expected increasing sizes from 1 on"));
}

// Every proper prefix is refused: a result that was cut off is never half read.
TEST(ResultJson, EveryTruncationIsAnError) {
  const std::string text = to_json(example());
  for (std::size_t length = 0; length + 2 < text.size(); ++length)
    EXPECT_FALSE(measurement_from_json(text.substr(0, length), "r.json")) << length;
}

}  // namespace
}  // namespace highwater
