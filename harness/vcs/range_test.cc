// SPDX-License-Identifier: Apache-2.0
// With the real git; repositories that are shallow, bare or dirty: harness/tests/review/.
#include "vcs/range.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vcs/testing/git_folder.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RangeOf : public GitFolder {
 protected:
  RangeOf() {
    shell(
        "git init -q -b main .; mkdir base; echo 1 > base/a; echo 1 > b; git add -A; git commit -q -m one; "
        "git checkout -q -b side; echo 2 > base/a; git commit -q -a -m two; "
        "git checkout -q main; echo 3 > base/c; git add -A; git commit -q -m three; git checkout -q side");
  }
  std::string base() const { return folder_.path() + "/base"; }
  Expected<RevisionRange> range(const std::string& text) { return range_of(launcher_, base(), text); }
};

TEST_F(RangeOf, ABranchBeginsWhereItLeftTheBase) {
  const RevisionRange side = range("main..side").value();
  EXPECT_EQ(side.fork, *commit_of(launcher_, base(), "side~1"));
  EXPECT_EQ(side.head, *commit_of(launcher_, base(), "side"));
  EXPECT_TRUE(side.checked_out);
  const std::vector<FileChange> changes = *changes_in(launcher_, base(), side);
  ASSERT_THAT(changes, SizeIs(1)) << "base/c is main's";
  EXPECT_EQ(changes[0].path, "a");
  EXPECT_THAT(changes[0].before, SizeIs(1));
  EXPECT_FALSE(range("side..main").value().checked_out);
}

TEST_F(RangeOf, TwoDotsThreeDotsAndNoHeadAreTheSame) {
  const RevisionRange two = range("main..side").value();
  for (const char* text : {"main...side", "main..", "main..HEAD"}) {
    EXPECT_EQ(range(text).value().head, two.head) << text;
    EXPECT_EQ(range(text).value().fork, two.fork) << text;
  }
}

TEST_F(RangeOf, FilesAreThoseOfTheCommit) {
  EXPECT_THAT(*files_at(launcher_, base(), "main"), ElementsAre("a", "c"));
  EXPECT_THAT(*files_at(launcher_, base(), "side"), ElementsAre("a"));
  EXPECT_THAT(*files_at(launcher_, folder_.path() + "/nowhere", "side"), IsEmpty());
}

TEST_F(RangeOf, WhatIsNotCommittedIsCounted) {
  EXPECT_EQ(*uncommitted_files(launcher_, base()), 0u);
  shell("echo 9 > base/a; echo 9 > base/new; echo 9 > b");
  EXPECT_EQ(*uncommitted_files(launcher_, base()), 2u);
}

}  // namespace
}  // namespace highwater
