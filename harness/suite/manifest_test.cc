// SPDX-License-Identifier: Apache-2.0
#include "suite/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/utsname.h>

#include "base/error_printer.h"
#include "base/file.h"

namespace highwater {
namespace {

constexpr const char* kFull = R"({
  "schema": 1,
  "profile": "linux-x86_64-gnu12-release",
  "compiler": "GNU 12.2.0",
  "baselines": "/src/baselines",
  "results": "out/results",
  "scenarios": [
    {
      "name": "batch_download/trimmed",
      "command": ["/bin/scenario", "--variant", "trimmed"],
      "probes": ["counting", "massif"],
      "timeout_seconds": 120,
      "region": "download",
      "working_directory": "work",
      "environment": {"A": "1", "B": ""},
      "tolerance": {"peak_bytes": {"absolute": 4096, "relative": 0.05}, "allocations": {"absolute": 0}},
      "payload_bytes": 12235797
    },
    {
      "name": "plain",
      "command": ["./plain"]
    }
  ]
}
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Manifest, EveryKeyIsRead) {
  const Expected<Manifest> manifest = parse_manifest(kFull, "/build/highwater.json");
  ASSERT_TRUE(manifest) << manifest.error().what;
  EXPECT_EQ(manifest->path, "/build/highwater.json");
  EXPECT_EQ(manifest->profile, "linux-x86_64-gnu12-release");
  EXPECT_EQ(manifest->compiler, "GNU 12.2.0");
  EXPECT_EQ(manifest->baselines, "/src/baselines");
  EXPECT_EQ(manifest->results, "/build/out/results");
  ASSERT_EQ(manifest->scenarios.size(), 2u);
  Scenario expected;
  expected.name = "batch_download/trimmed";
  expected.command = {"/bin/scenario", "--variant", "trimmed"};
  expected.probes = {"counting", "massif"};
  expected.timeout = std::chrono::seconds(120);
  expected.region = "download";
  expected.working_directory = "/build/work";
  expected.environment = {{"A", "1"}, {"B", ""}};
  expected.tolerances = {{"peak_bytes", {.absolute = 4096, .relative = 0.05}},
                         {"allocations", {.absolute = 0, .relative = 0}}};
  expected.payload_bytes = 12235797;
  EXPECT_EQ(manifest->scenarios[0], expected);
}

TEST(Manifest, NameAndCommandAreEnough) {
  const Manifest manifest = *parse_manifest(
      R"({"schema": 1, "scenarios": [{"name": "a", "command": ["b"]}]})", "sub/highwater.json");
  struct utsname system {};
  ASSERT_EQ(::uname(&system), 0);
  EXPECT_EQ(manifest.profile, std::string("linux-") + system.machine);
  EXPECT_EQ(manifest.baselines, "sub/baselines");
  EXPECT_EQ(manifest.results, "sub/highwater-results");
  Scenario expected;
  expected.name = "a";
  expected.command = {"b"};
  expected.working_directory = "sub";
  EXPECT_EQ(manifest.scenarios, std::vector<Scenario>{expected});
  EXPECT_EQ(expected.probes, std::vector<std::string>{"counting"});
  EXPECT_EQ(expected.timeout, std::chrono::seconds(60));
}

TEST(Manifest, BesideTheCallerItsFolderIsTheCallers) {
  const Manifest manifest =
      *parse_manifest(R"({"schema": 1, "scenarios": [{"name": "a", "command": ["b"]}]})", "highwater.json");
  EXPECT_EQ(manifest.baselines, "baselines");
  EXPECT_EQ(manifest.scenarios[0].working_directory, "");
}

struct Mistake {
  const char* from;
  const char* to;
  const char* what;
  const char* hint;
};

TEST(Manifest, TheFileOfWaiversIsBesideItUnlessAbsolute) {
  const std::string with = replaced(kFull, "\"results\"", "\"waivers\": \"known.json\", \"results\"");
  EXPECT_EQ(parse_manifest(kFull, "/build/m.json")->waivers, std::nullopt);
  EXPECT_EQ(parse_manifest(with, "/build/m.json")->waivers, "/build/known.json");
  EXPECT_EQ(parse_manifest(replaced(with, "known.json", "/src/w.json"), "/build/m.json")->waivers,
            "/src/w.json");
}

TEST(Manifest, EveryMistakeHasItsOwnMessage) {
  const Mistake mistakes[] = {
      {"\"schema\": 1", "\"schema\": 2",
       "m.json:2: schema: too new: this highwater reads schema 1, the file has 2", "use a newer highwater"},
      {"\"schema\": 1", "\"schema\": 0",
       "m.json:2: schema: too old: this highwater reads schema 1, the file has 0",
       "configure the build again, which writes the manifest anew"},
      {"\"schema\": 1,", "", "m.json:1: schema: missing, expected an integer of at most 64 bits", ""},
      {"\"results\"", "\"result\"", "m.json:6: result: unknown key", "did you mean \"results\"?"},
      {"\"linux-x86_64-gnu12-release\"", "\"../elsewhere\"",
       "m.json:3: profile: \"../elsewhere\" is no valid name: it contains '/'",
       "a profile key names a folder of baselines, such as \"linux-x86_64-gnu12-release\""},
      {"\"/src/baselines\"", "\"\"", "m.json:5: baselines: expected the path of a folder", ""},
      {"\"results\"", "\"waivers\": \"\", \"results\"", "m.json:6: waivers: expected the path of a file", ""},
      {"\"/src/baselines\"", "7", "m.json:5: baselines: expected a string, found number", ""},
      {"\"region\"", "\"regoin\"", "m.json:13: scenarios[0].regoin: unknown key", "did you mean \"region\"?"},
      {"\"batch_download/trimmed\"", "\"../../etc/passwd\"",
       "m.json:9: scenarios[0].name: \"../../etc/passwd\" is no valid name: it contains '..'",
       "a name is also the path of a baseline, such as \"family/variant\""},
      {"\"batch_download/trimmed\"", "\"plain\"",
       "m.json:20: scenarios[1].name: \"plain\" is the name of scenarios[0] already",
       "a name is also the path of a baseline: give each scenario its own"},
      {"12235797", "0", "m.json:17: scenarios[0].payload_bytes: expected 1 or more, found 0", ""},
      {"[\"./plain\"]", "[]", "m.json:21: scenarios[1].command: empty, expected a program and its arguments",
       "the program is the array's first string"},
      {"[\"./plain\"]", "[\"\"]",
       "m.json:21: scenarios[1].command: empty, expected a program and its arguments",
       "the program is the array's first string"},
      {"[\"./plain\"]", "\"./plain\"",
       "m.json:21: scenarios[1].command: expected an array of strings, found string", ""},
      {"[\"./plain\"]", "[\"a\\u0000b\"]",
       "m.json:21: scenarios[1].command: an argument cannot contain a NUL character", ""},
      {",\n      \"command\": [\"./plain\"]", "",
       "m.json:19: scenarios[1].command: missing, expected an array of strings", ""},
      {"\"massif\"]", "\"masif\"]", "m.json:11: scenarios[0].probes: unknown probe \"masif\"",
       "did you mean \"massif\"?"},
      {"\"massif\"]", "\"dhat\"]", "m.json:11: scenarios[0].probes: unknown probe \"dhat\"",
       "known are counting, massif"},
      {"\"massif\"]", "\"counting\"]", "m.json:11: scenarios[0].probes: \"counting\" is named twice", ""},
      {"[\"counting\", \"massif\"]", "[]",
       "m.json:11: scenarios[0].probes: empty, the scenario would not be measured",
       "known are counting, massif"},
      {"120", "0", "m.json:12: scenarios[0].timeout_seconds: expected 1 to 604800 (a week), found 0", ""},
      {"120", "-5", "m.json:12: scenarios[0].timeout_seconds: expected 1 to 604800 (a week), found -5", ""},
      {"120", "1.5",
       "m.json:12: scenarios[0].timeout_seconds: expected an integer of at most 64 bits, found number", ""},
      {"\"download\"", "\"\"", "m.json:13: scenarios[0].region: empty, expected the name of a region",
       "without the key it is the only region, else the process"},
      {"\"work\"", "\"\"", "m.json:14: scenarios[0].working_directory: expected the path of a folder", ""},
      {"\"A\": \"1\"", "\"A=B\": \"1\"",
       "m.json:15: scenarios[0].environment: \"A=B\" cannot be the name of a variable", ""},
      {"\"A\": \"1\"", "\"A\": 1", "m.json:15: scenarios[0].environment.A: expected a string, found number",
       ""},
      {"\"A\": \"1\"", "\"A\": \"1\\u0000\"",
       "m.json:15: scenarios[0].environment.A: a value cannot contain a NUL character", ""},
      {"\"A\": \"1\"", "\"B\": \"1\"", "m.json:15: scenarios[0].environment.B: the key occurs twice",
       "keep one of the two"},
      {"\"peak_bytes\"", "\"peek_bytes\"", "m.json:16: scenarios[0].tolerance.peek_bytes: unknown metric",
       "did you mean \"peak_bytes\"?"},
      {"\"peak_bytes\"", "\"peak_rss_bytes\"",
       "m.json:16: scenarios[0].tolerance.peak_rss_bytes: unknown metric", "did you mean \"peak_bytes\"?"},
      {"4096", "-1", "m.json:16: scenarios[0].tolerance.peak_bytes.absolute: expected 0 or more, found -1",
       ""},
      {"0.05", "-0.5",
       "m.json:16: scenarios[0].tolerance.peak_bytes.relative: expected 0 or more, found -0.5",
       "a fraction of the baseline: 0.05 is 5 %"},
      {"0.05", "2",
       "m.json:16: scenarios[0].tolerance.peak_bytes.relative: expected a fraction of at most 1, found 2",
       "2 % is 0.02 or \"2%\"; 200 % is \"200%\""},
      {"0.05", "\"1001%\"",
       "m.json:16: scenarios[0].tolerance.peak_bytes.relative: expected at most 1000 %, found 1001 %",
       "what may grow further than that is held to nothing; set a limit in the baseline"},
      {"0.05", "\"5\"",
       "m.json:16: scenarios[0].tolerance.peak_bytes.relative: \"5\" is none; expected a fraction as in "
       "0.02, or \"2%\"",
       ""},
      {"{\"absolute\": 0}", "7",
       "m.json:16: scenarios[0].tolerance.allocations: expected an object, found number", ""},
      {"{\"absolute\": 0}", "{}",
       "m.json:16: scenarios[0].tolerance.allocations: empty, expected \"absolute\", \"relative\" or both",
       ""},
      {"{\"absolute\": 0}", "{\"absolut\": 0}",
       "m.json:16: scenarios[0].tolerance.allocations.absolut: unknown key", "did you mean \"absolute\"?"},
  };
  for (const Mistake& mistake : mistakes) {
    const Expected<Manifest> manifest = parse_manifest(replaced(kFull, mistake.from, mistake.to), "m.json");
    ASSERT_FALSE(manifest) << mistake.what;
    EXPECT_EQ(manifest.error(), (Error{ExitStatus::kUsage, mistake.what, mistake.hint}));
  }
}

// JSON has no word for it, so that no tolerance can be one.
TEST(Manifest, NotANumberIsNoTolerance) {
  for (const char* number : {"NaN", "nan", "Infinity", "1e999"})
    EXPECT_FALSE(parse_manifest(replaced(kFull, "0.05", number), "m.json")) << number;
}

TEST(Manifest, WithoutScenariosThereIsNothingToMeasure) {
  EXPECT_EQ(parse_manifest(R"({"schema": 1, "scenarios": []})", "m.json").error(),
            (Error{ExitStatus::kUsage, "m.json:1: scenarios: empty, there is nothing to measure",
                   "add one with highwater_add_scenario() in CMake, or by hand"}));
  EXPECT_EQ(parse_manifest(R"({"schema": 1})", "m.json").error().what,
            "m.json:1: scenarios: missing, expected an array of objects");
}

// In two files beside the manifest, as test programs have them written when they are built.
class IncludingManifest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(write_file(folder_.path() + "/" + name, text));
  }
  Expected<Manifest> load(const std::string& include, const std::string& scenarios = "") const {
    write("m.json", R"({"schema": 1, "scenarios": [)" + scenarios + R"(], "include": )" + include + "}");
    return load_manifest(folder_.path() + "/m.json");
  }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  const TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-manifest-test");
};
constexpr char kIncluded[] =
    R"({"schema": 1, "scenarios": [{"name": "unit/A.b", "command": ["t", "--gtest_filter=A.b"]}]})";

TEST_F(IncludingManifest, HasTheScenariosOfAll) {
  write("one.json", kIncluded);
  const Expected<Manifest> manifest = load(R"(["one.json"])", R"({"name": "own", "command": ["o"]})");
  ASSERT_TRUE(manifest) << manifest.error().what;
  ASSERT_EQ(manifest->scenarios.size(), 2u);
  EXPECT_EQ(manifest->scenarios[0].name, "own");
  EXPECT_EQ(manifest->scenarios[1].name, "unit/A.b");
  EXPECT_EQ(manifest->scenarios[1].working_directory, folder_.path());
  EXPECT_EQ(load(R"(["one.json"])")->scenarios.size(), 1u);  // and none of its own
}

TEST_F(IncludingManifest, ANameIsUniqueOverAllFiles) {
  write("one.json", kIncluded);
  write("two.json", kIncluded);
  EXPECT_EQ(load(R"(["one.json", "two.json"])").error(),
            (Error{ExitStatus::kUsage,
                   path("two.json") + ":1: scenarios[0].name: \"unit/A.b\" is the name of a scenario of " +
                       path("one.json") + " already",
                   "a name is also the path of a baseline: give each scenario its own"}));
}

TEST_F(IncludingManifest, AnAbsentFileIsAProgramThatWasNotBuilt) {
  const Error error = load(R"(["one.json"])").error();
  EXPECT_EQ(error.what, path("one.json") + ": the manifest includes it, and it is not there");
  EXPECT_EQ(error.hint, "build the test program of that name, which writes it; or configure the build again");
}

TEST_F(IncludingManifest, MistakesInAFileAreTheFiles) {
  write("one.json", R"({"schema": 2, "scenarios": []})");
  EXPECT_EQ(load(R"(["one.json"])").error().what.rfind(path("one.json") + ":1: schema", 0), 0u);
  write("one.json", R"({"schema": 1, "baselines": "b", "scenarios": []})");
  EXPECT_EQ(load(R"(["one.json"])").error().what, path("one.json") + ":1: baselines: unknown key");
  write("one.json", R"({"schema": 1, "scenarios": []})");
  EXPECT_EQ(load(R"(["one.json"])").error().what,
            path("m.json") + ":1: scenarios: empty, there is nothing to measure");
  EXPECT_EQ(load(R"([""])").error().what, path("m.json") + ":1: include: expected paths of files");
}

TEST(Manifest, EveryTruncationIsAnError) {
  const std::string text = kFull;
  for (std::size_t length = 0; length + 2 < text.size(); ++length)
    EXPECT_FALSE(parse_manifest(text.substr(0, length), "m.json")) << length;
}

TEST(Manifest, AnAbsentFileHasAHintOfItsOwn) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-manifest-test");
  const std::string path = folder.path() + "/highwater.json";
  EXPECT_EQ(load_manifest(path).error(),
            (Error{ExitStatus::kUsage, path + ": there is no such manifest",
                   "configure the build, which writes it, or name one with --manifest FILE"}));
  ASSERT_TRUE(write_file(path, ""));
  EXPECT_EQ(load_manifest(path).error().what, path + ":1: the file is empty, expected a JSON object");
  ASSERT_TRUE(write_file(path, kFull));
  EXPECT_EQ(load_manifest(path)->results, folder.path() + "/out/results");
  EXPECT_EQ(load_manifest(folder.path()).error().what, folder.path() + ": read: Is a directory");
}

}  // namespace
}  // namespace highwater
