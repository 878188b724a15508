// SPDX-License-Identifier: Apache-2.0
#include "gate/baseline_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "baseline/baseline_example.h"
#include "baseline/baseline_json.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* kHere = "linux";

// A history made by hand. Blob ids are whatever the text is.
class Made {
 public:
  static std::string text(const std::string& scenario, std::int64_t peak,
                          const std::string& profile = kHere) {
    Baseline baseline = example_baseline();
    baseline.scenario = scenario;
    baseline.profile = profile;
    baseline.metrics[Metric::kPeakBytes].value = peak;
    return to_json(baseline);
  }
  static FileChange came(const std::string& path, const std::string& text) { return {path, {""}, text}; }
  static FileChange went(const std::string& path, const std::string& text) { return {path, {text}, ""}; }
  static FileChange changed(const std::string& path, const std::string& from, const std::string& to) {
    return {path, {from}, to};
  }

  Made& commit(std::vector<FileChange> changes) {
    for (const FileChange& change : changes) {
      for (const std::string& text : change.before) blobs_[text] = text;
      blobs_[change.after] = change.after;
    }
    const std::string id = "commit " + std::to_string(history_.commits.size());
    history_.commits.push_back(
        {.id = id, .author_time = 0, .subject = "subject", .changes = std::move(changes)});
    return *this;
  }
  BaselineFiles files() const {
    BaselineFiles files(history_);
    files.use(blobs_);
    return files;
  }

 private:
  FolderHistory history_;
  Blobs blobs_;
};

std::vector<std::string> commits(const std::vector<BaselineRevision>& revisions) {
  std::vector<std::string> ids;
  for (const BaselineRevision& revision : revisions)
    ids.push_back(revision.commit.substr(7) +
                  (revision.renamed_from.empty() ? "" : " from " + revision.renamed_from));
  return ids;
}

TEST(BaselineFiles, NamesAreThoseOfOneProfile) {
  Made made;
  made.commit({Made::came("linux/b/two.json", "x"), Made::came("linux/b.json", "x"),
               Made::came("other/c.json", "x"), Made::came("README.md", "x"),
               Made::came("linux/notes.txt", "x"), Made::came("top.json", "x")});
  EXPECT_THAT(made.files().names(kHere), ElementsAre("b", "b/two"));
  EXPECT_THAT(made.files().names("nowhere"), IsEmpty());
}

TEST(BaselineFiles, RevisionsAreTheCommitsThatTouchedTheFile) {
  Made made;
  made.commit(
          {Made::came("linux/a.json", Made::text("a", 1)), Made::came("linux/b.json", Made::text("b", 1))})
      .commit({Made::changed("linux/b.json", Made::text("b", 1), Made::text("b", 2))})
      .commit({Made::changed("linux/a.json", Made::text("a", 1), Made::text("a", 3))});
  BaselineFiles files = made.files();
  const std::vector<BaselineRevision> revisions = files.revisions(kHere, "a");
  EXPECT_THAT(commits(revisions), ElementsAre("0", "2"));
  EXPECT_FALSE(revisions[0].before.at(0)->is_there);
  EXPECT_EQ(revisions[1].before.at(0)->baseline->metrics.at(Metric::kPeakBytes).value, 1);
  EXPECT_EQ(revisions[1].after->baseline->metrics.at(Metric::kPeakBytes).value, 3);
  EXPECT_THAT(files.revisions(kHere, "never"), IsEmpty());
  EXPECT_EQ(files.committed_text(kHere, "a"), Made::text("a", 3));
  EXPECT_EQ(files.committed_text(kHere, "never"), std::nullopt);
}

TEST(BaselineFiles, WhatCannotBeReadHasAProblem) {
  Made made;
  made.commit({Made::came("linux/a.json", "{")})
      .commit({Made::changed("linux/a.json", "{", Made::text("other", 1))});
  BaselineFiles files = made.files();
  EXPECT_THAT(files.revisions(kHere, "a").at(0).after->problem, HasSubstr("linux/a.json:1: "));
  EXPECT_THAT(files.revisions(kHere, "a").at(1).after->problem, HasSubstr("as the file's path says"));
  BaselineFiles without = made.files();
  without.use({});
  EXPECT_EQ(without.revisions(kHere, "a").at(0).after->problem,
            "linux/a.json: its contents are not in this clone");
}

TEST(BaselineFiles, AMovedFileIsFollowed) {
  Made made;
  made.commit({Made::came("linux/old.json", Made::text("old", 1))})
      .commit({Made::changed("linux/old.json", Made::text("old", 1), Made::text("old", 2))})
      .commit({Made::went("linux/old.json", Made::text("old", 2)),
               Made::came("linux/new.json", Made::text("new", 2))})
      .commit({Made::changed("linux/new.json", Made::text("new", 2), Made::text("new", 3))});
  BaselineFiles files = made.files();
  const std::vector<BaselineRevision> revisions = files.revisions(kHere, "new");
  EXPECT_THAT(commits(revisions), ElementsAre("0", "1", "2 from old", "3"));
  EXPECT_EQ(revisions[2].before.at(0)->baseline->scenario, "old");
  EXPECT_TRUE(files.was_renamed(kHere, "old"));
  EXPECT_FALSE(files.was_renamed(kHere, "new"));
  EXPECT_THAT(commits(files.revisions(kHere, "old")), ElementsAre("0", "1", "2"));
}

TEST(BaselineFiles, OneMovedToTheLetterIsFollowedThoughItCannotBeRead) {
  const std::string text = Made::text("old", 2);
  Made made;
  made.commit({Made::came("linux/old.json", text)})
      .commit({Made::went("linux/old.json", text), Made::came("linux/new.json", text)});
  BaselineFiles files = made.files();
  EXPECT_THAT(commits(files.revisions(kHere, "new")), ElementsAre("0", "1 from old"));
  EXPECT_NE(files.revisions(kHere, "new").at(1).after->problem, "");
}

TEST(BaselineFiles, OtherNumbersAreAnotherBaseline) {
  Made made;
  made.commit({Made::came("linux/old.json", Made::text("old", 1))})
      .commit({Made::went("linux/old.json", Made::text("old", 1)),
               Made::came("linux/new.json", Made::text("new", 2))});
  BaselineFiles files = made.files();
  EXPECT_THAT(commits(files.revisions(kHere, "new")), ElementsAre("1"));
  EXPECT_FALSE(files.was_renamed(kHere, "old"));
}

TEST(BaselineFiles, AProfileThatIsRenamedTakesItsScenariosAlong) {
  Made made;
  std::vector<FileChange> moves;
  for (const char* name : {"a", "b"}) {
    made.commit({Made::came("gnu12/" + std::string(name) + ".json", Made::text(name, 1, "gnu12"))});
    moves.push_back(Made::went("gnu12/" + std::string(name) + ".json", Made::text(name, 1, "gnu12")));
    moves.push_back(Made::came("linux/" + std::string(name) + ".json", Made::text(name, 1)));
  }
  made.commit(moves);
  BaselineFiles files = made.files();
  EXPECT_THAT(commits(files.revisions(kHere, "a")), ElementsAre("0", "2 from gnu12/a"));
  EXPECT_THAT(commits(files.revisions(kHere, "b")), ElementsAre("1", "2 from gnu12/b"));
}

TEST(BaselineFiles, OfSeveralThatAreAlikeTheLastNameDecides) {
  Made made;
  made.commit({Made::came("linux/x/a.json", Made::text("x/a", 1)),
               Made::came("linux/x/b.json", Made::text("x/b", 1))})
      .commit({Made::went("linux/x/a.json", Made::text("x/a", 1)),
               Made::went("linux/x/b.json", Made::text("x/b", 1)),
               Made::came("linux/y/b.json", Made::text("y/b", 1)),
               Made::came("linux/z.json", Made::text("z", 1))});
  BaselineFiles files = made.files();
  EXPECT_THAT(commits(files.revisions(kHere, "y/b")), ElementsAre("0", "1 from x/b"));
  EXPECT_THAT(commits(files.revisions(kHere, "z")), ElementsAre("0", "1 from x/a"));
}

TEST(BaselineFiles, ACircleOfNamesEnds) {
  Made made;
  made.commit({Made::came("linux/a.json", Made::text("a", 1))})
      .commit(
          {Made::went("linux/a.json", Made::text("a", 1)), Made::came("linux/b.json", Made::text("b", 1))})
      .commit(
          {Made::went("linux/b.json", Made::text("b", 1)), Made::came("linux/a.json", Made::text("a", 1))});
  BaselineFiles files = made.files();
  EXPECT_THAT(commits(files.revisions(kHere, "a")), ElementsAre("0", "1 from a", "2 from b"));
}

TEST(BaselineFiles, OnlyBlobsThatMatterAreAskedFor) {
  Made made;
  made.commit({Made::came("linux/a.json", "a1"), Made::came("linux/b.json", "b1"),
               Made::came("other/c.json", "c1")})
      .commit({Made::changed("linux/b.json", "b1", "b2")})
      .commit({Made::went("linux/b.json", "b2"), Made::came("linux/d.json", "d1")})
      .commit({Made::changed("linux/a.json", "a1", "a2")});
  const BaselineFiles files = made.files();
  EXPECT_THAT(files.blobs_of(kHere, {"a"}), UnorderedElementsAre("a1", "a2"));
  EXPECT_THAT(files.blobs_of(kHere, {"d"}), UnorderedElementsAre("d1", "b1", "b2")) << "it may have been b";
  EXPECT_THAT(files.blobs_of(kHere, {"never"}), IsEmpty());
}

}  // namespace
}  // namespace highwater
