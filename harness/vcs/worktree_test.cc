// SPDX-License-Identifier: Apache-2.0
// With the real git. What bisect makes of it: harness/tests/review/.
#include "vcs/worktree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/launcher.h"
#include "vcs/patch.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Worktree : public testing::Test {
 protected:
  Worktree() {
    shell(
        "git init -q -b main repo; cd repo; echo 1 > a; git add a; git commit -q -m one; git tag one; echo 2 "
        "> a; "
        "git commit -q -a -m two; printf '#!/bin/sh\\ntouch %s/hooked\\n' \"$HOME\" > "
        ".git/hooks/post-checkout; "
        "chmod +x .git/hooks/post-checkout");
  }
  std::string shell(const std::string& script) {
    ProcessSpec spec;
    spec.argv = {"sh", "-ec", script};
    spec.environment = {"PATH=/usr/local/bin:/usr/bin:/bin",
                        "HOME=" + folder_.path(),
                        "GIT_AUTHOR_NAME=n",
                        "GIT_AUTHOR_EMAIL=e",
                        "GIT_COMMITTER_NAME=n",
                        "GIT_COMMITTER_EMAIL=e"};
    spec.working_directory = folder_.path();
    spec.stdio = Stdio::kCapture;
    const ProcessOutcome outcome = *launcher_.run(spec);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
    return outcome.standard_output.tail;
  }
  std::string repo() const { return folder_.path() + "/repo"; }

  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-worktree-test");
  Launcher launcher_ = *Launcher::start();
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
