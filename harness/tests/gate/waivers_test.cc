// SPDX-License-Identifier: Apache-2.0
// Waivers with the real command: what they let through is never a pass, and they fail when they are of no
// use.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

// The peak of a/b has grown from 100,000 to 200,000 bytes.
class WaiversOfTheGate : public testing::Test {
 protected:
  WaiversOfTheGate() {
    project_.scenario("a/b", {"allocate", "100000", "0"});
    project_.scenario("a/c", {"allocate", "100000", "0"});
    project_.accept();
    project_.scenario("a/b", {"allocate", "200000", "0"});
    for (const char* metric : {"allocated_bytes", "peak_bytes"})
      records_.push_back({{"scenario", "a/b"},
                          {"metric", metric},
                          {"ceiling", 200000},
                          {"expires", "9999-12-31"},
                          {"issue", "https://example.org/17"},
                          {"reason", "the cache moves out in 2.4"}});
  }
  Ran check(const Words& arguments = {}) {
    project_.write("waivers.json", Json{{"schema", 1}, {"waivers", records_}}.dump(2));
    return project_.check(arguments);
  }
  Project project_;
  Json records_ = Json::array();
};

TEST_F(WaiversOfTheGate, WithoutOneTheRegressionFails) {
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "FAIL  a/b"));
}

TEST_F(WaiversOfTheGate, ARegressionUpToItsCeilingIsShownAsWaivedWithExitCode0) {
  const Ran ran = check();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "2 checks: 1 waived, 1 ok\n"));
  EXPECT_THAT(ran.out, HasSubstr("WAIVED  a/b   peak 195.31 KiB, baseline 97.66 KiB"));
  EXPECT_THAT(
      ran.out,
      HasSubstr("peak: waived until 9999-12-31 up to 195.31 KiB (https://example.org/17): the cache"));
}

TEST_F(WaiversOfTheGate, ByOneByteAboveTheCeilingItFails) {
  records_[1]["ceiling"] = 199999;
  EXPECT_THAT(check(), Says(ExitStatus::kRegression, "peak: above the ceiling of its waiver, 195.31 KiB"));
}

TEST_F(WaiversOfTheGate, AnExpiredOneFails) {
  records_[1]["expires"] = "2020-02-29";
  EXPECT_THAT(check(), Says(ExitStatus::kRegression, "peak: its waiver expired on 2020-02-29"));
}

TEST_F(WaiversOfTheGate, AnUnusedOneFails) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  const Ran ran = check();
  EXPECT_THAT(ran, Says(ExitStatus::kBaseline, "2 checks: 1 unused waiver, 1 ok\n"));
  EXPECT_THAT(ran.out, HasSubstr("peak: its waiver is not needed, for it did not regress: remove it"));
}

TEST_F(WaiversOfTheGate, OneOfAScenarioThatWasNotSelectedIsNotJudged) {
  records_[1]["expires"] = "2020-02-29";
  EXPECT_THAT(check({"a/c"}), Says(ExitStatus::kOk, "1 checks: 1 ok\n"));
  EXPECT_THAT(check({"a/b"}), Says(ExitStatus::kRegression, "1 checks: 1 REGRESSION"));
}

TEST_F(WaiversOfTheGate, OneForAProbeCoversThatProbeAlone) {
  project_.scenario("a/b", {"allocate", "200000", "0"})["probes"] = {"counting", "massif"};
  for (Json& record : records_) record["probe"] = "counting";
  const Ran ran = check();
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "3 checks: 1 waived, 1 REGRESSION, 1 ok\n"));
  EXPECT_THAT(check({"--probe", "counting"}), Says(ExitStatus::kOk, "2 checks: 1 waived, 1 ok\n"));
  for (Json& record : records_) record.erase("probe");
  EXPECT_THAT(check(), Says(ExitStatus::kOk, "3 checks: 2 waived, 1 ok\n"));
}

TEST_F(WaiversOfTheGate, OneForAnotherPlatformIsOfNoUseHere) {
  EXPECT_TRUE(make_directories(project_.path("baselines/linux-other/a")));
  project_.write("baselines/linux-other/a/b.json", "{}");
  for (Json& record : records_) record["profile"] = "linux-other";
  EXPECT_THAT(check(), Says(ExitStatus::kRegression, "FAIL  a/b"));
  for (Json& record : records_) record["profile"] = "linux-oter";
  EXPECT_THAT(check(), Fails(ExitStatus::kUsage, "for the profile \"linux-oter\", which has no baselines",
                             "did you mean \"linux-other\"?"));
  EXPECT_THAT(project_.highwater({"list"}), Says(ExitStatus::kUsage, "which has no baselines"));
}

TEST_F(WaiversOfTheGate, MistakesAreExitCode2WithFileLineKeyAndRemedy) {
  records_[1]["metric"] = "peek_bytes";
  EXPECT_THAT(check(), Fails(ExitStatus::kUsage, "waivers[1].metric: unknown metric \"peek_bytes\"",
                             "did you mean \"peak_bytes\"?"));
  EXPECT_THAT(check().err, HasSubstr("waivers.json:16: "));
  records_[1]["metric"] = "peak_bytes";
  records_[1]["scenario"] = "a/bb";
  EXPECT_THAT(check({"a/c"}), Fails(ExitStatus::kUsage, "no scenario \"a/bb\"", "did you mean \"a/b\"?"));
  EXPECT_THAT(project_.highwater({"list"}), Says(ExitStatus::kUsage, "no scenario \"a/bb\""));
}

// The result file has what it was judged by: a report from another machine, another day, says the same.
TEST_F(WaiversOfTheGate, AReportOfTheResultsSaysTheSame) {
  check();
  std::filesystem::remove(project_.path("waivers.json"));
  const Ran ran = project_.highwater({"report", "results", "--markdown", "-"});
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "Memory: 1 of 2 checks pass, 1 waived"));
  EXPECT_THAT(project_.highwater({"report", "results", "--annotations", "github"}).out,
              HasSubstr("::warning title=memory waived%3A a/b::"));
}

TEST_F(WaiversOfTheGate, TheListShowsHowLongTheyHold) {
  records_[1]["expires"] = "2020-02-29";
  check();
  const Ran ran = project_.highwater({"list"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, HasSubstr("9999-12-31"));
  EXPECT_THAT(ran.out, HasSubstr("2020-02-29    expired"));
  EXPECT_THAT(ran.out, HasSubstr("regression"));
  records_[1]["expires"] = "9999-12-31";
  check();
  EXPECT_THAT(project_.highwater({"list"}).out, HasSubstr("waived"));
}

TEST_F(WaiversOfTheGate, TheManifestMayNameAnotherFile) {
  project_.manifest()["waivers"] = "accepted/known.json";
  EXPECT_THAT(check(),
              Fails(ExitStatus::kUsage, "accepted/known.json: there is no such file, which ", "\"waivers\""));
  EXPECT_TRUE(make_directories(project_.path("accepted")));
  project_.write("accepted/known.json", project_.text(project_.path("waivers.json")));
  project_.write("waivers.json", "not read");
  EXPECT_THAT(project_.check(), Says(ExitStatus::kOk, "2 checks: 1 waived, 1 ok\n"));
}

TEST_F(WaiversOfTheGate, TheColoursAndStrictDoNotMakeOneAPass) {
  EXPECT_THAT(check({"--strict", "--color", "always"}).out, HasSubstr("\x1b[33mwaived\x1b[0m"));
  EXPECT_THAT(check({"--strict"}), Says(ExitStatus::kOk, "1 waived"));
}

TEST_F(WaiversOfTheGate, CtestAndAnnotationsHaveIt) {
  const Ran ran = check({"a/b", "--ctest", "--annotations", "github"});
  EXPECT_THAT(ran.out,
              HasSubstr("<CTestMeasurement type=\"text/string\" name=\"waived\">peak: waived until"));
  EXPECT_THAT(ran.out, HasSubstr("\n::warning title=memory waived%3A a/b::"));
  EXPECT_THAT(ran.out, Not(HasSubstr("::error")));
}

}  // namespace
}  // namespace highwater
