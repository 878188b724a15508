// SPDX-License-Identifier: Apache-2.0
// What else may have moved the numbers is said beside a failure, and changes no exit code.
#include <gtest/gtest.h>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

constexpr const char* kRandomisation = "address-space randomisation could not be turned off";

// Under a real seccomp filter; see programs/without_personality.c.
class Randomisation : public testing::TestWithParam<std::tuple<const char*, const char*>> {
 protected:
  Randomisation() {
    project_.scenario("a/b", {"allocate", "100000", "0"})["probes"] = {std::get<0>(GetParam())};
    project_.accept();
  }
  Ran check() {
    return project_.shell(std::string(HIGHWATER_TEST_WITHOUT_PERSONALITY) + " " + std::get<1>(GetParam()) +
                          " \"$HIGHWATER\" check");
  }
  Project project_;
};

INSTANTIATE_TEST_SUITE_P(BothProbes, Randomisation,
                         testing::Combine(testing::Values("counting", "massif"),
                                          testing::Values("all", "docker")),
                         [](const auto& test) {
                           return std::string(std::get<0>(test.param)) + "_" + std::get<1>(test.param);
                         });

TEST_P(Randomisation, ThatStaysOnIsNoFailure) {
  EXPECT_THAT(check(), Succeeds());
  EXPECT_THAT(project_.result("a/b", std::get<0>(GetParam())).warnings,
              testing::ElementsAre(HasSubstr(kRandomisation)));
}

TEST_P(Randomisation, ThatStaysOnIsAHintBesideAFailureWithItsExitCode) {
  project_.scenario("a/b", {"allocate", "200000", "0"});
  EXPECT_THAT(check(), Fails(ExitStatus::kRegression, "FAIL  a/b", kRandomisation));
}

TEST(Fitness, WithoutAFilterNothingIsSaidOfRandomisation) {
  Project project;
  project.scenario("a/b", {"allocate", "100000", "0"})["probes"] = {"counting", "massif"};
  project.accept();
  project.scenario("a/b", {"allocate", "200000", "0"});
  const Ran ran = project.check();
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "FAIL  a/b"));
  EXPECT_THAT(ran.out, Not(HasSubstr("randomisation")));
  EXPECT_THAT(ran.out, Not(HasSubstr("the environment changed")));
}

class Environment : public testing::Test {
 protected:
  Environment() {
    project_.scenario("a/b", {"allocate", "100000", "0"});
    project_.accept();
  }
  // Without its digest, as what the tests write is no measurement's.
  nlohmann::json baseline() {
    nlohmann::json read = nlohmann::json::parse(project_.text(project_.baseline_path("a/b")));
    read.erase("digest");
    return read;
  }
  void write(const nlohmann::json& baseline) {
    project_.write("baselines/linux-test/a/b.json", baseline.dump(2) + "\n");
  }
  Project project_;
};

TEST_F(Environment, OfABaselineNamesTheLibrariesByFileAndBuild) {
  EXPECT_THAT(baseline()["context"]["libraries"]["libc.so.6"].get<std::string>(),
              MatchesRegex("libc\\.so\\.6 [0-9a-f]{8}"));
}

TEST_F(Environment, ThatChangedIsAHintBesideAFailureAndNothingElse) {
  nlohmann::json changed = baseline();
  changed["context"]["libc"] = "glibc 1.0";
  changed["context"]["libraries"]["libc.so.6"] = "libc.so.6 00000000";
  changed["context"]["libraries"]["libjpeg.so.62"] = "libjpeg.so.62.3.0 00000000";
  write(changed);
  const Ran passing = project_.check();
  EXPECT_THAT(passing, Succeeds());
  EXPECT_THAT(passing.out, Not(HasSubstr("the environment changed")));

  project_.scenario("a/b", {"allocate", "200000", "0"});
  const Ran failing = project_.check();
  EXPECT_THAT(failing,
              Fails(ExitStatus::kRegression, "FAIL  a/b", "the environment changed since the baseline: "));
  EXPECT_THAT(failing.out, HasSubstr("libc: glibc 1.0 -> glibc 2."));
  EXPECT_THAT(failing.out, HasSubstr("libc.so.6: libc.so.6 00000000 -> libc.so.6 "));
  EXPECT_THAT(failing.out, HasSubstr("libjpeg.so.62: no longer there (was libjpeg.so.62.3.0 00000000)"));
}

TEST_F(Environment, OfAnOldBaselineIsNotKnownAndNoHint) {
  nlohmann::json old = baseline();
  old["context"] = {{"compiler", nullptr},
                    {"kernel", nullptr},
                    {"libc", nullptr},
                    {"revision", nullptr},
                    {"valgrind", nullptr}};
  write(old);
  project_.scenario("a/b", {"allocate", "200000", "0"});
  const Ran ran = project_.check();
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "FAIL  a/b"));
  EXPECT_THAT(ran.out, Not(HasSubstr("the environment changed")));
}

TEST_F(Environment, InABaselineThatIsNoTextIsAnError) {
  nlohmann::json bad = baseline();
  bad["context"]["libraries"] = {{"libc.so.6", 236}};
  write(bad);
  EXPECT_THAT(project_.check(), Says(ExitStatus::kUsage, "context.libraries.libc.so.6: "));
}

}  // namespace
}  // namespace highwater
