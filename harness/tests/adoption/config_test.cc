// SPDX-License-Identifier: Apache-2.0
// highwater.config.json, as the real command obeys it.
#include <gtest/gtest.h>

#include "tests/adoption/testing/accept.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

class Config : public testing::Test {
 protected:
  Config() { project_.scenario("family/one", {"allocate", "100000", "0"}); }
  void configure(const std::string& text) { project_.write("highwater.config.json", text); }
  Project project_;
};

// The default would let 1,024 bytes through.
TEST_F(Config, TolerancesOfTheSuiteGate) {
  configure(
      R"({"schema": 1, "defaults": {"tolerance": {"peak_bytes": "16KiB", "allocated_bytes": "1MiB"}}})");
  accept_once(project_);
  project_.scenario("family/one", {"allocate", "116384", "0"});  // 100,000 + 16 * 1024
  EXPECT_THAT(project_.check(), Succeeds());
  project_.scenario("family/one", {"allocate", "116385", "0"});
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "REGRESSION"));
}

TEST_F(Config, AScenarioMayDifferFromTheSuite) {
  configure(R"({"schema": 1, "defaults": {"tolerance": {"peak_bytes": "10%", "allocated_bytes": "10%"}},
                "scenarios": {"family/one": {"tolerance": {"peak_bytes": "0%"}}}})");
  accept_once(project_);
  project_.scenario("family/one", {"allocate", "100001", "0"});
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "REGRESSION"));
}

TEST_F(Config, TimeOutsAndProbesOfTheSuiteHold) {
  accept_once(project_);
  project_.scenario("family/one", {"hang", project_.path("processes")});
  configure(R"({"schema": 1, "defaults": {"timeout_seconds": 1}})");
  EXPECT_THAT(project_.check(), Says(ExitStatus::kScenario, "time-out after 1 s"));
  project_.scenario("family/one", {"allocate", "100000", "0"});
  configure(R"({"schema": 1, "scenarios": {"family": {"probes": ["massif"]}}})");
  EXPECT_THAT(project_.check(), Says(ExitStatus::kOk, "massif"));
}

TEST_F(Config, AnEditedToleranceIsNotedUntilUpdateAdoptsIt) {
  accept_once(project_);
  configure(R"({"schema": 1, "defaults": {"tolerance": {"peak_bytes": "1MiB"}}})");
  EXPECT_THAT(project_.check(), Says(ExitStatus::kOk, "another tolerance of peak_bytes"));
}

TEST_F(Config, AMistakeIsExitCode2WithTheNearestKey) {
  configure("{\"schema\": 1,\n \"defaults\": {\"tolerances\": {}}}");
  EXPECT_THAT(project_.check(),
              Fails(ExitStatus::kUsage, "highwater.config.json:2: defaults.tolerances: unknown key",
                    "did you mean \"tolerance\"?"));
  configure("{\"schema\": 1, \"scenarios\": {\"familly\": {}}}");
  EXPECT_THAT(project_.highwater({"list"}),
              Fails(ExitStatus::kUsage, "there is no such scenario or family", "did you mean \"family\"?"));
}

TEST_F(Config, ALimitInABaselineMayHaveAUnit) {
  accept_once(project_);
  std::string text = project_.text(project_.baseline_path("family/one"));
  const std::size_t peak = text.find("\"peak_bytes\"");
  const std::size_t limit = text.find("\"limit\": null", peak);
  ASSERT_NE(limit, std::string::npos);
  project_.write(project_.baseline_path("family/one"), text.replace(limit, 13, "\"limit\": \"96KiB\""));
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "REGRESSION"));  // 100,000 is above 98,304
  text.replace(text.find("96KiB"), 5, "98KiB");
  project_.write(project_.baseline_path("family/one"), text);
  EXPECT_THAT(project_.check(), Succeeds());
}

}  // namespace
}  // namespace highwater
