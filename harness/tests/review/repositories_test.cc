// SPDX-License-Identifier: Apache-2.0
// `highwater review` in repositories that are shallow, dirty, bare or not there.
#include <gtest/gtest.h>

#include "tests/trend/testing/repository.h"

namespace highwater {
namespace {

using testing::HasSubstr;

class ReviewIn : public testing::Test {
 protected:
  ReviewIn() {
    repository_.accept(100000, "first numbers");
    EXPECT_THAT(repository_.git("tag base"), Succeeds());
    repository_.accept(110000, "one");
    repository_.accept(121000, "two");
  }
  Repository repository_;
  Project& project_ = repository_.project();
};

TEST_F(ReviewIn, AShallowCloneSaysWhatToFetch) {
  EXPECT_THAT(project_.shell("git clone -q --depth 1 \"file://$PWD\" ../clone && cd ../clone && "
                             "\"$HIGHWATER\" review base..HEAD"),
              Fails(ExitStatus::kUsage, "no such revision: base", "git fetch --unshallow"));
  EXPECT_THAT(
      project_.shell(
          "cd ../clone && git fetch -q --depth 1 origin tag base && \"$HIGHWATER\" review base..HEAD"),
      Fails(ExitStatus::kUsage, "base and HEAD have no commit in common", "fetch-depth: 0"));
  EXPECT_THAT(project_.shell("cd ../clone && git fetch -q --unshallow && \"$HIGHWATER\" review base..HEAD"),
              Says(ExitStatus::kOk, "a/b (linux-test): changed"));
}

TEST_F(ReviewIn, ADirtyWorkTreeIsNoted) {
  repository_.edit("a/b", "\"reason\": \"two\"", "\"reason\": \"three\"");
  const Ran ran = project_.highwater({"review", "base..HEAD"});
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "note: 1 of the files in "));
  EXPECT_THAT(ran.out, HasSubstr("is not committed: only commits are reviewed"));
  EXPECT_THAT(ran.out, HasSubstr("reason: two"));
}

TEST_F(ReviewIn, ABareRepositoryWorks) {
  EXPECT_THAT(project_.shell("git clone -q --bare . ../bare.git && cd ../bare.git && "
                             "\"$HIGHWATER\" review base..main --baselines baselines"),
              Says(ExitStatus::kOk, "a/b (linux-test): changed"));
}

TEST_F(ReviewIn, AWorktreeAndASubFolderWork) {
  EXPECT_THAT(project_.shell("git worktree add -q ../tree && cd ../tree && \"$HIGHWATER\" review base.."),
              Says(ExitStatus::kOk, "a/b (linux-test): changed"));
  EXPECT_THAT(
      project_.shell("mkdir sub && cd sub && \"$HIGHWATER\" review base...HEAD --manifest ../highwater.json"),
      Says(ExitStatus::kOk, "a/b (linux-test): changed"));
}

TEST_F(ReviewIn, WithoutARepositoryOrGitThereIsARemedy) {
  EXPECT_THAT(project_.shell("rm -rf .git && \"$HIGHWATER\" review base..HEAD"),
              Fails(ExitStatus::kUsage, "not in a git repository", "keep their folder in a repository"));
  project_.variable("PATH", "/nowhere");
  EXPECT_THAT(project_.highwater({"review", "base..HEAD"}), Says(ExitStatus::kUsage, "sh"));
}

TEST_F(ReviewIn, TheWrongFolderIsNotAPass) {
  EXPECT_THAT(project_.highwater({"review", "base..HEAD", "--baselines", "baseline"}),
              Fails(ExitStatus::kUsage, "no baseline, neither in base nor in HEAD", "--baselines"));
}

TEST_F(ReviewIn, WhatIsNoRangeSaysWhatOneIs) {
  for (const char* text : {"base", "..HEAD", "base....HEAD", "a b"})
    EXPECT_THAT(project_.highwater({"review", text}),
                Fails(ExitStatus::kUsage, "not a range of commits", "BASE..HEAD"))
        << text;
  for (const char* text : {"nowhere..HEAD", "base..nowhere", "^base..HEAD", "--all..HEAD"})
    EXPECT_THAT(project_.highwater({"review", "--", text}), Says(ExitStatus::kUsage, "no such revision"))
        << text;
  EXPECT_THAT(project_.highwater({"review"}), Says(ExitStatus::kUsage, "RANGE"));
}

TEST_F(ReviewIn, UnrelatedHistoriesSaySo) {
  EXPECT_THAT(repository_.git("checkout -q --orphan other"), Succeeds());
  repository_.commit("Another beginning");
  EXPECT_THAT(project_.highwater({"review", "base..other"}),
              Fails(ExitStatus::kUsage, "base and other have no commit in common", "is the base the branch"));
}

}  // namespace
}  // namespace highwater
