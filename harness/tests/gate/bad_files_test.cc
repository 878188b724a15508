// SPDX-License-Identifier: Apache-2.0
// Manifests and baselines that cannot be used: each has a message of its own that names file, line and what
// was expected, and no file is touched.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(MissingManifest, IsAnErrorOfItsOwn) {
  Project project;
  for (const char* command : {"check", "update", "list"})
    EXPECT_THAT(project.highwater({command, "--manifest", "build/highwater.json"}),
                Fails(ExitStatus::kUsage, "highwater: error: build/highwater.json: there is no such manifest",
                      "configure the build, which writes it, or name one with --manifest FILE"));
}

TEST(ManifestThatIsAFolder, IsAnErrorOfItsOwn) {
  Project project;
  EXPECT_THAT(project.highwater({"check", "--manifest", "/tmp"}),
              Says(ExitStatus::kUsage, "highwater: error: /tmp: read: Is a directory"));
}

struct BadFile {
  const char* name;
  const char* text;
  const char* what;
  const char* hint;  // none: there is no other remedy than what the message says
};

void PrintTo(const BadFile& file, std::ostream* stream) {
  *stream << file.name;
}

const BadFile kManifests[] = {
    {"Empty", "", "highwater.json:1: the file is empty, expected a JSON object", ""},
    {"Corrupt", "{\n  \"schema\": 1,\n  \"scenarios\": [}\n}\n", "highwater.json:3: not valid JSON: ", ""},
    {"CutOff", "{\n  \"schema\": 1,\n", "highwater.json:3: not valid JSON: ", ""},
    {"TooOld", "{\n  \"schema\": 0\n}\n",
     "highwater.json:2: schema: too old: this highwater reads schema 1, the file has 0",
     "configure the build again"},
    {"TooNew", "{\n  \"schema\": 2\n}\n",
     "highwater.json:2: schema: too new: this highwater reads schema 1, the file has 2",
     "use a newer highwater"},
    {"WithoutASchema", "{\n  \"scenarios\": []\n}\n",
     "highwater.json:1: schema: missing, expected an integer", ""},
    {"WithAMisspelledKey", "{\n  \"schema\": 1,\n  \"scenarois\": []\n}\n",
     "highwater.json:3: scenarois: unknown key", "did you mean \"scenarios\"?"},
    {"WithAnUnknownProbe",
     "{\n  \"schema\": 1,\n  \"scenarios\": [\n    {\"name\": \"a\", \"command\": [\"true\"],\n"
     "     \"probes\": [\"masif\"]}\n  ]\n}\n",
     "highwater.json:5: scenarios[0].probes: unknown probe \"masif\"", "did you mean \"massif\"?"},
    {"WithANameThatClimbsOut",
     "{\n  \"schema\": 1,\n  \"scenarios\": [\n    {\"name\": \"../a\", \"command\": [\"true\"]}\n  ]\n}\n",
     "highwater.json:4: scenarios[0].name: ", "a name is also the path of a baseline"},
};

class BadManifest : public testing::TestWithParam<BadFile> {};
INSTANTIATE_TEST_SUITE_P(, BadManifest, testing::ValuesIn(kManifests),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(BadManifest, IsNamedWithItsLine) {
  for (const char* command : {"check", "update", "list"}) {
    Project project;
    project.manifest_text(GetParam().text);
    const Ran ran = project.highwater({command});
    EXPECT_THAT(ran, Says(ExitStatus::kUsage, std::string("highwater: error: ") + GetParam().what));
    EXPECT_EQ(has_hint(ran.err, GetParam().hint), *GetParam().hint != '\0') << ran.err;
    EXPECT_THAT(files_below(project.folder()), ElementsAre("highwater.json"));
  }
}

// Each is a baseline in which `from` was replaced by `to`.
struct BadBaselineCase {
  const char* name;
  const char* from;  // empty: `to` is the whole text
  const char* to;
  ExitStatus status;
  const char* what;
  const char* hint;
};

void PrintTo(const BadBaselineCase& file, std::ostream* stream) {
  *stream << file.name;
}

const BadBaselineCase kBaselines[] = {
    {"Empty", "", "", ExitStatus::kUsage, "a/b.json:1: the file is empty, expected a JSON object", ""},
    {"Corrupt", "\"measured\": {", "\"measured\": {{", ExitStatus::kUsage,
     "a/b.json:13: not valid JSON: ", ""},
    {"AConflictOfTwoBranches", "  \"measured\"", "<<<<<<< HEAD\n  \"measured\"", ExitStatus::kUsage,
     "a/b.json:13: not valid JSON: ", ""},
    {"TooOld", "\"schema\": 1", "\"schema\": 0", ExitStatus::kUsage,
     "schema: too old: this highwater reads schema 1, the file has 0", "move the file away"},
    {"TooNew", "\"schema\": 1", "\"schema\": 2", ExitStatus::kUsage,
     "schema: too new: this highwater reads schema 1, the file has 2", "use a newer highwater"},
    {"WithoutAMetric", "\"peak_bytes\": {", "\"peak\": {", ExitStatus::kUsage, "metrics.peak: unknown key",
     "known keys: peak_bytes, retained_bytes"},
    {"OfAnotherScenario", "\"scenario\": \"a/b\"", "\"scenario\": \"a/c\"", ExitStatus::kUsage,
     "scenario: expected \"a/b\", as the file's path says, found \"a/c\"", "a renamed scenario needs both"},
    {"ForAnotherPlatform", "\"profile\": \"linux-test\"", "\"profile\": \"linux-other\"",
     ExitStatus::kBaseline, "profile: the baseline is for another platform, linux-other; expected linux-test",
     "highwater update"},
};

class BadBaseline : public testing::TestWithParam<BadBaselineCase> {
 protected:
  BadBaseline() {
    project_.scenario("a/b", {"allocate", "100000", "0"});
    project_.accept();
    bad_ = project_.text(project_.baseline_path("a/b"));
    const std::string from = GetParam().from;
    const std::size_t at = bad_.find(from);
    EXPECT_NE(at, std::string::npos);
    bad_.replace(at, from.empty() ? bad_.size() : from.size(), GetParam().to);
    project_.write(project_.baseline_path("a/b"), bad_);
  }
  Project project_;
  std::string bad_;
};
INSTANTIATE_TEST_SUITE_P(, BadBaseline, testing::ValuesIn(kBaselines),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(BadBaseline, FailsTheCheck) {
  const Ran ran = project_.check();
  EXPECT_THAT(ran, Says(GetParam().status, GetParam().what));
  EXPECT_THAT(ran.out, HasSubstr("baselines/linux-test/a/b.json:"));
  EXPECT_EQ(has_hint(ran.out, GetParam().hint), *GetParam().hint != '\0') << ran.out;
  EXPECT_EQ(project_.text(project_.baseline_path("a/b")), bad_);
}

TEST_P(BadBaseline, IsNeverReplacedByAnUpdate) {
  const Ran ran = project_.update({"--reason", "more"});
  EXPECT_THAT(ran, Says(GetParam().status, GetParam().what));
  EXPECT_EQ(project_.text(project_.baseline_path("a/b")), bad_);
}

TEST_P(BadBaseline, FailsTheListing) {
  EXPECT_THAT(project_.highwater({"list"}), Says(GetParam().status, GetParam().what));
}

}  // namespace
}  // namespace highwater
