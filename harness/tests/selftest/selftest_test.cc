// SPDX-License-Identifier: Apache-2.0
// What `highwater selftest` proves of a project, and what it finds in one whose gate cannot trip.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

class Selftest : public testing::Test {
 protected:
  nlohmann::json& looper(const Words& arguments) {
    Words command = {HIGHWATER_TEST_LOOPER};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return project_.scenario_command("a/b", command);
  }

  Ran selftest(Words arguments = {}) {
    arguments.insert(arguments.begin(), "selftest");
    return project_.highwater(arguments);
  }

  // Of --json, by the name of the injection.
  std::map<std::string, Json> injections(const Words& arguments = {}) {
    Words with_json = {"--json", "selftest.json"};
    with_json.insert(with_json.end(), arguments.begin(), arguments.end());
    selftest(with_json);
    std::map<std::string, Json> found;
    const Json report = Json::parse(project_.text(project_.path("selftest.json")));
    for (const Json& entry : report["injections"]) found[entry["injection"]] = entry;
    return found;
  }

  // Gives a metric of the baseline another tolerance or limit.
  void set(const std::string& metric, const std::string& key, const Json& value) {
    Json baseline = Json::parse(project_.text(project_.baseline_path("a/b")));
    baseline["metrics"][metric][key] = value;
    project_.write(project_.baseline_path("a/b"), baseline.dump(2) + "\n");
  }

  Project project_;
};

TEST_F(Selftest, ProvesEveryKindOfInjection) {
  looper({"loop", "10", "5000"});
  project_.accept();
  const Ran ran = selftest();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "4 injections: 4 proven\n"));
  EXPECT_THAT(ran.out, HasSubstr("scenario  probe     peak bump      retained leak  iteration leak  "
                                 "allocation burst\n"
                                 "a/b       counting  tripped, held  tripped, held  tripped, held   "
                                 "tripped, held\n"));
  EXPECT_EQ(ran.err, "");
}

// Peak: ten times 5000 freed, then 1000 kept; the tolerance of bytes is max(1 KiB, 1 %).
TEST_F(Selftest, InjectsOneMoreThanTheLimitAndWhatJustFits) {
  looper({"loop", "10", "5000"});
  project_.accept();
  const Json bump = injections()["peak bump"]["metrics"][0];
  EXPECT_EQ(bump["metric"], "peak_bytes");
  EXPECT_EQ(bump["plain"], 5000);
  EXPECT_EQ(bump["limit"], 6024);
  EXPECT_EQ(bump["above"], (Json{{"injected", 1025}, {"measured", 6025}, {"tripped", true}}));
  EXPECT_EQ(bump["within"], (Json{{"injected", 1024}, {"measured", 6024}, {"held", true}}));
}

TEST_F(Selftest, DemandsEveryGatedMetricOfSomeInjection) {
  looper({"loop", "10", "5000"});
  project_.accept();
  std::set<std::string> demanded;
  for (const auto& [name, entry] : injections())
    for (const Json& metric : entry["metrics"]) demanded.insert(metric["metric"]);
  for (const Metric metric : kGatedMetrics) EXPECT_EQ(demanded.count(name_of(metric)), 1u) << name_of(metric);
}

TEST_F(Selftest, DemandsThatTheExplanationNamesTheInjectedSite) {
  looper({"loop", "10", "5000"});
  project_.accept();
  EXPECT_EQ(injections()["peak bump"]["explained"], true);
}

TEST_F(Selftest, ProvesAHardLimitBelowTheTolerance) {
  looper({"loop", "10", "5000"});
  project_.accept();
  set("peak_bytes", "limit", 5010);
  const Json bump = injections()["peak bump"]["metrics"][0];
  EXPECT_EQ(bump["above"]["injected"], 11);
  EXPECT_EQ(bump["above"]["tripped"], true);
  EXPECT_EQ(bump["within"]["held"], true);
}

TEST_F(Selftest, ProvesAProcessWithoutRegions) {
  project_.scenario("a/b", {"allocate", "100000", "3000"});
  project_.accept();
  const Ran ran = selftest();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "4 injections: 3 proven, 1 without iterations to inject into\n"));
  EXPECT_THAT(ran.out, HasSubstr("a/b       counting  tripped, held  tripped, held  no iterations   "));
}

TEST_F(Selftest, ProvesMassifWithOneLeakBesideTheCountingProbe) {
  looper({"loop", "10", "5000"})["probes"] = {"counting", "massif"};
  project_.accept();
  const Ran ran = selftest();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "5 injections: 5 proven\n"));
  EXPECT_THAT(ran.out, HasSubstr("a/b       massif    -              tripped        -               -\n"));
}

TEST_F(Selftest, ProvesMassifWithEverythingOnRequest) {
  looper({"loop", "10", "5000"})["probes"] = {"counting", "massif"};
  project_.accept();
  EXPECT_THAT(selftest({"--probe", "massif"}), Says(ExitStatus::kOk, "4 injections: 4 proven\n"));
}

TEST_F(Selftest, ProvesAProcessUnderMassif) {
  project_.scenario("a/b", {"allocate", "100000", "3000"})["probes"] = {"massif"};
  project_.accept();
  EXPECT_THAT(selftest(), Says(ExitStatus::kOk, "3 proven, 1 without iterations"));
}

TEST_F(Selftest, ProvesANumberThatVariesWithAWiderMargin) {
  looper({"jitter", "50000"})["tolerance"] = {{"peak_bytes", {{"absolute", 2048}, {"relative", 0}}},
                                              {"allocated_bytes", {{"absolute", 2048}, {"relative", 0}}}};
  project_.accept();
  EXPECT_THAT(selftest(), Says(ExitStatus::kOk, " proven"));
}

TEST_F(Selftest, KeepsNoResults) {
  looper({"loop", "10", "5000"});
  project_.accept();
  std::filesystem::remove_all(project_.path("results"));
  EXPECT_THAT(selftest(), Succeeds());
  EXPECT_FALSE(std::filesystem::exists(project_.path("results")));
}

TEST_F(Selftest, FindsAToleranceThatNothingExceeds) {
  looper({"loop", "10", "5000"});
  project_.accept();
  set("peak_bytes", "absolute", 5000000);
  const Ran ran = selftest();
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "FAIL  a/b (counting): peak bump\n"));
  EXPECT_THAT(ran.out, HasSubstr("peak_bytes may rise to 5005000 bytes from 5000 bytes: too loose"));
  EXPECT_THAT(ran.out, HasSubstr("4 injections: 3 proven, 1 NOT PROVEN\n"));
}

TEST_F(Selftest, FindsATolerantCountBesideStrictBytes) {
  looper({"loop", "10", "5000"});
  project_.accept();
  set("allocations", "absolute", 100);
  const Ran ran = selftest();
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "FAIL  a/b (counting): allocation burst\n"));
  EXPECT_THAT(ran.out, HasSubstr("allocations may rise to 111 from 11: too loose"));
}

TEST_F(Selftest, FindsARegionThatIsNeverEntered) {
  looper({"loop", "10", "5000"});
  project_.accept();
  looper({"loop", "10", "5000"})["region"] = "other";
  EXPECT_THAT(selftest(), Says(ExitStatus::kUsage, "\"other\""));
}

TEST_F(Selftest, FindsAProbeThatDoesNotAttach) {
  looper({"loop", "10", "5000"});
  project_.accept();
  project_.scenario_command("a/b", {HIGHWATER_TEST_STATIC_FIXTURE});
  EXPECT_THAT(selftest(), Fails(ExitStatus::kProbe, "statically linked", "link it dynamically"));
}

TEST_F(Selftest, FindsAScenarioThatFails) {
  project_.scenario("a/b", {"allocate", "1000", "0"});
  project_.accept();
  project_.scenario("a/b", {"exit", "7"});
  EXPECT_THAT(selftest(), Says(ExitStatus::kScenario, "the scenario failed: exit code 7"));
}

TEST_F(Selftest, FindsAScenarioWithoutABaseline) {
  looper({"loop", "10", "5000"});
  EXPECT_THAT(selftest(), Says(ExitStatus::kBaseline, "no baseline"));
}

TEST_F(Selftest, FindsAGateThatFailsAsItIs) {
  looper({"loop", "10", "5000"});
  project_.accept();
  looper({"loop", "10", "50000"});
  EXPECT_THAT(selftest(), Fails(ExitStatus::kRegression, "a/b (counting): fails its gate as it is",
                                "`highwater check` explains it"));
}

TEST_F(Selftest, TestsTheOthersWhereOneCannotBeTested) {
  looper({"loop", "10", "5000"});
  project_.accept();
  project_.scenario("a/failing", {"exit", "7"});
  const Ran ran = selftest();
  EXPECT_THAT(ran, Says(ExitStatus::kBaseline, "4 injections: 4 proven; 1 not tested\n"));
}

TEST_F(Selftest, OfNothingIsNoPass) {
  EXPECT_THAT(selftest(), Says(ExitStatus::kUsage, "scenarios: empty"));
  looper({"loop", "10", "5000"});
  EXPECT_THAT(selftest({"a/x"}), Says(ExitStatus::kUsage, "a/x"));
  EXPECT_THAT(selftest({"--probe", "massif"}),
              Says(ExitStatus::kUsage, "none of the selected scenarios is measured with massif"));
}

}  // namespace
}  // namespace highwater
