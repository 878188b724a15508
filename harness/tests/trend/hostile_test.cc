// SPDX-License-Identifier: Apache-2.0
// `highwater trend` with names, reasons, files and configurations that nobody would choose.
#include <gtest/gtest.h>

#include "tests/trend/testing/repository.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class Hostile : public testing::Test {
 protected:
  Repository repository_;
  Project& project_ = repository_.project();
};

TEST_F(Hostile, OldRevisionsThatCannotBeReadAreShownAndNoFailure) {
  repository_.accept(100000, "first numbers");
  const std::string good = project_.text(project_.baseline_path("a/b"));
  repository_.edit("a/b", "\"schema\": 1", "\"schema\": 9");
  repository_.commit("From the future");
  project_.write(project_.baseline_path("a/b"), "<<<<<<< HEAD\n");
  repository_.commit("A conflict");
  project_.write(project_.baseline_path("a/b"), std::string(100000, '['));
  repository_.commit("Deep");
  project_.write(project_.baseline_path("a/b"), good);
  repository_.accept(110000, "readable again");
  const Ran ran = repository_.trend();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "a/b  +10 % in 1 accepted change (peak_bytes 100,000 -> 110,000)"));
  EXPECT_THAT(ran.out,
              ContainsRegex("2025-01-02  [0-9a-f]{12} +unreadable  linux-test/a/b.json:[0-9]+: schema: too "
                            "new"));
  EXPECT_THAT(ran.out, ContainsRegex("2025-01-03  [0-9a-f]{12} +unreadable  linux-test/a/b.json:1: "));
  EXPECT_THAT(ran.out, HasSubstr("unreadable: 3 revisions hide what they changed\n"));
  EXPECT_EQ(repository_.trend_json()["unreadable_revisions"], 3);
}

TEST_F(Hostile, AReasonIsNeverObeyed) {
  repository_.accept(100000, "first numbers");
  project_.scenario("a/b", {"allocate", "200000", "0"});
  EXPECT_THAT(project_.update({"--reason", "two\nlines\x1b[31m\x07 and \"quotes\""}), Succeeds());
  repository_.commit("subject\x1b]0;title\x07");
  const Ran ran = repository_.trend();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "two\\x0alines\\x1b[31m\\x07 and \"quotes\""));
  EXPECT_EQ(ran.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(ran.out.find('\x07'), std::string::npos);
  EXPECT_EQ(repository_.trend_json()["commits"][1]["reason"], "two\nlines\x1b[31m\x07 and \"quotes\"");
}

TEST_F(Hostile, AFileWithANameThatNoScenarioHasIsShownAsWhatItIs) {
  repository_.accept(100000, "first numbers");
  project_.write("baselines/linux-test/evil\x1b[31m\n\"x\"\xff.json", "{}");
  repository_.commit("Evil");
  const Ran ran = repository_.trend();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "evil\\x1b[31m\\x0a\"x\"\\xff  no accepted change"));
  EXPECT_EQ(ran.out.find('\x1b'), std::string::npos);
  EXPECT_THAT(ran.out, HasSubstr("2 baselines: "));
  const Ran json = repository_.trend({"--json", "-"});
  EXPECT_FALSE(nlohmann::json::parse(json.out, nullptr, false).is_discarded());
}

TEST_F(Hostile, NoConfigurationOfTheUserChangesWhatIsSaid) {
  repository_.accept(100000, "first numbers");
  repository_.accept(110000, "more");
  const std::string before = repository_.trend().out;
  EXPECT_THAT(before, HasSubstr("+10 % in 1 accepted change"));
  project_.write(".gitconfig",
                 "[log]\n showSignature = true\n follow = true\n showRoot = false\n date = relative\n"
                 "[color]\n ui = always\n[core]\n pager = false\n quotePath = true\n"
                 "[alias]\n log = !false\n[format]\n pretty = oneline\n"
                 "[diff]\n renames = copies\n renameLimit = 1\n orderFile = /nowhere\n external = false\n");
  ASSERT_THAT(repository_.git("config log.showSignature").out, HasSubstr("true")) << "it is in force";
  EXPECT_EQ(repository_.trend().out, before);
  project_.variable("GIT_DIR", "/nowhere/.git");
  EXPECT_EQ(repository_.trend().out, before) << "as inside a hook";
}

TEST_F(Hostile, AMergeIsCountedOnce) {
  repository_.accept(100000, "first numbers");
  repository_.accept(100000, "first numbers", "c");
  EXPECT_THAT(repository_.git("checkout -q -b side"), Succeeds());
  repository_.accept(110000, "on the side");
  EXPECT_THAT(repository_.git("checkout -q main"), Succeeds());
  project_.scenario("a/b", {"allocate", "100000", "0"});
  repository_.accept(120000, "on main", "c");
  EXPECT_THAT(repository_.git("merge -q -X ours -m both side"), Succeeds());
  EXPECT_THAT(repository_.trend({"a/b"}),
              Says(ExitStatus::kOk, "a/b  +10 % in 1 accepted change (peak_bytes 100,000 -> 110,000)"));
  EXPECT_THAT(repository_.trend({"c"}),
              Says(ExitStatus::kOk, "c  +20 % in 1 accepted change (peak_bytes 100,000 -> 120,000)"));
}

TEST_F(Hostile, AFullDiskIsAnErrorAndLeavesNothing) {
  repository_.accept(100000, "first numbers");
  EXPECT_THAT(repository_.trend({"--json", "/dev/full"}), Says(ExitStatus::kUsage, "/dev/full"));
  EXPECT_THAT(project_.shell("\"$HIGHWATER\" trend > /dev/full"),
              Says(ExitStatus::kUsage, "standard output: write: No space left on device"));
  EXPECT_THAT(project_.shell("TMPDIR=/nowhere \"$HIGHWATER\" trend"), Says(ExitStatus::kUsage, "/nowhere"));
}

}  // namespace
}  // namespace highwater
