// SPDX-License-Identifier: Apache-2.0
// `highwater bisect` in a generated repository of a C program, which each commit builds anew.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "tests/trend/testing/repository.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using testing::ContainsRegex;
using testing::HasSubstr;

constexpr const char* kBuild = "cc -g -O0 -fno-builtin -o program program.c";

class BisectOf : public testing::Test {
 protected:
  BisectOf() {
    project_.write(".gitignore", "/program\n/results\n/.gitconfig\n/baselines\n/started\n");
    project_.scenario_command("a/b", {"./program"});
    project_.variable("TMPDIR", project_.path("tmp"));
    fs::create_directory(project_.path("tmp"));
    project_.write(".git/info/exclude", "/tmp\n");
  }
  // A program whose read_page allocates that much; `broken` is none that compiles.
  void program(std::size_t bytes, const std::string& subject, bool broken = false) {
    project_.write("program.c", "#include <stdlib.h>\n/* " + subject + " */\n" +
                                    (broken ? "#error broken\n" : "") +
                                    "static void read_page(void) { free(malloc(" + std::to_string(bytes) +
                                    ")); }\nstatic void parse(void) { free(malloc(100)); }\n"
                                    "int main(void) { parse(); read_page(); return 0; }\n");
    repository_.commit(subject);
  }
  // Six commits, of which the fourth takes 64 KiB more.
  void history() {
    for (const char* subject : {"one", "two", "three"}) program(10000, subject);
    EXPECT_THAT(repository_.git("tag three"), Succeeds());
    program(75536, "read ahead");
    for (const char* subject : {"five", "six"}) program(75536, subject);
    EXPECT_THAT(repository_.git("tag one HEAD~5"), Succeeds());
  }
  Ran bisect(const Words& arguments = {}) {
    Words words = {"bisect", "a/b", "--good", "one", "--bad", "HEAD", "--build", kBuild};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return project_.highwater(words);
  }
  // Neither the tree nor the repository nor the temporary folder show that anything was there.
  void expect_no_trace() {
    EXPECT_EQ(repository_.git("worktree list").out.find("highwater-bisect"), std::string::npos);
    EXPECT_EQ(repository_.git("for-each-ref refs/bisect").out, "");
    EXPECT_FALSE(fs::exists(project_.path(".git/worktrees")));
    EXPECT_FALSE(fs::exists(project_.path(".git/BISECT_LOG")));
    EXPECT_TRUE(fs::is_empty(project_.path("tmp")));
    EXPECT_FALSE(fs::exists(project_.path("program")));
  }

  Repository repository_;
  Project& project_ = repository_.project();
};

TEST_F(BisectOf, EndsWithTheCommitTheStepAndTheCallSite) {
  history();
  const Ran ran = bisect();
  const std::string culprit = repository_.git("rev-parse HEAD~2").out;
  EXPECT_THAT(ran, Says(ExitStatus::kOk, culprit.substr(0, 40) + " read ahead\n  somebody, 2025-01-04\n"));
  // 75,536 - 10,000 = 65,536.
  EXPECT_THAT(ran.out, HasSubstr("a/b: peak_bytes 10,000 -> 75,536, +64.00 KiB (+655.4 %)\n"));
  EXPECT_THAT(ran.out, ContainsRegex("[+]64.00 KiB  grew +read_page <- main"));
  EXPECT_THAT(ran.out, HasSubstr("bad is above 11,024\n")) << "10,000 + 1 KiB";
  expect_no_trace();
}

TEST_F(BisectOf, TheWorkTreeIsNeitherReadNorTouched) {
  history();
  project_.write("program.c", "not committed\n");
  project_.write("untracked", "x\n");
  const std::string before = repository_.git("status --porcelain").out;
  EXPECT_THAT(bisect(), Says(ExitStatus::kOk, "read ahead"));
  EXPECT_EQ(repository_.git("status --porcelain").out, before);
  EXPECT_EQ(project_.text(project_.path("program.c")), "not committed\n");
  EXPECT_EQ(repository_.git("rev-parse --abbrev-ref HEAD").out, "main\n");
  expect_no_trace();
}

TEST_F(BisectOf, ABisectionOfTheUsersGoesOn) {
  history();
  EXPECT_THAT(repository_.git("bisect start HEAD one"), Succeeds());
  const std::string log = repository_.git("bisect log").out;
  EXPECT_THAT(bisect({"--bad", "main"}), Says(ExitStatus::kUsage, "--bad"));
  EXPECT_THAT(project_.highwater({"bisect", "a/b", "--good", "one", "--bad", "main", "--build", kBuild}),
              Says(ExitStatus::kOk, "read ahead"));
  EXPECT_EQ(repository_.git("bisect log").out, log);
}

TEST_F(BisectOf, ACommitThatDoesNotBuildIsSkipped) {
  program(10000, "one");
  EXPECT_THAT(repository_.git("tag one"), Succeeds());
  program(10000, "two");
  program(10000, "broken", true);
  program(10000, "four");
  program(90000, "the step");
  program(90000, "six");
  EXPECT_THAT(bisect(), Says(ExitStatus::kOk, " the step\n"));
  expect_no_trace();
}

TEST_F(BisectOf, WhatSkippedCommitsHideIsNamed) {
  program(10000, "one");
  EXPECT_THAT(repository_.git("tag one"), Succeeds());
  program(90000, "broken", true);
  program(90000, "three");
  EXPECT_THAT(bisect(), Fails(ExitStatus::kUsage, "the first bad commit is one of ", "--build"));
  const Ran ran = bisect();
  EXPECT_THAT(ran.err, HasSubstr("(broken)"));
  EXPECT_THAT(ran.err, HasSubstr("(three)"));
  expect_no_trace();
}

TEST_F(BisectOf, AFallIsFoundAsWell) {
  program(90000, "one");
  EXPECT_THAT(repository_.git("tag one"), Succeeds());
  program(90000, "two");
  program(10000, "smaller");
  program(10000, "four");
  const Ran ran = bisect();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, " smaller\n"));
  EXPECT_THAT(ran.out, ContainsRegex("shrank: -78.12 KiB  read_page <- main .*peak_bytes 90,000 -> 10,000"));
}

TEST_F(BisectOf, TheMetricMayBeChosen) {
  history();
  EXPECT_THAT(bisect({"--metric", "allocated_bytes"}),
              Says(ExitStatus::kOk, "allocated_bytes 10,100 -> 75,636"));
  EXPECT_THAT(bisect({"--metric", "allocations"}),
              Fails(ExitStatus::kUsage,
                    "allocations did not move beyond its tolerance between good and bad: 2 -> 2", "--build"));
  expect_no_trace();
}

TEST_F(BisectOf, AToleranceOfTheManifestDecides) {
  project_.scenario_command("a/b", {"./program"})["tolerance"] = {{"peak_bytes", {{"absolute", 70000}}}};
  history();
  EXPECT_THAT(bisect({"--metric", "peak_bytes"}),
              Says(ExitStatus::kUsage, "did not move beyond its tolerance"));
}

TEST_F(BisectOf, AManifestThatTheBuildWritesIsFound) {
  history();
  EXPECT_THAT(
      project_.shell("git rm -q --cached highwater.json; echo /highwater.json /build >>.git/info/exclude; "
                     "git commit -q -m gone; mkdir -p build"),
      Succeeds());
  const std::string build =
      std::string(kBuild) +
      " && mkdir -p build && printf '{\"schema\": 1, \"profile\": \"p\", \"baselines\": \"b\", "
      "\"results\": \"r\", \"scenarios\": [{\"name\": \"a/b\", \"command\": [\"../program\"]}]}' "
      "> build/highwater.json";
  EXPECT_THAT(project_.highwater({"bisect", "a/b", "--good", "one", "--bad", "HEAD", "--build", build,
                                  "--manifest", "build/highwater.json"}),
              Says(ExitStatus::kOk, "read ahead"));
}

TEST_F(BisectOf, AnEndThatCannotBeMeasuredSaysWhichAndWhy) {
  program(10000, "one", true);
  EXPECT_THAT(repository_.git("tag one"), Succeeds());
  program(90000, "two");
  EXPECT_THAT(bisect(), Fails(ExitStatus::kScenario,
                              "the build failed: exit code 1: ", "it was run at the top of a new work tree"));
  EXPECT_THAT(bisect().err, HasSubstr("error: good ("));
  EXPECT_THAT(project_.highwater({"bisect", "a/c", "--good", "one", "--bad", "HEAD", "--build", "true"}),
              Says(ExitStatus::kUsage, "there is no scenario \"a/c\""));
  expect_no_trace();
}

TEST_F(BisectOf, RevisionsThatAreNoneOrTheWrongWayRoundAreRefused) {
  history();
  EXPECT_THAT(project_.highwater({"bisect", "a/b", "--good", "nowhere", "--bad", "HEAD", "--build", kBuild}),
              Fails(ExitStatus::kUsage, "no such revision: nowhere", "a tag, a branch or a commit"));
  EXPECT_THAT(project_.highwater({"bisect", "a/b", "--good", "HEAD", "--bad", "one", "--build", kBuild}),
              Fails(ExitStatus::kUsage, "is not among the commits that led to bad", "the other way round"));
  EXPECT_THAT(project_.highwater({"bisect", "a/b"}), Says(ExitStatus::kUsage, "--"));
}

TEST_F(BisectOf, ShallowBareAndAbsentRepositories) {
  history();
  const std::string words = " bisect a/b --good one --bad HEAD --build '" + std::string(kBuild) + "'";
  EXPECT_THAT(project_.shell(
                  "git clone -q --depth 2 \"file://$PWD\" ../clone && cd ../clone && \"$HIGHWATER\"" + words),
              Fails(ExitStatus::kUsage, "no such revision: one", "git fetch --unshallow"));
  EXPECT_THAT(project_.shell("git clone -q --bare . ../bare.git && cd ../bare.git && \"$HIGHWATER\"" + words),
              Says(ExitStatus::kOk, "read ahead"));
  EXPECT_THAT(project_.shell("git worktree add -q --detach ../tree && cd ../tree && \"$HIGHWATER\"" + words +
                             " && git worktree list"),
              Says(ExitStatus::kOk, "read ahead"));
  EXPECT_THAT(project_.shell("rm -rf .git && \"$HIGHWATER\"" + words),
              Fails(ExitStatus::kUsage, "not in a git repository", "keep their folder in a repository"));
}

// While a build of a commit that git has chosen hangs.
TEST_F(BisectOf, AnInterruptionLeavesNothingBehind) {
  history();
  const std::string started = project_.path("started");
  const std::string build = std::string(kBuild) +
                            "; if [ -d \"$(git rev-parse --git-dir)/refs/bisect\" ]; then echo $$ > '" +
                            started + ".new'; mv '" + started + ".new' '" + started + "'; sleep 60; fi";
  for (const int signal : {SIGINT, SIGTERM}) {
    fs::remove(started);
    const std::unique_ptr<Background> highwater =
        project_.start({"bisect", "a/b", "--good", "one", "--bad", "HEAD", "--build", build});
    const std::vector<int> pids = wait_for_numbers(started);
    highwater->signal(signal);
    EXPECT_THAT(highwater->wait(), Says(ExitStatus::kInterrupted, "interrupted\n"));
    ASSERT_EQ(pids.size(), 1u);
    EXPECT_TRUE(ends_soon(pids[0])) << "the build is still there";
    expect_no_trace();
  }
}

}  // namespace
}  // namespace highwater
