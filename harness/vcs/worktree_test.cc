// SPDX-License-Identifier: Apache-2.0
// With the real git. What bisect makes of it: harness/tests/review/.
#include "vcs/worktree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "vcs/patch.h"
#include "vcs/testing/git_folder.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Worktree : public GitFolder {
 protected:
  Worktree() {
    shell(
        "git init -q -b main repo; cd repo; echo 1 > a; git add a; git commit -q -m one; git tag one; echo 2 "
        "> a; "
        "git commit -q -a -m two; printf '#!/bin/sh\\ntouch %s/hooked\\n' \"$HOME\" > "
        ".git/hooks/post-checkout; "
        "chmod +x .git/hooks/post-checkout");
  }
  std::string repo() const { return folder_.path() + "/repo"; }
};

TEST_F(Worktree, HasTheCommitAndGoesWithoutATrace) {
  std::string path;
  {
    TemporaryWorktree tree = TemporaryWorktree::create(launcher_, repo(), "one").value();
    path = tree.path();
    EXPECT_EQ(*read_file(path + "/a"), "1\n");
    ASSERT_TRUE(tree.check_out("main"));
    EXPECT_EQ(*read_file(path + "/a"), "2\n");
    EXPECT_TRUE(fs::exists(repo() + "/.git/worktrees"));
  }
  EXPECT_FALSE(fs::exists(path));
  EXPECT_FALSE(fs::exists(repo() + "/.git/worktrees"));
  EXPECT_FALSE(fs::exists(folder_.path() + "/hooked")) << "no hook runs";
  EXPECT_EQ(*read_file(repo() + "/a"), "2\n");
}

TEST_F(Worktree, LeavesOthersAlone) {
  shell("cd repo; git worktree add -q --detach ../mine");
  { ASSERT_TRUE(TemporaryWorktree::create(launcher_, repo(), "one")); }
  EXPECT_THAT(shell("cd repo; git worktree list"), HasSubstr("/mine"));
}

TEST_F(Worktree, ACommitThatIsNoneLeavesNothing) {
  ASSERT_FALSE(TemporaryWorktree::create(launcher_, repo(), "nowhere"));
  EXPECT_FALSE(fs::exists(repo() + "/.git/worktrees"));
}

TEST_F(Worktree, APathIsSaidFromTheTop) {
  EXPECT_EQ(*path_in_repository(launcher_, repo() + "/not/there/yet.json"), "not/there/yet.json");
  EXPECT_EQ(path_in_repository(launcher_, folder_.path() + "/x").error().status, ExitStatus::kUsage);
}

TEST_F(Worktree, APatchIsWhatGitTakes) {
  const std::string patch = patch_of(launcher_, {{.path = "a", .before = "2\n", .after = "3\n"},
                                                 {.path = "b/c", .before = {}, .after = "x\n"}})
                                .value();
  ASSERT_TRUE(write_file(folder_.path() + "/p", patch));
  shell("cd repo; git apply ../p");
  EXPECT_EQ(*read_file(repo() + "/a"), "3\n");
  EXPECT_EQ(*read_file(repo() + "/b/c"), "x\n");
  EXPECT_EQ(patch_of(launcher_, {{.path = "a", .before = "2\n", .after = "2\n"}}).value(), "");
}

}  // namespace
}  // namespace highwater
