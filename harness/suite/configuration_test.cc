// SPDX-License-Identifier: Apache-2.0
#include "suite/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error_printer.h"
#include "base/file.h"

namespace highwater {
namespace {

constexpr const char* kManifest = R"({
  "schema": 1,
  "baselines": "git/baselines",
  "scenarios": [
    {"name": "downloads/cached", "command": ["x"]},
    {"name": "downloads/plain", "command": ["x"], "timeout_seconds": 7, "probes": ["counting"],
     "tolerance": {"peak_bytes": {"absolute": 1}}, "environment": {"A": "manifest", "B": "manifest"}},
    {"name": "other", "command": ["x"]}
  ]
})";

class ConfigurationTest : public testing::Test {
 protected:
  ConfigurationTest() {
    write("highwater.json", kManifest);
    EXPECT_TRUE(make_directories(folder_.path() + "/git"));
  }
  void write(const std::string& name, const std::string& text) {
    EXPECT_TRUE(write_file(folder_.path() + "/" + name, text));
  }
  Expected<Manifest> load() { return load_manifest(folder_.path() + "/highwater.json"); }
  std::string path() const { return folder_.path() + "/git/highwater.config.json"; }

  // The message, which begins with the file's path; the test gives the rest.
  void expect_refused(const std::string& text, const std::string& rest, const std::string& hint) {
    write("git/highwater.config.json", text);
    const Expected<Manifest> manifest = load();
    ASSERT_FALSE(manifest) << text;
    EXPECT_EQ(manifest.error().status, ExitStatus::kUsage);
    EXPECT_EQ(manifest.error().what, path() + rest);
    EXPECT_EQ(manifest.error().hint, hint);
  }

  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-configuration");
};

TEST_F(ConfigurationTest, WithoutOneTheManifestAloneCounts) {
  const Expected<Manifest> manifest = load();
  ASSERT_TRUE(manifest) << manifest.error().what;
  EXPECT_EQ(manifest->scenarios[0].timeout, std::chrono::seconds(60));
  EXPECT_EQ(manifest->scenarios[1].timeout, std::chrono::seconds(7));
}

TEST_F(ConfigurationTest, TheLastThatSaysSomethingCounts) {
  write("git/highwater.config.json", R"({
    "schema": 1,
    "defaults": {
      "probes": ["massif"], "timeout_seconds": 100,
      "tolerance": {"peak_bytes": "64KiB +2%", "allocations": "1%"},
      "environment": {"A": "default", "C": "default"}
    },
    "scenarios": {
      "downloads/plain": {"tolerance": {"allocations": "5"}},
      "downloads": {"timeout_seconds": 300, "tolerance": {"allocations": "10%"}, "environment": {"B": "family"}}
    }
  })");
  const Expected<Manifest> manifest = load();
  ASSERT_TRUE(manifest) << manifest.error().what;
  const Scenario& cached = manifest->scenarios[0];
  EXPECT_EQ(cached.probes, (std::vector<std::string>{"massif"}));
  EXPECT_EQ(cached.timeout, std::chrono::seconds(300));
  EXPECT_EQ(cached.tolerances.at("peak_bytes"), (DeclaredTolerance{65536, 0.02}));
  EXPECT_EQ(cached.tolerances.at("allocations"), (DeclaredTolerance{0, 0.1}));
  const Scenario& plain = manifest->scenarios[1];
  EXPECT_EQ(plain.probes, (std::vector<std::string>{"counting"}));
  EXPECT_EQ(plain.timeout, std::chrono::seconds(300));  // the family comes after the manifest
  EXPECT_EQ(plain.tolerances.at("peak_bytes"), (DeclaredTolerance{1, 0}));
  EXPECT_EQ(plain.tolerances.at("allocations"), (DeclaredTolerance{5, 0}));
  EXPECT_EQ(plain.environment,
            (std::map<std::string, std::string>{{"A", "manifest"}, {"B", "family"}, {"C", "default"}}));
  EXPECT_EQ(manifest->scenarios[2].timeout, std::chrono::seconds(100));
}

TEST_F(ConfigurationTest, TheManifestMayNameIt) {
  std::string text = kManifest;
  text.replace(text.find("\"baselines\""), 0, "\"config\": \"mine.json\", ");
  write("highwater.json", text);
  const Expected<Manifest> absent = load();
  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().what, testing::HasSubstr(folder_.path() + "/mine.json"));
  EXPECT_THAT(absent.error().hint, testing::HasSubstr("\"config\" in "));
  write("mine.json", R"({"schema": 1, "defaults": {"timeout_seconds": 5}})");
  EXPECT_EQ(load()->scenarios[2].timeout, std::chrono::seconds(5));
}

TEST_F(ConfigurationTest, MistakesNameFileLineKeyAndTheNearest) {
  expect_refused("{\n\"schema\": 1,\n\"default\": {}\n}", ":3: default: unknown key",
                 "did you mean \"defaults\"?");
  expect_refused("{\n\"schema\": 1,\n\"defaults\": {\n\"timeout_second\": 3}\n}",
                 ":4: defaults.timeout_second: unknown key", "did you mean \"timeout_seconds\"?");
  expect_refused("{\"schema\": 1,\n\"defaults\": {\"tolerance\": {\n\"peak_byte\": \"1%\"}}}",
                 ":3: defaults.tolerance.peak_byte: unknown metric", "did you mean \"peak_bytes\"?");
  expect_refused("{\"schema\": 1, \"defaults\": {\n\"probes\": [\"masif\"]}}",
                 ":2: defaults.probes: unknown probe \"masif\"", "did you mean \"massif\"?");
  expect_refused("{\"schema\": 1, \"scenarios\": {\n\"download\": {}}}",
                 ":2: scenarios.download: there is no such scenario or family",
                 "did you mean \"downloads\"?");
  expect_refused("{\"schema\": 1, \"scenarios\": {\n\n\"downloads/cache\": {}}}",
                 ":3: scenarios.downloads/cache: there is no such scenario or family",
                 "did you mean \"downloads/cached\"?");
  expect_refused("{\"schema\": 1, \"scenarios\": {\"downloads/\": {}}}",
                 ":1: scenarios.downloads/: there is no such scenario or family",
                 "a family is written without a slash at its end");
}

TEST_F(ConfigurationTest, AmountsThatAreNoneAreRefused) {
  const std::string start = "{\"schema\": 1, \"defaults\": {\"tolerance\": {\n\"peak_bytes\": ";
  const std::string hint =
      "expected a percentage such as \"2%\", bytes as in 1024, \"4KiB\", \"8MiB\", \"1GiB\", or both in one "
      "text";
  expect_refused(start + "\"64kB\"}}}", ":2: defaults.tolerance.peak_bytes: \"64kB\" is no tolerance", hint);
  expect_refused(start + "\"2% 3%\"}}}", ":2: defaults.tolerance.peak_bytes: \"2% 3%\" is no tolerance",
                 hint);
  expect_refused(start + "\" \"}}}",
                 ":2: defaults.tolerance.peak_bytes: empty, expected a tolerance such as \"64KiB 2%\"", "");
  expect_refused(
      start + "{\"absolute\": \"4MB\"}}}}",
      ":2: defaults.tolerance.peak_bytes.absolute: \"4MB\" is none; expected bytes as in 1024, \"4KiB\", "
      "\"8MiB\", \"1GiB\"",
      "");
  expect_refused(start + "{\"relative\": true}}}}",
                 ":2: defaults.tolerance.peak_bytes.relative: expected a number, found boolean", "");
  expect_refused(start + "\"5000%\"}}}",
                 ":2: defaults.tolerance.peak_bytes: expected at most 1000 %, found 5000 %",
                 "what may grow further than that is held to nothing; set a limit in the baseline");
  expect_refused("{\"schema\": 1, \"defaults\": {\"tolerance\": {\n\"allocations\": \"4KiB\"}}}",
                 ":2: defaults.tolerance.allocations: \"4KiB\" is no tolerance",
                 "expected a percentage such as \"2%\", a whole number, or both in one text");
}

TEST_F(ConfigurationTest, AnotherSchemaIsRefused) {
  write("git/highwater.config.json", "{\"schema\": 2}");
  EXPECT_THAT(load().error().what, testing::HasSubstr("highwater.config.json:1: schema"));
}

TEST_F(ConfigurationTest, EveryTruncationIsAnError) {
  const std::string text =
      R"({"schema": 1, "defaults": {"timeout_seconds": 5, "tolerance": {"peak_bytes": "64KiB 2%"}},)"
      R"( "scenarios": {"downloads": {"probes": ["counting"], "environment": {"A": "1"}}}})";
  write("git/highwater.config.json", text);
  ASSERT_TRUE(load());
  for (std::size_t length = 0; length < text.size(); ++length) {
    write("git/highwater.config.json", text.substr(0, length));
    EXPECT_FALSE(load()) << length;
  }
}

}  // namespace
}  // namespace highwater
