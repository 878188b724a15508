// SPDX-License-Identifier: Apache-2.0
#include "vcs/repository_root.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace highwater {
namespace {

TEST(RepositoryRoot, IsTheNearestFolderThatGitKnows) {
  const TemporaryDirectory folder = TemporaryDirectory::create("highwater-root").value();
  const std::string& root = folder.path();
  ASSERT_TRUE(make_directories(root + "/.git"));
  ASSERT_TRUE(make_directories(root + "/project/baselines"));
  EXPECT_EQ(repository_root(root), root);
  EXPECT_EQ(repository_root(root + "/project/baselines"), root);
  EXPECT_EQ(repository_root(root + "/project/absent/deeper/"), root);
  ASSERT_TRUE(write_file(root + "/project/.git", "gitdir: elsewhere\n"));
  EXPECT_EQ(repository_root(root + "/project/baselines"), root + "/project") << "a submodule, or a worktree";
}

TEST(RepositoryRoot, OutsideOfAnyThereIsNone) {
  EXPECT_EQ(repository_root("/proc/self"), "");
  EXPECT_EQ(repository_root("/"), "");
}

}  // namespace
}  // namespace highwater
