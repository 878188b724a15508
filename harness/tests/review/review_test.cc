// SPDX-License-Identifier: Apache-2.0
// What `highwater review` lists of a branch, and every reason for which it fails.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/trend/testing/repository.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class ReviewOf : public testing::Test {
 protected:
  ReviewOf() {
    repository_.accept(100000, "first numbers");
    EXPECT_THAT(repository_.git("tag base"), Succeeds());
  }
  Ran review(const Words& arguments = {}) {
    Words words = {"review", "base..HEAD"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return project_.highwater(words);
  }
  nlohmann::json review_json() {
    const Ran ran = review({"--json", "-"});
    nlohmann::json json = nlohmann::json::parse(ran.out, nullptr, false);
    EXPECT_TRUE(json.is_object()) << ran.out << ran.err;
    EXPECT_EQ(json.is_object() ? json.value("exit", -2) : -2, ran.code.value_or(-1));
    return json;
  }
  // The measured peak and all else that changes is as `update` makes it.
  void edit(const std::string& old, const std::string& now) { repository_.edit("a/b", old, now); }
  void give_reason(const std::string& reason) {
    edit("\"reason\": \"first numbers\"", "\"reason\": \"" + reason + "\"");
  }

  Repository repository_;
  Project& project_ = repository_.project();
};

TEST_F(ReviewOf, ABranchWithoutBaselinesPasses) {
  project_.write("code.c", "int x;\n");
  repository_.commit("Code");
  EXPECT_THAT(review(), Says(ExitStatus::kOk, "base..HEAD: no baseline changed\n"));
}

TEST_F(ReviewOf, AnAcceptedChangeIsListedWithReasonPercentAndSites) {
  repository_.accept(110000, "decoded headers are kept");
  const Ran ran = review();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "a/b (linux-test): changed\n"));
  // 10,000 bytes are 9.77 KiB.
  EXPECT_THAT(ran.out, ContainsRegex("peak_bytes +100,000 +110,000  .9.77 KiB .+10.0 %.\n"));
  EXPECT_THAT(ran.out, ContainsRegex("grew: .9.77 KiB  .*main .*peak_bytes 100,000 -> 110,000\n"));
  EXPECT_THAT(ran.out, HasSubstr("reason: decoded headers are kept\n"));
  EXPECT_THAT(ran.out, HasSubstr("base..HEAD: 1 baseline changed, each with a reason and measured\n"));
  const nlohmann::json json = review_json();
  const nlohmann::json& baseline = json["baselines"].at(0);
  EXPECT_EQ(baseline["scenario"], "a/b");
  EXPECT_EQ(baseline["kind"], "accepted");
  EXPECT_EQ(baseline["reason"], "decoded headers are kept");
  EXPECT_EQ(baseline["changes"].at(0)["difference"], 10000);
  EXPECT_EQ(baseline["changes"].at(0)["basis_points"], 1000);
  EXPECT_EQ(baseline["grown"].at(0)["difference"], 10000);
  EXPECT_TRUE(baseline["problems"].empty());
}

TEST_F(ReviewOf, TheMarkdownHasTheSame) {
  repository_.accept(110000, "a | b <script>");
  const Ran ran = review({"--markdown", "-"});
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "## Memory baselines: 1 baseline changed"));
  EXPECT_THAT(ran.out, HasSubstr("| peak_bytes | 100,000 | 110,000 | +9.77 KiB (+10.0 %) |"));
  EXPECT_THAT(ran.out, Not(HasSubstr("<script>")));
  EXPECT_THAT(review({"--markdown", "out/review.md"}), Says(ExitStatus::kOk, "a/b (linux-test): changed"));
  EXPECT_EQ(project_.text(project_.path("out/review.md")), ran.out);
}

TEST_F(ReviewOf, AChangeWithTheOldReasonFails) {
  repository_.accept(110000, "first numbers");
  EXPECT_THAT(review(),
              Fails(ExitStatus::kRegression, "the reason is still that of the numbers before", "--reason"));
}

TEST_F(ReviewOf, AChangeWithoutAReasonFails) {
  repository_.accept(110000, "x");
  edit("\"reason\": \"x\"", "\"reason\": \" \"");
  repository_.commit("No reason");
  EXPECT_THAT(review(), Fails(ExitStatus::kRegression, "changed without a reason", "--reason"));
}

TEST_F(ReviewOf, AProposalThatNobodyHasGivenAReasonFails) {
  repository_.accept(110000, "proposed by check: say why");
  EXPECT_THAT(review(), Fails(ExitStatus::kRegression,
                              "a proposal of check to which nobody has given a reason", "--from"));
}

TEST_F(ReviewOf, AHandEditedNumberFails) {
  edit("\"value\": 100000", "\"value\": 120000");
  give_reason("we need more");
  repository_.commit("By hand");
  EXPECT_THAT(review(),
              Fails(ExitStatus::kRegression, "numbers that no measurement made", "highwater update a/b"));
  EXPECT_THAT(project_.check(),
              Fails(ExitStatus::kBaseline, "no measurement made these numbers", "git checkout"));
  EXPECT_THAT(project_.update({"--reason", "measured anew"}), Succeeds());
  EXPECT_THAT(project_.check(), Succeeds());
  repository_.commit("Measured");
  EXPECT_THAT(review(), Says(ExitStatus::kOk, "reason: measured anew")) << "the number is the old one again";
}

TEST_F(ReviewOf, ANumberWithoutADigestFails) {
  const std::string text = project_.text(project_.baseline_path("a/b"));
  const std::size_t at = text.find("  \"digest\"");
  ASSERT_NE(at, std::string::npos);
  std::string without = text;
  without.erase(at, text.find('\n', at) + 1 - at);
  project_.write(project_.baseline_path("a/b"), without);
  repository_.commit("No digest");
  EXPECT_THAT(review(), Fails(ExitStatus::kRegression, "the file has no digest", "highwater update a/b"));
}

// 110,000 is within a tolerance of 20 % of 100,000.
TEST_F(ReviewOf, ALooserToleranceThatTheReasonDoesNotMentionFails) {
  edit("\"relative\": 0.01", "\"relative\": 0.2");
  give_reason("flaky");
  repository_.commit("Loosen");
  EXPECT_THAT(review(), Fails(ExitStatus::kRegression, "a looser tolerance that the reason does not mention",
                              "tolerance"));
  repository_.edit("a/b", "flaky", "three threads: the tolerance is wider");
  repository_.commit("Say so");
  EXPECT_THAT(review(), Says(ExitStatus::kOk, "tolerance"));
}

TEST_F(ReviewOf, ALooserLimitThatTheReasonDoesNotMentionFails) {
  edit("\"limit\": null", "\"limit\": 300000");
  give_reason("a cap");
  repository_.commit("Cap");
  EXPECT_THAT(review(), Succeeds()) << "tighter";
  EXPECT_THAT(repository_.git("tag -f base"), Succeeds());
  for (const char* looser : {"400000", "null"}) {
    edit("\"limit\": 300000", std::string("\"limit\": ") + looser);
    repository_.edit("a/b", "a cap", "more");
    repository_.commit("Lift");
    EXPECT_THAT(review(), Fails(ExitStatus::kRegression,
                                "a looser hard limit that the reason does not mention", "limit"));
    repository_.edit("a/b", "\"more\"", "\"the limit was a guess\"");
    repository_.commit("Say so");
    EXPECT_THAT(review(), Succeeds());
    EXPECT_THAT(repository_.git("reset -q --hard base"), Succeeds());
  }
}

TEST_F(ReviewOf, ATighterToleranceNeedsAReasonOfItsOwnToo) {
  edit("\"relative\": 0.01", "\"relative\": 0");
  repository_.commit("Tighten");
  EXPECT_THAT(review(),
              Fails(ExitStatus::kRegression, "the reason is still that of the numbers before", "reason"));
}

TEST_F(ReviewOf, ARemovedBaselineWhoseScenarioStillExistsFails) {
  std::filesystem::remove(project_.baseline_path("a/b"));
  repository_.commit("Away");
  EXPECT_THAT(review(),
              Fails(ExitStatus::kRegression, "removed, and the manifest still has the scenario", "restore"));
  EXPECT_THAT(review({"--baselines", "baselines"}),
              Fails(ExitStatus::kRegression, "without a manifest nobody knows", "--manifest"));
  project_.remove("a/b");
  project_.scenario("other", {"allocate", "1", "0"});
  EXPECT_THAT(review(), Says(ExitStatus::kOk, "a/b (linux-test): removed\n"));
}

TEST_F(ReviewOf, ARemovedBaselineOfWhichAnotherPlatformHasOneFails) {
  EXPECT_THAT(project_.shell("mkdir -p baselines/linux-arm/a && sed s/linux-test/linux-arm/ "
                             "baselines/linux-test/a/b.json >baselines/linux-arm/a/b.json"),
              Succeeds());
  repository_.commit("Another platform");
  EXPECT_THAT(review(), Says(ExitStatus::kRegression, "a/b (linux-arm): new baseline"))
      << "copied: nobody has measured it there";
  EXPECT_THAT(repository_.git("tag -f base"), Succeeds());
  std::filesystem::remove(project_.baseline_path("a/b"));
  project_.remove("a/b");
  project_.scenario("other", {"allocate", "1", "0"});
  repository_.commit("Away");
  EXPECT_THAT(review(),
              Fails(ExitStatus::kRegression, "another platform still has a baseline", "every platform"));
  EXPECT_THAT(repository_.git("rm -q -r baselines/linux-arm && git checkout -q base -- baselines/linux-test"),
              Succeeds());
  repository_.commit("A platform less");
  EXPECT_THAT(review(), Says(ExitStatus::kOk, "a/b (linux-arm): removed\n")) << "with all of the platform's";
}

TEST_F(ReviewOf, AMovedFileIsMoved) {
  EXPECT_THAT(repository_.git("mv baselines/linux-test/a/b.json baselines/linux-test/a/new.json"),
              Succeeds());
  repository_.edit("a/new", "\"scenario\": \"a/b\"", "\"scenario\": \"a/new\"");
  project_.remove("a/b");
  project_.scenario("a/new", {"allocate", "100000", "0"});
  repository_.commit("A better name");
  const Ran ran = review();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "a/new (linux-test): moved from a/b\n"));
  EXPECT_THAT(ran.out, HasSubstr("a/b (linux-test): moved away\n"));
  EXPECT_THAT(project_.check(), Succeeds());
  project_.scenario("a/b", {"allocate", "100000", "0"});
  EXPECT_THAT(review(), Says(ExitStatus::kRegression, "removed, and the manifest still has the scenario"))
      << "a move is no way to lose a gate";
}

TEST_F(ReviewOf, ABaselineThatCannotBeReadFails) {
  edit("\"schema\": 1", "\"schema\": 9");
  repository_.commit("Too new");
  EXPECT_THAT(review(), Fails(ExitStatus::kUsage, "it cannot be read: ", "git checkout"));
}

TEST_F(ReviewOf, WhatTheBaseGainedMeanwhileIsNotTheBranchs) {
  EXPECT_THAT(repository_.git("checkout -q -b side"), Succeeds());
  repository_.accept(50000, "first numbers", "side");
  EXPECT_THAT(repository_.git("checkout -q main"), Succeeds());
  repository_.accept(110000, "more");
  const Ran ran = project_.highwater({"review", "main..side"});
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "side (linux-test): new baseline"));
  EXPECT_THAT(ran.out, Not(HasSubstr("a/b")));
}

}  // namespace
}  // namespace highwater
