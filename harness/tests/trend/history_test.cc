// SPDX-License-Identifier: Apache-2.0
// What `highwater trend` says of histories as projects have them.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/trend/testing/repository.h"

namespace highwater {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class TrendOf : public testing::Test {
 protected:
  // 100,000 to 131,000 in twelve steps of up to 2.6 %, a day apart from 2025-01-01 on.
  void creep() {
    std::int64_t peak = 100000;
    repository_.accept(peak, "first numbers");
    for (int step = 1; step <= 12; ++step) {
      peak += step < 12 ? 2600 : 2400;
      repository_.accept(peak, "reason " + std::to_string(step));
    }
  }
  Repository repository_;
  Project& project_ = repository_.project();
};

TEST_F(TrendOf, TwelveSmallChangesIsTheirSum) {
  creep();
  const Ran ran = repository_.trend();
  EXPECT_THAT(ran, Says(ExitStatus::kOk,
                        "a/b  +31 % in 12 accepted changes (peak_bytes 100,000 -> 131,000), "
                        "2025-01-01 to 2025-01-13\n"));
  EXPECT_THAT(ran.out,
              ContainsRegex("2025-01-01  [0-9a-f]{12}  peak_bytes +100,000 +created  first numbers "));
  EXPECT_THAT(
      ran.out,
      ContainsRegex("2025-01-02  [0-9a-f]{12}  peak_bytes +100,000 +102,600 +.2.54 KiB ..2.6 %.  reason 1 "
                    ".Accept 102600.\n"));
  EXPECT_THAT(ran.out,
              ContainsRegex(
                  "2025-01-13  [0-9a-f]{12}  peak_bytes +128,600 +131,000 +.2.34 KiB ..1.9 %.  reason 12 "));
  EXPECT_THAT(ran.out, HasSubstr("creep: peak_bytes: 100,000 -> 131,000, +31 % in 12 accepted changes "
                                 "(12 up, 0 down), none of them above +2.60 %\n"));
  EXPECT_THAT(ran.out, ContainsRegex("stale: not touched for [0-9,]+ days\n"));
  EXPECT_THAT(ran.out, HasSubstr("last result (counting), 0 days old: as accepted\n"));
  EXPECT_THAT(ran.out, HasSubstr("1 baseline: 12 accepted changes, 1 creeping, 1 stale\n"));
}

TEST_F(TrendOf, ThePageOfAReportHasItOnRequest) {
  creep();
  EXPECT_THAT(project_.highwater(
                  {"report", "results", "--html", "r.html", "--history", "--manifest", "highwater.json"}),
              Succeeds());
  const std::string page = project_.text(project_.path("r.html"));
  EXPECT_THAT(page, HasSubstr("peak +31 % in 12 accepted changes, none of them large: creep"));
  EXPECT_THAT(page, HasSubstr("<svg class=\"trend-chart\""));
  EXPECT_THAT(project_.highwater({"report", "results", "--html", "r.html"}), Succeeds());
  EXPECT_THAT(project_.text(project_.path("r.html")), Not(HasSubstr("trend-chart\"")));
}

TEST_F(TrendOf, TheJsonHasTheSameInWholeNumbers) {
  creep();
  const nlohmann::json scenario = repository_.trend_json({"--metric", "peak_bytes"});
  ASSERT_EQ(scenario["metrics"].size(), 1u);
  const nlohmann::json& metric = scenario["metrics"][0];
  EXPECT_EQ(metric["first"], 100000);
  EXPECT_EQ(metric["last"], 131000);
  EXPECT_EQ(metric["basis_points"], 3100);
  EXPECT_EQ(metric["accepted_changes"], 12);
  EXPECT_EQ(metric["largest_raise_basis_points"], 260);
  EXPECT_EQ(metric["creeping"], true);
  ASSERT_EQ(scenario["commits"].size(), 13u);
  const nlohmann::json& last = scenario["commits"][12];
  EXPECT_EQ(last["commit"].get<std::string>() + "\n", repository_.git("rev-parse HEAD").out);
  EXPECT_EQ(last["date"], "2025-01-13");
  EXPECT_EQ(last["time"], 1736726400);
  EXPECT_EQ(last["reason"], "reason 12");
  EXPECT_EQ(last["subject"], "Accept 131000");
  ASSERT_EQ(last["changes"].size(), 1u) << "only the peak was asked for";
  EXPECT_EQ(last["changes"][0]["old"]["value"], 128600);
  EXPECT_EQ(last["changes"][0]["new"]["value"], 131000);
}

TEST_F(TrendOf, ASpanBeginsAtADateOrBehindARevision) {
  repository_.accept(100000, "first numbers");
  repository_.accept(110000, "one");
  EXPECT_THAT(repository_.git("tag v1"), Succeeds());
  repository_.accept(121000, "two");
  for (const char* since : {"v1", "2025-01-03", "HEAD~1"})
    EXPECT_THAT(repository_.trend({"--since", since}),
                Says(ExitStatus::kOk,
                     "a/b  +10 % in 1 accepted change (peak_bytes 110,000 -> 121,000), 2025-01-03\n"))
        << since;
  EXPECT_THAT(repository_.trend({"--since", "2025-01-04"}),
              Says(ExitStatus::kOk, "a/b  no accepted change\n"));
  EXPECT_THAT(repository_.trend({"--since", "v2"}),
              Fails(ExitStatus::kUsage, "no such revision: v2", "a date is written 2026-10-14"));
}

TEST_F(TrendOf, ALimitSetByHandIsAnAcceptedChangeAndMayBeTooLoose) {
  repository_.accept(100000, "first numbers");
  repository_.edit("a/b", "\"limit\": null", "\"limit\": 9000000");
  repository_.commit("Cap what is allocated");
  const Ran ran = repository_.trend();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "a/b  1 accepted change, "));
  EXPECT_THAT(ran.out,
              ContainsRegex("2025-01-02  [0-9a-f]{12}  allocated_bytes +none +9,000,000 +hard limit  first "
                            "numbers .Cap what is allocated."));
  EXPECT_THAT(ran.out, HasSubstr("too loose: allocated_bytes: the hard limit is 9,000,000, "));
  EXPECT_EQ(repository_.trend_json()["too_loose"][0]["allowed"], 9000000);
}

TEST_F(TrendOf, AMovedScenarioKeepsItsHistory) {
  repository_.accept(100000, "first numbers");
  repository_.accept(110000, "more");
  EXPECT_THAT(repository_.git("mv baselines/linux-test/a/b.json baselines/linux-test/a/new.json"),
              Succeeds());
  repository_.edit("a/new", "\"scenario\": \"a/b\"", "\"scenario\": \"a/new\"");
  project_.remove("a/b");
  project_.scenario("a/new", {"allocate", "110000", "0"});
  repository_.commit("A better name");
  repository_.accept(121000, "and more", "a/new");
  const Ran ran = repository_.trend();
  EXPECT_THAT(ran,
              Says(ExitStatus::kOk, "a/new  +21 % in 2 accepted changes (peak_bytes 100,000 -> 121,000)"));
  EXPECT_THAT(ran.out, HasSubstr("renamed from a/b"));
  EXPECT_THAT(ran.out, Not(HasSubstr("\na/b  "))) << "it lives on under its new name";
  EXPECT_THAT(repository_.trend({"a/b"}), Says(ExitStatus::kOk, "deleted")) << "but it may be asked for";
}

TEST_F(TrendOf, ADeletedBaselineThatCameBackHidesNothing) {
  repository_.accept(100000, "first numbers");
  std::filesystem::remove(project_.baseline_path("a/b"));
  repository_.commit("Away with it");
  repository_.accept(150000, "");
  const Ran ran = repository_.trend();
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "a/b  +50 % in 1 accepted change"));
  EXPECT_THAT(ran.out, ContainsRegex("2025-01-02  [0-9a-f]{12} +deleted  Away with it\n"));
  EXPECT_THAT(ran.out, ContainsRegex("2025-01-03  [0-9a-f]{12} +created"));
}

TEST_F(TrendOf, WhatNobodyMeasuredForLongIsSaid) {
  repository_.accept(100000, "first numbers");
  EXPECT_THAT(project_.shell("touch -d '200 days ago' results/a/b.counting.json"), Succeeds());
  EXPECT_THAT(repository_.trend(),
              Says(ExitStatus::kOk, "not measured for long: the last result is 200 days old\n"));
  EXPECT_THAT(repository_.trend({"--stale-after", "200"}).out, Not(HasSubstr("not measured")));
  std::filesystem::remove(project_.result_path("a/b"));
  EXPECT_THAT(repository_.trend(), Says(ExitStatus::kOk, "not measured for long: there is no result\n"));
}

TEST_F(TrendOf, TheLastMeasurementIsComparedWithTheBaseline) {
  repository_.accept(100000, "first numbers");
  project_.scenario("a/b", {"allocate", "100900", "0"});
  EXPECT_THAT(project_.check(), Succeeds());
  EXPECT_THAT(repository_.trend(), Says(ExitStatus::kOk, "0 days old: peak_bytes 100,900 (+0.9 %)"));
}

TEST_F(TrendOf, WhatIsNotCommittedSaysSo) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  repository_.commit("A scenario");
  EXPECT_THAT(project_.update(), Succeeds());
  EXPECT_THAT(repository_.trend(), Says(ExitStatus::kOk, "not committed: no commit has the file\n"));
  repository_.commit("Its baseline");
  EXPECT_THAT(repository_.trend().out, Not(HasSubstr("not committed")));
  project_.scenario("a/b", {"allocate", "200000", "0"});
  EXPECT_THAT(project_.update({"--reason", "more"}), Succeeds());
  EXPECT_THAT(repository_.trend(),
              Says(ExitStatus::kOk, "not committed: the file says something else than git has\n"));
}

TEST_F(TrendOf, AShallowCloneSaysThatItsHistoryIsCut) {
  repository_.accept(100000, "first numbers");
  repository_.accept(110000, "one");
  repository_.accept(121000, "two");
  const Ran ran = project_.shell(
      "git clone -q --depth 2 \"file://$PWD\" ../clone && cd ../clone && \"$HIGHWATER\" trend");
  EXPECT_THAT(ran, Says(ExitStatus::kOk, "a/b  +10 % in 1 accepted change (peak_bytes 110,000 -> 121,000)"));
  EXPECT_THAT(ran.out, HasSubstr("note: this is a shallow clone: the history is cut"));
  EXPECT_THAT(ran.out, HasSubstr("git fetch --unshallow"));
}

TEST_F(TrendOf, AWorktreeAndASubFolderWork) {
  project_.manifest()["baselines"] = "deep/down/baselines";
  repository_.accept(100000, "first numbers");
  repository_.accept(110000, "one");
  EXPECT_THAT(project_.shell("git worktree add -q ../tree && cd ../tree && \"$HIGHWATER\" trend"),
              Says(ExitStatus::kOk, "a/b  +10 % in 1 accepted change"));
  EXPECT_THAT(project_.shell("mkdir sub && cd sub && \"$HIGHWATER\" trend --manifest ../highwater.json"),
              Says(ExitStatus::kOk, "a/b  +10 % in 1 accepted change"));
  EXPECT_THAT(project_.shell("cp -r . ../copy && cd ../copy && rm -rf .git deep && \"$HIGHWATER\" trend"),
              Says(ExitStatus::kUsage, "deep/down/baselines: not in a git repository"));
}

TEST_F(TrendOf, NothingToShowIsNeverASuccess) {
  project_.scenario("a/b", {"allocate", "100000", "0"});
  EXPECT_THAT(repository_.trend(),
              Fails(ExitStatus::kUsage, "the git repository has no commit yet", "commit the baselines"));
  repository_.commit("A scenario");
  EXPECT_THAT(repository_.trend(),
              Fails(ExitStatus::kUsage, "no baseline, now or in the history", "highwater update"));
  EXPECT_THAT(repository_.trend({"a/b"}),
              Fails(ExitStatus::kBaseline, "no baseline for \"a/b\"", "update a/b"));
  EXPECT_THAT(repository_.trend({"a/bb"}),
              Fails(ExitStatus::kUsage, "there is no scenario \"a/bb\"", "did you mean \"a/b\"?"));
  repository_.accept(100000, "first numbers", "c");
  EXPECT_THAT(repository_.trend({"a/b", "c"}), Says(ExitStatus::kBaseline, "c  no accepted change"))
      << "what there is is shown";
  EXPECT_THAT(repository_.trend({"--metric", "bytes"}), Says(ExitStatus::kUsage, "bytes"));
  EXPECT_THAT(project_.shell("rm -rf .git && \"$HIGHWATER\" trend"),
              Fails(ExitStatus::kUsage, "not in a git repository", "keep their folder in a repository"));
}

TEST_F(TrendOf, TheJsonMayGoIntoAFile) {
  repository_.accept(100000, "first numbers");
  EXPECT_THAT(repository_.trend({"--json", "out/trend.json"}), Says(ExitStatus::kOk, "1 baseline: "));
  EXPECT_EQ(nlohmann::json::parse(project_.text(project_.path("out/trend.json")))["schema"], 1);
  EXPECT_THAT(repository_.trend({"--json", "/proc/nowhere"}), Says(ExitStatus::kUsage, "/proc/nowhere"));
}

}  // namespace
}  // namespace highwater
