// SPDX-License-Identifier: Apache-2.0
// With the real git, in repositories of the test's own.
#include "vcs/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error_printer.h"
#include "vcs/testing/git_folder.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class History : public GitFolder {
 protected:
  History() { ::setenv("HOME", folder_.path().c_str(), 1); }
  ~History() override { ::unsetenv("HOME"); }

  // One commit of a file with that text; "" deletes it.
  void commit(const std::string& path, const std::string& text) {
    const std::string change = text.empty() ? "git rm -q '" + path + "'"
                                            : "mkdir -p \"$(dirname '" + path + "')\"; printf %s '" + text +
                                                  "' > '" + path + "'; git add -A";
    shell("cd repo; " + change + "; git commit -q -m '" + path + " is " + text + "'");
  }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }
  FolderHistory history(const std::string& folder) {
    Expected<FolderHistory> history = folder_history(launcher_, path(folder));
    EXPECT_TRUE(history) << history.error().what;
    return history ? *history : FolderHistory();
  }
  // The file's texts, one a commit; "-" where there is none.
  std::vector<std::string> texts(const std::string& folder, const std::string& file) {
    const FolderHistory known = history(folder);
    std::set<std::string> ids;
    for (const Commit& commit : known.commits)
      for (const FileChange& change : commit.changes) ids.insert(change.after);
    ids.erase("");
    const Blobs blobs = *read_blobs(launcher_, path(folder), ids);
    std::vector<std::string> texts;
    for (const Commit& commit : known.commits)
      for (const FileChange& change : commit.changes)
        if (change.path == file) texts.push_back(change.after.empty() ? "-" : blobs.at(change.after).value());
    return texts;
  }
};

TEST_F(History, IsEveryCommitThatTouchedTheFolderParentsFirst) {
  shell("git init -q -b main repo");
  commit("sub/base/a", "1");
  commit("elsewhere", "x");
  commit("sub/base/deep/b", "2");
  commit("sub/base/a", "3");
  commit("sub/base/a", "");
  const FolderHistory known = history("repo/sub/base");
  ASSERT_THAT(known.commits, SizeIs(4));
  EXPECT_FALSE(known.shallow);
  EXPECT_EQ(known.commits[0].subject, "sub/base/a is 1");
  EXPECT_EQ(known.commits[0].author_time, 1700000000);
  EXPECT_EQ(known.commits[0].id.size(), 40u);
  EXPECT_EQ(known.commits[3].id + "\n", shell("cd repo; git rev-parse HEAD"));
  EXPECT_EQ(known.commits[1].changes.at(0).path, "deep/b");
  EXPECT_THAT(texts("repo/sub/base", "a"), ElementsAre("1", "3", "-"));
  EXPECT_THAT(texts("repo", "sub/base/a"), ElementsAre("1", "3", "-"));
}

TEST_F(History, AFolderThatIsGoneStillHasOne) {
  shell("git init -q -b main repo");
  commit("base/a", "1");
  commit("base/a", "");
  EXPECT_THAT(texts("repo/base", "a"), ElementsAre("1", "-"));
  EXPECT_THAT(history("repo/never/there").commits, IsEmpty());
}

TEST_F(History, AMergeShowsOnlyWhatItMadeItself) {
  shell("git init -q -b main repo");
  commit("base/a", "1");
  commit("base/b", "1");
  shell("cd repo; git checkout -q -b side");
  commit("base/a", "2");
  shell("cd repo; git checkout -q main");
  commit("base/b", "2");
  shell("cd repo; git merge -q -m clean side");
  EXPECT_THAT(history("repo/base").commits, SizeIs(testing::Ge(4u)));
  EXPECT_THAT(texts("repo/base", "a"), ElementsAre("1", "2"));
  shell("cd repo; git checkout -q -b other HEAD");
  commit("base/a", "3");
  shell("cd repo; git checkout -q main");
  commit("base/a", "4");
  shell("cd repo; git merge -q other || true; printf 5 > base/a; git add -A; git commit -q -m resolved");
  const FileChange resolved = history("repo/base").commits.back().changes.at(0);
  EXPECT_THAT(resolved.before, SizeIs(2));
  EXPECT_THAT(texts("repo/base", "a"), testing::UnorderedElementsAre("1", "2", "3", "4", "5"));
}

TEST_F(History, NoConfigurationOfTheUserChangesIt) {
  shell("git init -q -b main repo");
  commit("base/plain", "1");
  commit("base/na\xc3\xafve \t\"x\"", "2");
  commit("base/plain", "3");
  const FolderHistory before = history("repo/base");
  shell(R"(
git config --global log.showSignature true
git config --global color.ui always
git config --global core.quotePath true
git config --global core.pager 'false'
git config --global pager.log 'false'
git config --global alias.log '!false'
git config --global format.pretty oneline
git config --global log.follow true
git config --global log.showRoot false
git config --global log.decorate full
git config --global log.date relative
git config --global log.abbrevCommit true
git config --global core.abbrev 5
git config --global diff.renames copies
git config --global diff.renameLimit 1
git config --global diff.relative true
git config --global diff.external false
git config --global diff.noprefix true
git config --global diff.orderFile /nowhere
git config --global i18n.logOutputEncoding UTF-16
)");
  EXPECT_EQ(history("repo/base"), before);
  ASSERT_THAT(before.commits, SizeIs(3));
  EXPECT_EQ(before.commits[1].changes.at(0).path, "na\xc3\xafve \t\"x\"");
}

TEST_F(History, OfAWorktreeIsThatOfItsOwnBranch) {
  shell("git init -q -b main repo");
  commit("base/a", "1");
  shell(
      "cd repo; git worktree add -q -b side ../tree; cd ../tree; printf 2 > base/a; git commit -q -a -m two");
  EXPECT_THAT(texts("tree/base", "a"), ElementsAre("1", "2"));
  EXPECT_THAT(texts("repo/base", "a"), ElementsAre("1"));
}

TEST_F(History, AShallowCloneSaysSo) {
  shell("git init -q -b main repo");
  commit("base/a", "1");
  commit("base/a", "2");
  commit("base/a", "3");
  shell("git clone -q --depth 2 \"file://$PWD/repo\" clone");
  EXPECT_TRUE(history("clone/base").shallow);
  EXPECT_THAT(texts("clone/base", "a"), ElementsAre("2", "3"));
}

TEST_F(History, WithoutARepositoryOrACommitThereIsARemedy) {
  shell("mkdir plain; git init -q -b main repo; mkdir repo/base");
  EXPECT_EQ(folder_history(launcher_, path("plain/base")).error(),
            (Error{ExitStatus::kUsage, path("plain/base") + ": not in a git repository",
                   "what happened to baselines is read from git: keep their folder in a repository"}));
  EXPECT_EQ(folder_history(launcher_, path("repo/base")).error(),
            (Error{ExitStatus::kUsage, path("repo/base") + ": the git repository has no commit yet",
                   "commit the baselines: their history is what is shown"}));
}

TEST_F(History, WithoutGitThatIsWhatIsSaid) {
  const char* const path_before = std::getenv("PATH");
  ASSERT_NE(path_before, nullptr);
  const std::string before = path_before;
  shell("mkdir bin; ln -s /bin/sh bin/sh");
  ::setenv("PATH", path("bin").c_str(), 1);
  const Expected<FolderHistory> none = folder_history(launcher_, folder_.path());
  ::setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(none.error(),
            (Error{ExitStatus::kUsage, "git: no such program", "install git, or put it into PATH"}));
}

TEST_F(History, GitsOwnComplaintIsPassedOn) {
  shell("git init -q -b main repo");
  commit("base/a", "1");
  shell("printf '[core\\n' > repo/.git/config");
  const Error error = folder_history(launcher_, path("repo/base")).error();
  EXPECT_EQ(error.status, ExitStatus::kUsage);
  EXPECT_THAT(error.what, HasSubstr("git: fatal: bad config line 1"));
  EXPECT_THAT(error.hint, HasSubstr("git -C "));
}

TEST_F(History, TheCommitsSinceARevisionAreThoseThatItHasNot) {
  shell("git init -q -b main repo");
  commit("base/a", "1");
  shell("cd repo; git tag v1");
  commit("base/a", "2");
  commit("base/a", "3");
  const FolderHistory known = history("repo/base");
  EXPECT_EQ(*commits_since(launcher_, path("repo/base"), "v1"),
            (std::set<std::string>{known.commits[1].id, known.commits[2].id}));
  EXPECT_THAT(*commits_since(launcher_, path("repo/base"), "HEAD"), IsEmpty());
  for (const char* word : {"v2", "--all", "-h", "", "2026-13-01", "v1..HEAD"}) {
    const Expected<std::set<std::string>> none = commits_since(launcher_, path("repo/base"), word);
    ASSERT_FALSE(none) << word;
    EXPECT_EQ(none.error().status, ExitStatus::kUsage);
    EXPECT_THAT(none.error().what, HasSubstr("no such revision: " + std::string(word)));
  }
}

TEST_F(History, ABlobThatIsNotThereIsNothing) {
  shell("git init -q -b main repo");
  commit("base/a", "1");
  const std::string absent(40, 'a');
  EXPECT_EQ(*read_blobs(launcher_, path("repo"), {absent}), (Blobs{{absent, std::nullopt}}));
  EXPECT_THAT(*read_blobs(launcher_, path("repo"), {}), IsEmpty());
}

TEST_F(History, MoreThanAPipeHoldsIsReadWhole) {
  shell("git init -q -b main repo");
  commit("base/a", "1");
  shell("cd repo; head -c 300000 /dev/zero | tr '\\0' x > base/a; git commit -q -a -m large");
  EXPECT_EQ(texts("repo/base", "a").at(1), std::string(300000, 'x'));
}

}  // namespace
}  // namespace highwater
