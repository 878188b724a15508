// SPDX-License-Identifier: Apache-2.0
// `highwater update`: what it asks for, what it rewrites, and what it shows.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class Update : public testing::Test {
 protected:
  std::string baseline(const std::string& scenario) const {
    return project_.text(project_.baseline_path(scenario));
  }
  Project project_;
};

TEST_F(Update, FirstNumbersNeedNoReason) {
  project_.scenario("a/b", {"allocate", "100000", "1000"});
  const Ran ran = project_.update();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "1 of 1 baselines changed in baselines/linux-test\n"));
  EXPECT_THAT(baseline("a/b"), HasSubstr("\"reason\": \"first numbers\""));
  EXPECT_EQ(baseline("a/b").back(), '\n');
  EXPECT_THAT(project_.check(), Succeeds());
}

TEST_F(Update, AChangeWithoutAReasonIsRefusedBeforeAnythingRuns) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  project_.accept();
  const std::string before = baseline("a/b");
  project_.scenario("a/b", {"touch", project_.path("ran")});
  EXPECT_THAT(project_.update(), Fails(ExitStatus::kUsage, "no reason was given to change it",
                                       "--reason \"…\", or HIGHWATER_REASON='…' in the environment"));
  EXPECT_FALSE(std::filesystem::exists(project_.path("ran")));
  EXPECT_EQ(baseline("a/b"), before);
  project_.scenario("a/new", {"allocate", "1000", "0"});
  EXPECT_THAT(project_.update(),
              Fails(ExitStatus::kUsage, "1 of the 2 selected scenarios", "name only what is new: a/new"));
  EXPECT_THAT(project_.update({"a/new"}), Succeeds());
}

TEST_F(Update, TheReasonMayComeFromTheEnvironment) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  project_.accept();
  project_.scenario("a/b", {"allocate", "200000", "0"});
  project_.variable("HIGHWATER_REASON", "buffers are kept for the next batch");
  EXPECT_THAT(project_.update(), Succeeds());
  EXPECT_THAT(baseline("a/b"), HasSubstr("\"reason\": \"buffers are kept for the next batch\""));
  project_.variable("HIGHWATER_REASON", "");
  EXPECT_THAT(project_.update(), Says(ExitStatus::kUsage, "no reason was given"));
}

TEST_F(Update, AReasonThatIsNoTextIsStillValidJson) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  EXPECT_THAT(project_.update({"--reason", "\"quoted\"\n\xff\x1b[31m"}), Succeeds());
  EXPECT_THAT(project_.check(), Succeeds());
}

TEST_F(Update, TheTableHasOldAndNewNumbers) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  project_.accept();
  project_.scenario("a/b", {"allocate", "200000", "0"});
  const Ran ran = project_.update({"--reason", "more"});
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "a/b\n"));
  EXPECT_THAT(ran.out, ContainsRegex("metric +probe +old +new +change +tolerance\n"));
  EXPECT_THAT(ran.out, ContainsRegex("peak_bytes +counting +100,000 +200,000 +\\+100.0 % "));
  EXPECT_THAT(ran.out, Not(HasSubstr("retained_bytes"))) << "which has not changed";
  EXPECT_THAT(project_.check(), Succeeds());
}

TEST_F(Update, WithinTheToleranceNoFileChangesByAByte) {
  for (const char* name : {"a/same", "a/near", "a/far"}) project_.scenario(name, {"allocate", "100000", "0"});
  project_.accept();
  const std::string same = baseline("a/same");
  const std::string near = baseline("a/near");
  const auto written = std::filesystem::last_write_time(project_.baseline_path("a/near"));
  project_.scenario("a/near", {"allocate", "101024", "0"});
  project_.scenario("a/far", {"allocate", "101025", "0"});
  EXPECT_THAT(project_.update({"--reason", "another reason"}),
              Says(ExitStatus::kOk, "1 of 3 baselines changed"));
  EXPECT_EQ(baseline("a/same"), same);
  EXPECT_EQ(baseline("a/near"), near);
  EXPECT_EQ(std::filesystem::last_write_time(project_.baseline_path("a/near")), written)
      << "nor is it written again";
  EXPECT_THAT(baseline("a/far"), HasSubstr("\"value\": 101025"));
  EXPECT_THAT(baseline("a/far"), HasSubstr("\"reason\": \"another reason\""));
}

TEST_F(Update, OfAMetricKeepsTheOthersThatAreWithinTheirTolerance) {
  project_.scenario("a/b", {"allocate", "100000", "1000"});
  project_.accept();
  project_.scenario("a/b", {"allocate", "100500", "90000"});
  EXPECT_THAT(project_.update({"--reason", "keeps more"}), Succeeds());
  EXPECT_THAT(baseline("a/b"), HasSubstr("\"value\": 100000")) << "the peak moved by 500 bytes";
  EXPECT_THAT(baseline("a/b"), HasSubstr("\"value\": 90000"));
}

TEST_F(Update, AProbeThatLegitimatelyDiffersGetsAnOverride) {
  project_.scenario("a/b", {"unlike", "100000", "300000"})["probes"] = {"counting", "massif"};
  const Ran ran = project_.update();
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, ContainsRegex("peak_bytes +massif +- +300,000 +new"));
  const nlohmann::json json = nlohmann::json::parse(baseline("a/b"));
  EXPECT_EQ(json["metrics"]["peak_bytes"]["value"], 100000);
  EXPECT_EQ(json["overrides"]["massif"]["peak_bytes"]["value"], 300000);
  EXPECT_FALSE(json["overrides"]["massif"].contains("allocations")) << "in which they agree";
  EXPECT_THAT(project_.check(), Says(ExitStatus::kOk, "2 checks: 2 ok\n"));

  project_.scenario("a/b", {"unlike", "100000", "400000"});
  EXPECT_THAT(project_.check(),
              Says(ExitStatus::kRegression, "FAIL  a/b   peak 390.62 KiB, baseline 292.97 KiB"));

  project_.scenario("a/b", {"unlike", "100000", "100000"});
  EXPECT_THAT(project_.update({"--reason", "they agree now"}), Says(ExitStatus::kOk, "no longer needed"));
  EXPECT_FALSE(nlohmann::json::parse(baseline("a/b")).contains("overrides"));
}

TEST_F(Update, AScenarioThatFailsKeepsItsBaselineAndTheNextIsAccepted) {
  for (const char* name : {"a/1", "a/2"}) project_.scenario(name, {"allocate", "100000", "0"});
  project_.accept();
  const std::string before = baseline("a/1");
  project_.scenario("a/1", {"print", "0", "4"});
  project_.scenario("a/2", {"allocate", "200000", "0"});
  const Ran ran = project_.update({"--reason", "more"});
  EXPECT_THAT(ran, Fails(ExitStatus::kScenario, "a/1 (counting): the scenario failed: exit code 4",
                         "run its command by itself"));
  EXPECT_THAT(ran.err, HasSubstr("last words"));
  EXPECT_EQ(baseline("a/1"), before);
  EXPECT_THAT(baseline("a/2"), HasSubstr("\"value\": 200000"));
}

TEST_F(Update, AHardLimitIsNotLifted) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  project_.accept();
  std::string limited = baseline("a/b");
  const std::size_t at = limited.find("\"limit\": null", limited.find("\"peak_bytes\""));
  ASSERT_NE(at, std::string::npos);
  project_.write(project_.baseline_path("a/b"), limited.replace(at, 13, "\"limit\": 150000"));
  project_.scenario("a/b", {"allocate", "200000", "0"});
  EXPECT_THAT(project_.update({"--reason", "more"}),
              Says(ExitStatus::kOk, "is above the hard limit of 150,000"));
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "REGRESSION (hard limit)"));
}

TEST_F(Update, DeclaredTolerancesAreAdopted) {
  project_.scenario("a/b",
                    {"allocate", "100000", "0"})["tolerance"] = {{"peak_bytes", {{"absolute", 50000}}}};
  project_.accept();
  project_.scenario("a/b", {"allocate", "150000", "0"});
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "allocated_bytes"));
  EXPECT_THAT(baseline("a/b"), HasSubstr("\"absolute\": 50000"));
}

TEST(Listing, ShowsStatesWithoutRunningAnything) {
  Project project;
  project.scenario("a/fresh", {"touch", project.path("ran")});
  project.scenario("a/known", {"allocate", "100000", "0"});
  ASSERT_THAT(project.update({"a/known"}), Succeeds());
  project.scenario("a/known", {"allocate", "200000", "0"});
  ASSERT_THAT(project.check({"a/known"}), Says(ExitStatus::kRegression, "REGRESSION"));
  const Ran ran = project.highwater({"list"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, ContainsRegex("a/fresh +counting +- +no baseline\n"));
  EXPECT_THAT(ran.out, ContainsRegex("a/known +counting +97.66 KiB +regression\n"));
  EXPECT_FALSE(std::filesystem::exists(project.path("ran")));
}

TEST(Listing, MarksABaselineThatWasEdited) {
  Project project;
  project.scenario("a/b", {"allocate", "100000", "0"});
  project.accept();
  std::string text = project.text(project.baseline_path("a/b"));
  const std::size_t at = text.find("\"value\": 100000");
  ASSERT_NE(at, std::string::npos);
  project.write("baselines/linux-test/a/b.json", text.replace(at, 15, "\"value\": 999999"));
  EXPECT_THAT(project.highwater({"list"}).out,
              ContainsRegex("a/b +counting +[0-9.]+ KiB +edited baseline\n"));
  EXPECT_THAT(project.check(), Says(ExitStatus::kBaseline, "edited"));
}

}  // namespace
}  // namespace highwater
