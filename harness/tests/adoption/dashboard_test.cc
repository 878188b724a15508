// SPDX-License-Identifier: Apache-2.0
// ci/dashboard.cmake hands measurements to a CDash server: a project that found the package of the build
// tree, a server on this machine, and what ctest sends it.
#include <gtest/gtest.h>

#include "tests/adoption/testing/cdash.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;

constexpr const char* kScript = HIGHWATER_TEST_ROOT "/ci/dashboard.cmake";
constexpr const char* kConsumer = HIGHWATER_TEST_ROOT "/harness/tests/consumers/find_package";

class Dashboard : public testing::Test {
 protected:
  Dashboard() { project_.manifest_text("{}"); }

  std::string options(const std::string& behaviour) {
    return std::string("-Dhighwater_ROOT=" HIGHWATER_TEST_BUILD) +
           ";-DHIGHWATER_BASELINES=" + project_.path("baselines") + ";-DBEHAVIOUR=" + behaviour;
  }
  Ran dashboard(const std::string& url, const std::string& behaviour, const Words& more = {}) {
    std::string command = std::string("exec ctest -S ") + kScript + " '-DURL=" + url +
                          "' -DSOURCE=" + kConsumer + " -DBUILD=" + project_.path("build") +
                          " -DSITE=here -DBUILDNAME=test '-DOPTIONS=" + options(behaviour) + "'";
    for (const std::string& word : more) command += " '" + word + "'";
    return project_.shell(command);
  }
  // The numbers that the gate holds them to.
  void make_baselines() {
    ASSERT_THAT(
        project_.shell(
            "set -e; for o in $(echo '" + options("thrifty") +
            "' | tr ';' ' '); do set -- \"$@\" \"$o\"; done; cmake -G Ninja -S " + kConsumer +
            " -B first -DHIGHWATER_GATE=ON -DCMAKE_BUILD_TYPE=Release \"$@\" >log && cmake --build first "
            "--target highwater-gate >>log && \"$HIGHWATER\" update --runs 1 --manifest "
            "first/highwater.json"),
        Succeeds());
  }

  Project project_;
};

TEST_F(Dashboard, TheMeasurementsAreInWhatIsSubmitted) {
  make_baselines();
  const Cdash cdash;
  ASSERT_THAT(dashboard(cdash.url(), "thrifty"), Succeeds());
  const std::string test = cdash.files()["Test"];
  project_.write("Test.xml", test);
  ASSERT_THAT(project_.shell("xmllint --noout Test.xml"), Succeeds());
  // One of each of the four tests: two scenarios, two probes.
  for (const char* metric : {"peak_bytes", "retained_bytes", "allocations"}) {
    const Ran count =
        project_.shell(std::string("xmllint --xpath \"count(/Site/Testing/Test[@Status='passed']/Results/"
                                   "NamedMeasurement[@type='numeric/double'][@name='") +
                       metric + "'])\" Test.xml");
    EXPECT_EQ(count.out, "4\n") << metric;
  }
  // As in the baseline.
  const Ran peak = project_.shell(
      "xmllint --xpath \"string(//Test[Name='memory.counting.cache/large']/Results/"
      "NamedMeasurement[@name='peak_bytes']/Value)\" Test.xml; cat baselines/*/cache/large.json");
  const std::string value = peak.out.substr(0, peak.out.find('\n'));
  EXPECT_GT(std::stoll("0" + value), 0);
  EXPECT_THAT(peak.out, HasSubstr("\"value\": " + value));
  EXPECT_THAT(test, HasSubstr("Name=\"here\""));
  EXPECT_EQ(cdash.files().count("Build"), 1u);
  EXPECT_EQ(cdash.files().count("Configure"), 1u);
}

TEST_F(Dashboard, ARegressionIsSubmittedAndFails) {
  make_baselines();
  const Cdash cdash;
  const Ran ran = dashboard(cdash.url(), "wasteful");
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.out + ran.err, HasSubstr("dashboard.cmake: failed: the gate"));
  EXPECT_THAT(cdash.files()["Test"], HasSubstr("Status=\"failed\""));
}

TEST_F(Dashboard, ATestThatMeasuresNothingIsNoPass) {
  const Cdash cdash;
  const Ran ran = dashboard(cdash.url(), "thrifty", {"-DLABEL=nosuch"});
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.out + ran.err, HasSubstr("no test with the label nosuch gave a number"));
}

TEST_F(Dashboard, AServerThatRefusesFails) {
  const Cdash cdash(false);
  const Ran ran = dashboard(cdash.url(), "thrifty", {"-DRETRIES=0", "-DLABEL=nosuch"});
  EXPECT_NE(ran.code, 0);
  EXPECT_THAT(ran.out + ran.err, HasSubstr("submitting to " + cdash.url()));
}

TEST_F(Dashboard, MistakesHaveHints) {
  const auto said = [&](const std::string& arguments) {
    const Ran ran = project_.shell(std::string("ctest -S ") + kScript + " " + arguments);
    EXPECT_NE(ran.code, 0);
    return ran.out + ran.err;
  };
  EXPECT_THAT(said(""), HasSubstr("no URL to submit to"));
  EXPECT_THAT(said("-DURL=x -DMODEL=Weekly"), HasSubstr("MODEL is 'Weekly'"));
  EXPECT_THAT(said("-DURL=x -DSOURCE=/nowhere"), HasSubstr("/nowhere/CMakeLists.txt is not there"));
}

}  // namespace
}  // namespace highwater
