// SPDX-License-Identifier: Apache-2.0
// A pass is never vacuous: each way in which a check could find nothing wrong because it looked at nothing
// fails, with its own message.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

// Runs the real Valgrind, and leaves $LEFT as the file that the option $OPTION names: what is left of a
// report when the disk is full or the process is killed while it writes.
constexpr const char* kTruncatingValgrind = R"(#!/bin/sh
case $1 in --version) exec /usr/bin/valgrind --version ;; esac
count=$#
while [ $count -gt 0 ]; do
  word=$1; shift; count=$((count - 1))
  case $word in $OPTION=*) file=${word#*=}; word=$OPTION=/dev/null ;; esac
  set -- "$@" "$word"
done
printf '%b' "$LEFT" > "${file%%%p*}$$${file#*%p}"
exec /usr/bin/valgrind "$@"
)";

class Vacuous : public testing::Test {
 protected:
  Vacuous() {
    project_.scenario("a/b", {"allocate", "100000", "1000"});
    project_.scenario("a/massif", {"allocate", "100000", "1000"})["probes"] = {"massif"};
    project_.accept();
  }

  // A check of a/massif with this script as Valgrind.
  Ran check_with_valgrind(const std::string& script, const std::string& option = "",
                          const std::string& left = "") {
    const std::string valgrind = project_.path("bin/valgrind");
    project_.write(valgrind, script);
    std::filesystem::permissions(valgrind, std::filesystem::perms::owner_all);
    project_.scenario("a/massif", {"allocate", "100000", "1000"})["environment"] = {
        {"PATH", project_.path("bin") + ":/usr/bin:/bin"}, {"OPTION", option}, {"LEFT", left}};
    return project_.check({"a/massif"});
  }

  Project project_;
};

TEST_F(Vacuous, WithoutTheCountingLibraryInTheProgram) {
  project_.scenario_command("a/b", {HIGHWATER_TEST_STATIC_FIXTURE});
  EXPECT_THAT(
      project_.check({"a/b"}),
      Fails(ExitStatus::kProbe, "the counting library did not attach: the program is statically linked",
            "link it dynamically"));
}

TEST_F(Vacuous, WithAValgrindThatOnlyRunsTheProgram) {
  EXPECT_THAT(check_with_valgrind("#!/bin/sh\ncase $1 in --version) echo valgrind-3.19.0; exit ;; esac\n"
                                  "while :; do case $1 in --*) shift ;; *) exec \"$@\" ;; esac; done\n"),
              Fails(ExitStatus::kProbe, "Valgrind wrote nothing (exit code 0)", "counting"));
}

TEST_F(Vacuous, WithAMassifFileThatIsCutOff) {
  EXPECT_THAT(check_with_valgrind(
                  kTruncatingValgrind, "--massif-out-file",
                  R"(desc: x\ncmd: x\ntime_unit: B\n#-----------\nsnapshot=0\n#-----------\ntime=0\nmem_he)"),
              Fails(ExitStatus::kProbe, "cut at the end of the file", "disk"));
}

TEST_F(Vacuous, WithAnEmptyMassifFile) {
  EXPECT_THAT(check_with_valgrind(kTruncatingValgrind, "--massif-out-file", ""),
              Fails(ExitStatus::kProbe, "found an empty file", "disk"));
}

TEST_F(Vacuous, WithATreeOfAllocationsThatIsCutOff) {
  EXPECT_THAT(check_with_valgrind(kTruncatingValgrind, "--xtree-memory-file",
                                  R"(desc: x\ncmd: x\ntime_unit: B\n#----)"),
              Fails(ExitStatus::kProbe, "cut at the end of the file", "disk"));
}

TEST_F(Vacuous, WithAnEmptyTreeOfAllocations) {
  EXPECT_THAT(check_with_valgrind(kTruncatingValgrind, "--xtree-memory-file", ""),
              Fails(ExitStatus::kProbe, "found an empty file", "disk"));
}

TEST_F(Vacuous, WithASelectionOfNothing) {
  EXPECT_THAT(project_.check({"zzz"}),
              Fails(ExitStatus::kUsage, "highwater.json: there is no scenario \"zzz\"",
                    "`highwater list` shows all there are"));
}

TEST_F(Vacuous, WithAProbeThatNoSelectedScenarioHas) {
  EXPECT_THAT(project_.check({"--probe", "massif", "a/b"}),
              Fails(ExitStatus::kUsage, "none of the selected scenarios is measured with massif",
                    "`highwater list` shows the probes of each"));
}

TEST_F(Vacuous, WithoutScenariosInTheManifest) {
  project_.manifest()["scenarios"] = nlohmann::json::array();
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kUsage, "scenarios: empty, there is nothing to measure",
                                      "highwater_add_scenario()"));
}

TEST_F(Vacuous, WithoutABaseline) {
  std::filesystem::remove(project_.baseline_path("a/b"));
  EXPECT_THAT(project_.check(), Fails(ExitStatus::kBaseline, "no baseline for \"a/b\"", "update"));
}

TEST_F(Vacuous, WithoutAnyBaselineAtAll) {
  std::filesystem::remove_all(project_.path("baselines"));
  const Ran ran = project_.check();
  EXPECT_THAT(ran, Says(ExitStatus::kBaseline, "no baselines for linux-test"));
  EXPECT_FALSE(std::filesystem::exists(project_.path("baselines"))) << "check makes none";
}

TEST_F(Vacuous, WithABaselineThatGuardsNothing) {
  project_.remove("a/b");
  EXPECT_THAT(project_.check(),
              Fails(ExitStatus::kBaseline, "a/b.json: a baseline without a scenario", "git mv it"));
}

TEST_F(Vacuous, WithoutAllocationsWhereTheBaselineHasSome) {
  project_.scenario("a/b", {"nothing"});
  project_.scenario("a/massif", {"nothing"});
  const Ran ran = project_.check();
  EXPECT_THAT(ran, Says(ExitStatus::kProbe, "2 checks: 2 not measured\n"));
  EXPECT_THAT(
      ran.out,
      HasSubstr("FAIL  a/b: the counting probe saw no allocation in the whole process, the baseline has 2"));
  EXPECT_THAT(
      ran.out,
      HasSubstr(
          "FAIL  a/massif: the massif probe saw no allocation in the whole process, the baseline has 2"));
  EXPECT_THAT(ran.out, Not(HasSubstr("improvement")));
}

// The other side of it: nothing is what such a scenario's baseline says.
TEST_F(Vacuous, NotForAScenarioWhoseBaselineIsZero) {
  project_.scenario("zero", {"nothing"})["probes"] = {"counting", "massif"};
  EXPECT_THAT(project_.update({"zero"}), Succeeds());
  EXPECT_THAT(project_.check({"zero"}), Says(ExitStatus::kOk, "2 checks: 2 ok\n"));
  project_.scenario("zero", {"allocate", "2000", "0"});
  EXPECT_THAT(project_.check({"zero"}), Says(ExitStatus::kRegression, "2 checks: 2 REGRESSION\n"));
}

TEST_F(Vacuous, WithSeveralRegionsAndNoChoice) {
  project_.scenario("regions", {"regions", "1000", "2000"});
  EXPECT_THAT(project_.update({"regions"}),
              Fails(ExitStatus::kUsage, "regions: several regions, first, second, and none is chosen",
                    "\"region\" in the manifest"));
  project_.scenario("regions", {"regions", "1000", "2000"})["region"] = "second";
  EXPECT_THAT(project_.update({"regions"}), Succeeds());
  EXPECT_THAT(project_.check({"regions"}), Says(ExitStatus::kOk, "1 checks: 1 ok\n"));
}

TEST_F(Vacuous, WithARegionThatIsNeverEntered) {
  project_.scenario("regions", {"regions", "1000", "2000"})["region"] = "second";
  EXPECT_THAT(project_.update({"regions"}), Succeeds());
  project_.scenario("regions", {"allocate", "100000", "0"});
  EXPECT_THAT(project_.check({"regions"}),
              Fails(ExitStatus::kUsage, "region \"second\" was never entered", "highwater::Region"));
}

}  // namespace
}  // namespace highwater
