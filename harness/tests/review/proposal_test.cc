// SPDX-License-Identifier: Apache-2.0
// `check --proposal` on one machine, and what becomes of its files on another: `git apply`, `update --from`.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/trend/testing/repository.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class ProposalOf : public testing::Test {
 protected:
  ProposalOf() {
    project_.write(".gitignore", "/results\n/.gitconfig\n/p\n/p2\n/q\n");
    repository_.accept(100000, "first numbers");
  }
  // The scenario has another peak, and the check that finds out proposes it.
  Ran propose(std::int64_t peak, const std::string& folder = "p", const std::string& scenario = "a/b") {
    project_.scenario(scenario, {"allocate", std::to_string(peak), "0"});
    return project_.check({"--proposal", folder});
  }
  Ran take(const Words& arguments = {}) {
    Words words = {"update", "--reason", "headers are kept"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return project_.highwater(words);
  }
  std::string file(const std::string& name) const { return project_.text(project_.path(name)); }
  std::string baseline(const std::string& scenario = "a/b") const {
    return project_.text(project_.baseline_path(scenario));
  }
  // A text of a proposal with one piece replaced.
  void forge(const std::string& path, const std::string& old, const std::string& now) {
    std::string text = file(path);
    const std::size_t at = text.find(old);
    ASSERT_NE(at, std::string::npos) << old << " in\n" << text;
    project_.write(path, text.replace(at, old.size(), now));
  }

  Repository repository_;
  Project& project_ = repository_.project();
};

TEST_F(ProposalOf, AFailingCheckIsTheBaselineAsItWouldBe) {
  const std::string before = baseline();
  const Ran ran = propose(110000);
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "proposal: p of 1 baseline; "));
  EXPECT_THAT(ran.out, ContainsRegex(
                           "update --manifest highwater.json --from p --reason \"…\"   takes it, and so does "
                           "git apply p/proposal.patch\n"));
  EXPECT_EQ(baseline(), before) << "nothing of the tree is touched";
  EXPECT_THAT(repository_.git("status --porcelain baselines").out, "");
  const std::string text = file("p/proposal.txt");
  EXPECT_THAT(text, HasSubstr("a/b (linux-test): changed\n"));
  EXPECT_THAT(text, ContainsRegex("peak_bytes +100,000 +110,000  .9.77 KiB"));
  EXPECT_THAT(text, HasSubstr("TOTAL")) << "the explanation";
  const std::string markdown = file("p/proposal.md");
  EXPECT_THAT(markdown, HasSubstr("| peak_bytes | 100,000 | 110,000 | +9.77 KiB (+10.0 %) |"));
  EXPECT_THAT(markdown, HasSubstr("**TOTAL**"));
  const nlohmann::json json = nlohmann::json::parse(file("p/proposal.json"));
  EXPECT_EQ(json["suite"], "baselines");
  EXPECT_EQ(json["profile"], "linux-test");
  const nlohmann::json& proposed = json["proposals"].at(0);
  EXPECT_EQ(proposed["measured"]["counting"]["peak_bytes"], 110000);
  EXPECT_EQ(proposed["baseline"]["metrics"]["peak_bytes"]["value"], 110000);
  EXPECT_FALSE(proposed["baseline"]["sites"].empty());
}

// What update would have written of one run, but for the reason.
TEST_F(ProposalOf, ThePatchIsWhatUpdateWouldWrite) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  EXPECT_THAT(repository_.git("apply --check p/proposal.patch && git apply p/proposal.patch"), Succeeds());
  const std::string applied = baseline();
  EXPECT_THAT(repository_.git("checkout -q -- baselines"), Succeeds());
  EXPECT_THAT(project_.update({"--runs", "1", "--reason", "proposed by check: say why"}), Succeeds());
  EXPECT_EQ(baseline(), applied);
  EXPECT_THAT(project_.check(), Succeeds());
  repository_.commit("Apply");
  EXPECT_THAT(
      project_.highwater({"review", "HEAD~1..HEAD"}),
      Fails(ExitStatus::kRegression, "a proposal of check to which nobody has given a reason", "--from"));
}

TEST_F(ProposalOf, ANewScenarioIsANewFileOfThePatch) {
  EXPECT_THAT(propose(5000, "p", "c/new"), Says(ExitStatus::kBaseline, "proposal: p of 1 baseline"));
  EXPECT_FALSE(fs::exists(project_.baseline_path("c/new")));
  EXPECT_THAT(repository_.git("apply p/proposal.patch"), Succeeds());
  EXPECT_THAT(baseline("c/new"), HasSubstr("\"value\": 5000"));
  EXPECT_THAT(project_.check(), Succeeds());
}

TEST_F(ProposalOf, APlatformWithoutBaselinesIsProposedWhole) {
  project_.manifest()["profile"] = "linux-arm";
  EXPECT_THAT(project_.check({"--proposal", "p"}), Says(ExitStatus::kBaseline, "no baselines for linux-arm"));
  project_.manifest()["profile"] = "linux-test";
  EXPECT_THAT(take({"--from", "p"}), Says(ExitStatus::kOk, "a/b (linux-arm): new baseline"));
  EXPECT_TRUE(fs::exists(project_.path("baselines/linux-arm/a/b.json")));
}

TEST_F(ProposalOf, ABaselineInASubFolderOfTheRepositoryHasItsPathFromTheTop) {
  EXPECT_THAT(project_.shell("mkdir sub && git mv baselines sub/baselines"), Succeeds());
  project_.manifest()["baselines"] = "sub/baselines";
  repository_.commit("Deeper");
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  EXPECT_THAT(file("p/proposal.patch"), HasSubstr("+++ b/sub/baselines/linux-test/a/b.json"));
  EXPECT_THAT(repository_.git("apply p/proposal.patch"), Succeeds());
}

TEST_F(ProposalOf, AnImprovementIsProposedToo) {
  EXPECT_THAT(propose(50000), Says(ExitStatus::kOk, "proposal: p of 1 baseline"));
  EXPECT_THAT(take({"--from", "p"}), Says(ExitStatus::kOk, "1 baseline taken"));
  EXPECT_THAT(baseline(), HasSubstr("\"value\": 50000"));
}

TEST_F(ProposalOf, WhereNothingFailsThereIsNone) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  const Ran ran = propose(100000);
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, Not(HasSubstr("proposal")));
  EXPECT_FALSE(fs::exists(project_.path("p/proposal.json"))) << "of the check before";
  EXPECT_THAT(take({"--from", "p"}),
              Fails(ExitStatus::kUsage, "p: no proposal.json in it", "--proposal DIR"));
}

TEST_F(ProposalOf, AScenarioThatFailsIsANote) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  project_.scenario("a/bad", {"exit", "3"});
  const Ran ran = project_.check({"--proposal", "p"});
  EXPECT_THAT(ran, Says(ExitStatus::kBaseline, "proposal: p of 1 baseline"));
  EXPECT_THAT(file("p/proposal.txt"),
              HasSubstr("note: a/bad: no proposal: a/bad (counting): the scenario failed"))
      << "what was measured is proposed";
}

TEST_F(ProposalOf, AFolderThatCannotBeMadeIsKnownBeforeAnythingRuns) {
  EXPECT_THAT(project_.check({"--proposal", "/proc/nowhere"}), Says(ExitStatus::kUsage, "/proc/nowhere"));
}

TEST_F(ProposalOf, WhatIsTakenPassesCheckAndReview) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  const Ran ran = take({"--from", "p"});
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "a/b (linux-test): changed\n"));
  EXPECT_THAT(ran.out, ContainsRegex("peak_bytes +100,000 +110,000"));
  EXPECT_THAT(ran.out, HasSubstr("reason: headers are kept\n"));
  EXPECT_THAT(project_.check(), Succeeds());
  repository_.commit("Take it");
  EXPECT_THAT(project_.highwater({"review", "HEAD~1..HEAD"}), Succeeds());
  EXPECT_THAT(take({"--from", "p"}), Says(ExitStatus::kOk, "a/b (linux-test): the tree has it already"));
}

TEST_F(ProposalOf, ManyMachinesAndPlatformsAreOneCommit) {
  EXPECT_THAT(propose(110000, "p/one"), Says(ExitStatus::kRegression, "proposal: p/one"));
  EXPECT_THAT(propose(110000, "p/two"), Says(ExitStatus::kRegression, "proposal: p/two"))
      << "another machine, equal";
  project_.manifest()["profile"] = "linux-arm";
  EXPECT_THAT(propose(120000, "q"), Says(ExitStatus::kBaseline, "linux-arm"));
  project_.manifest()["profile"] = "linux-test";
  project_.write("other.txt", "staged by somebody\n");
  EXPECT_THAT(repository_.git("add other.txt"), Succeeds());
  const Ran ran = take({"--commit", "--from", "p", "q"});
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "2 baselines taken\ncommitted as "));
  EXPECT_EQ(repository_.git("show --name-only --format=%s HEAD").out,
            "Baselines: headers are kept\n\nbaselines/linux-arm/a/b.json\nbaselines/linux-test/a/b.json\n");
  EXPECT_THAT(repository_.git("log -1 --format=%b").out, ContainsRegex("peak_bytes +100,000 +110,000"));
  EXPECT_THAT(repository_.git("status --porcelain").out, HasSubstr("A  other.txt")) << "not ours to commit";
}

TEST_F(ProposalOf, NamesTakeAPart) {
  project_.scenario("c/new", {"allocate", "5000", "0"});
  EXPECT_THAT(propose(110000), Says(ExitStatus::kBaseline, "proposal: p of 2 baselines"));
  EXPECT_THAT(take({"c", "--from", "p"}), Says(ExitStatus::kOk, "1 baseline taken"));
  EXPECT_THAT(baseline(), HasSubstr("\"value\": 100000"));
  EXPECT_THAT(take({"d", "--from", "p"}),
              Fails(ExitStatus::kUsage, "d: none of the proposals has it", "proposed are: a/b, c/new"));
}

TEST_F(ProposalOf, ConflictingProposalsAreRefusedAndNothingIsWritten) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  project_.scenario("a/a", {"allocate", "5000", "0"});
  EXPECT_THAT(propose(120000, "q"), Says(ExitStatus::kBaseline, "proposal: q"));
  const std::string before = baseline();
  EXPECT_THAT(
      take({"--from", "p", "q"}),
      Fails(ExitStatus::kUsage,
            "p/proposal.json and q/proposal.json: two proposals for a/b on linux-test with other numbers:",
            "take one of the two folders"));
  EXPECT_EQ(baseline(), before);
  EXPECT_FALSE(fs::exists(project_.baseline_path("a/a")));
}

TEST_F(ProposalOf, AnOlderBaselineThanTheTreesIsRefused) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  repository_.accept(105000, "meanwhile");
  const std::string before = baseline();
  EXPECT_THAT(take({"--from", "p"}),
              Fails(ExitStatus::kUsage,
                    "the baseline has changed since the proposal p/proposal.json was made: it replaces",
                    "check again on the branch as it is now"));
  EXPECT_EQ(baseline(), before);
  fs::remove(project_.baseline_path("a/b"));
  EXPECT_THAT(take({"--from", "p"}), Says(ExitStatus::kUsage, "and the tree has none"));
}

TEST_F(ProposalOf, ALimitThatSomebodySetMeanwhileIsNotLost) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  repository_.edit("a/b", "\"limit\": null", "\"limit\": 105000");
  EXPECT_THAT(take({"--from", "p"}), Says(ExitStatus::kUsage, "the baseline has changed since"));
}

TEST_F(ProposalOf, AnotherSuiteIsRefused) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  forge("p/proposal.json", "\"suite\": \"baselines\"", "\"suite\": \"elsewhere/baselines\"");
  EXPECT_THAT(take({"--from", "p"}),
              Fails(ExitStatus::kUsage, "the proposal is for the baselines in elsewhere/baselines",
                    "another project"));
  forge("p/proposal.json", "elsewhere/baselines", "baselines");
  forge("p/proposal.json", "\"scenario\": \"a/b\"", "\"scenario\": \"a/unknown\"");
  EXPECT_THAT(take({"--from", "p"}),
              Fails(ExitStatus::kUsage, "a proposal for a/unknown, which neither", "without this one"));
}

// The digest is not over them, because people edit them; a proposal may be a stranger's.
TEST_F(ProposalOf, ATermThatTheTreeDoesNotHaveIsRefused) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  const std::string honest = file("p/proposal.json");
  const std::string before = baseline();
  for (const auto& [old, now] : {std::pair{"\"relative\": 0.01", "\"relative\": 9.5"},
                                 {"\"absolute\": 1024", "\"absolute\": 9223372036854775807"},
                                 {"\"limit\": null", "\"limit\": 9223372036854775807"}}) {
    project_.write("p/proposal.json", honest);
    forge("p/proposal.json", old, now);
    EXPECT_THAT(take({"--from", "p"}),
                Fails(ExitStatus::kUsage, "a/b (linux-test): the proposal holds the number to other terms",
                      "by a commit of its own"))
        << now;
  }
  EXPECT_EQ(baseline(), before);
  project_.write("p/proposal.json", honest);
  forge("p/proposal.json", "\"relative\": 0.01", "\"relative\": 1e300");
  EXPECT_THAT(take({"--from", "p"}), Says(ExitStatus::kUsage, "relative: expected at most 10, found 1e+300"));
}

TEST_F(ProposalOf, ADeclaredToleranceComesWithItsNumbers) {
  project_.scenario("a/b", {"allocate", "110000", "0"})["tolerance"] = {{"peak_bytes", "5%"}};
  EXPECT_THAT(project_.check({"--proposal", "p"}), Says(ExitStatus::kRegression, "proposal: p"));
  EXPECT_THAT(take({"--from", "p"}), Says(ExitStatus::kOk, "1 baseline taken"));
  EXPECT_THAT(baseline(), HasSubstr("\"relative\": 0.05"));
}

TEST_F(ProposalOf, ForgedNumbersAndNamesAreRefused) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  const std::string honest = file("p/proposal.json");
  forge("p/proposal.json", "\"value\": 110000", "\"value\": 111000");
  EXPECT_THAT(take({"--from", "p"}),
              Fails(ExitStatus::kUsage, "edited after they were measured", "highwater update"));
  for (const auto& [old, now] : {std::pair{"\"scenario\": \"a/b\"", "\"scenario\": \"../../x\""},
                                 {"\"profile\": \"linux-test\"", "\"profile\": \"../x\""},
                                 {"\"schema\": 1", "\"schema\": 9"},
                                 {"\"notes\"", "\"note\""}}) {
    project_.write("p/proposal.json", honest);
    forge("p/proposal.json", old, now);
    EXPECT_THAT(take({"--from", "p"}), Says(ExitStatus::kUsage, "p/proposal.json:")) << now;
  }
  project_.write("p/proposal.json", "{");
  EXPECT_THAT(take({"--from", "p"}), Says(ExitStatus::kUsage, "p/proposal.json:"));
}

// A proposal comes from a machine that checks anybody's change.
TEST_F(ProposalOf, AFileThatHasNoEndOrNoBeginningIsRefused) {
  EXPECT_THAT(project_.shell("mkdir p q p2 && mkfifo p/proposal.json && ln -s /dev/zero q/proposal.json && "
                             "truncate -s 200G p2/proposal.json"),
              Succeeds());
  for (const char* folder : {"p", "q"})
    EXPECT_THAT(
        take({"--from", folder}),
        Fails(ExitStatus::kUsage, "/proposal.json: expected a file, found a pipe or a device", "a pipe"));
  EXPECT_THAT(take({"--from", "p2"}), Fails(ExitStatus::kUsage, "p2/proposal.json: larger than 256.00 MiB",
                                            "the one that was meant?"));
}

TEST_F(ProposalOf, WithoutAReasonNothingIsTaken) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  for (const char* reason : {"", " ", "proposed by check: say why"})
    EXPECT_THAT(project_.update({"--from", "p", "--reason", reason}),
                Fails(ExitStatus::kUsage, "no reason was given for the proposed numbers", "--reason"));
  EXPECT_THAT(project_.update({"--commit"}), Says(ExitStatus::kUsage, "--from"));
}

TEST_F(ProposalOf, TwoProbesAreProposedTogether) {
  project_.scenario("a/b", {"allocate", "110000", "0"})["probes"] = {"counting", "massif"};
  EXPECT_THAT(project_.check({"--proposal", "p"}),
              Says(ExitStatus::kRegression, "proposal: p of 1 baseline"));
  EXPECT_EQ(
      nlohmann::json::parse(file("p/proposal.json"))["proposals"][0]["measured"]["massif"]["peak_bytes"],
      110000);
  EXPECT_THAT(take({"--from", "p"}), Succeeds());
  EXPECT_THAT(project_.check(), Succeeds());
}

TEST_F(ProposalOf, AFailedCommitLeavesTheFiles) {
  EXPECT_THAT(propose(110000), Says(ExitStatus::kRegression, "proposal: p"));
  project_.write(".git/hooks/pre-commit", "#!/bin/sh\necho not today >&2\nexit 1\n");
  EXPECT_THAT(project_.shell("chmod +x .git/hooks/pre-commit"), Succeeds());
  EXPECT_THAT(take({"--commit", "--from", "p"}),
              Fails(ExitStatus::kUsage, "not today", "commit them by hand"));
  EXPECT_THAT(baseline(), HasSubstr("\"value\": 110000"));
}

}  // namespace
}  // namespace highwater
