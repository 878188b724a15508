// SPDX-License-Identifier: Apache-2.0
#include "vcs/git_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error_printer.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const std::string kOne(40, '1');
const std::string kTwo(40, '2');
const std::string kThree(40, '3');
const std::string kNone(40, '0');
const std::string kNul(1, '\0');

std::string header(const std::string& id, const std::string& rest) {
  return "commit " + id + " " + rest + kNul;
}

TEST(Log, CommitsAndTheirFilesAreTakenApart) {
  const std::string text = header(kOne, "1700000000 the first: words") +                                    //
                           "\n:000000 100644 " + kNone + " " + kTwo + " A" + kNul + "base/a.json" + kNul +  //
                           ":100644 000000 " + kThree + " " + kNone + " D" + kNul + "base/x/b.json" + kNul +
                           header(kTwo, "-5 ") + "\n:100644 100644 " + kTwo + " " + kThree + " M" + kNul +
                           "base/a.json" + kNul;
  const Expected<std::vector<Commit>> commits = parse_log(text, "base/");
  ASSERT_TRUE(commits) << commits.error().what;
  EXPECT_EQ(*commits,
            (std::vector<Commit>{{.id = kOne,
                                  .author_time = 1700000000,
                                  .subject = "the first: words",
                                  .changes = {{.path = "a.json", .before = {""}, .after = kTwo},
                                              {.path = "x/b.json", .before = {kThree}, .after = ""}}},
                                 {.id = kTwo,
                                  .author_time = -5,
                                  .subject = "",
                                  .changes = {{.path = "a.json", .before = {kTwo}, .after = kThree}}}}));
}

TEST(Log, AMergeHasAFileOfEachParent) {
  const std::string text = header(kOne, "1 merge") + kNul + "::100644 000000 100644 " + kOne + " " + kNone +
                           " " + kThree + " MA" + kNul + "a" + kNul;
  const Expected<std::vector<Commit>> commits = parse_log(text, "");
  ASSERT_TRUE(commits) << commits.error().what;
  EXPECT_EQ(commits->at(0).changes,
            (std::vector<FileChange>{{.path = "a", .before = {kOne, ""}, .after = kThree}}));
}

TEST(Log, APathMayLookLikeAnything) {
  const std::string odd = "\n:commit \x1b[31m\xff \"x\"";
  const std::string text = header(kOne, "1 x") + "\n:000000 100644 " + kNone + " " + kTwo + " A" + kNul +
                           odd + kNul + ":000000 100644 " + kNone + " " + kTwo + " A" + kNul + "outside" +
                           kNul;
  EXPECT_EQ(parse_log(text, "\n")->at(0).changes.at(0).path, odd.substr(1));
  EXPECT_EQ(parse_log(text, "\n")->at(0).changes.size(), 1u) << "what is not below the folder";
  EXPECT_EQ(parse_log(text, "")->at(0).changes.size(), 2u);
}

TEST(Log, NoCommitsAreNone) {
  EXPECT_THAT(*parse_log("", ""), IsEmpty());
}

TEST(Log, WhatGitDoesNotPrintIsRefused) {
  for (const std::string& text :
       {std::string("usage: git log\n"), header("12", "1 short id"),
        ":000000 100644 " + kNone + " " + kTwo + " A" + kNul + "before any commit" + kNul,
        header(kOne, "1 x") + ":000000 100644 " + kNone + " A" + kNul + "one id" + kNul,
        header(kOne, "1 x") + ":000000 100644 " + kNone + " xyz A" + kNul + "no id" + kNul,
        header(kOne, "1 x") + ":000000 100644 " + kNone + " " + kTwo + " A" + kNul}) {
    const Expected<std::vector<Commit>> commits = parse_log(text, "");
    ASSERT_FALSE(commits) << text;
    EXPECT_EQ(commits.error().status, ExitStatus::kUsage);
    EXPECT_THAT(commits.error().what, HasSubstr("git log: unexpected output: "));
  }
}

TEST(BlobText, ContentsAreWhatTheirSizeSays) {
  const std::string text =
      kOne + " blob 6\na\n" + kNul + "b\nc\n" + kTwo + " missing\n" + kThree + " blob 0\n\n";
  const Expected<Blobs> blobs = parse_blobs(text);
  ASSERT_TRUE(blobs) << blobs.error().what;
  EXPECT_EQ(*blobs, (Blobs{{kOne, "a\n" + kNul + "b\nc"}, {kTwo, std::nullopt}, {kThree, ""}}));
}

TEST(BlobText, OneThatIsCutShortIsRefused) {
  for (const std::string& text : {kOne + " blob 6\nabc\n", kOne + " blob 3\nabc", kOne + " blob many\nabc\n",
                                  kOne + " blob 99999999999999999999\nabc\n", kOne, std::string("hello\n")})
    EXPECT_FALSE(parse_blobs(text)) << text;
}

}  // namespace
}  // namespace highwater
