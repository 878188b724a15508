// SPDX-License-Identifier: Apache-2.0
// Results that cannot be shown, flags that make no sense and places that cannot be written: each is said
// clearly, with the remedy, and nothing is overwritten half way.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "report/testing/made_result.h"
#include "result/json.h"
#include "tests/export/testing/workshop.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

class BadInput : public testing::Test {
 protected:
  BadInput() { workshop_.save("good.json", made_result({made_site(700, {"f", "main"})})); }

  // By every command that reads sites.
  void expect_refused(const std::string& file, const std::string& what, const std::string& hint = "") {
    for (const Words& words :
         {Words{"top", file}, Words{"diff", file, "good.json"}, Words{"diff", "good.json", file},
          Words{"export", file, "--format", "pprof"}, Words{"export", file, "--format", "massif"},
          Words{"export", file, "--format", "folded"}}) {
      const Ran ran = project().highwater(words);
      EXPECT_THAT(ran, Says(ExitStatus::kUsage, "highwater: error: " + what))
          << testing::PrintToString(words);
      EXPECT_TRUE(hint.empty() || has_hint(ran.err, hint)) << ran.err;
      EXPECT_EQ(ran.out, "");
    }
  }
  // The same after `edit` has made something else of the good result's text.
  void expect_refused_when(const std::string& from, const std::string& to, const std::string& what,
                           const std::string& hint = "") {
    std::string text = project().text(project().path("good.json"));
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << text;
    text.replace(at, from.size(), to);
    project().write("bad.json", text);
    expect_refused("bad.json", what, hint);
  }
  Project& project() { return workshop_.project(); }
  Workshop workshop_;
};

TEST_F(BadInput, AFileThatIsNotThere) {
  expect_refused("nosuch.json", "nosuch.json: open: No such file or directory");
}

TEST_F(BadInput, AFolder) {
  expect_refused(".", ".: read: Is a directory");
}

TEST_F(BadInput, AnotherSchema) {
  expect_refused_when("\"schema\": 1", "\"schema\": 2", "bad.json:2: schema: too new",
                      "use a newer highwater");
  expect_refused_when("\"schema\": 1", "\"schema\": 0", "bad.json:2: schema: too old", "measure again");
}

TEST_F(BadInput, ATruncatedFile) {
  const std::string text = project().text(project().path("good.json"));
  project().write("bad.json", text.substr(0, text.size() / 2));
  expect_refused("bad.json", "bad.json:");
}

TEST_F(BadInput, AFrameThatIsNotThere) {
  expect_refused_when("\"stack\":[0,1]", "\"stack\":[0,9]", "bad.json:");
  expect_refused_when("\"stack\":[0,1]", "\"stack\":[-1]", "bad.json:");
  expect_refused_when("\"stack\":[0,1]", "\"stack\":[]", "bad.json:");
}

TEST_F(BadInput, NumbersThatNoProgramHas) {
  for (const std::string number : {"9223372036854775807", "-9223372036854775808", "1152921504606846977"})
    expect_refused_when("\"allocated_bytes\":700,\"allocations\"",
                        fmt::format("\"allocated_bytes\":{},\"allocations\"", number),
                        "bad.json: whole process: the sites add up to more bytes than any program has",
                        "the file is damaged; measure again");
}

TEST_F(BadInput, NumbersThatAddUpToMoreThanAnyProgramHas) {
  std::vector<SiteResult> sites;
  for (int i = 0; i < 9; ++i) sites.push_back(made_site(std::int64_t{1} << 58, {fmt::format("f{}", i)}));
  workshop_.save("bad.json", made_result(sites));
  expect_refused("bad.json", "bad.json: whole process: the sites add up to more bytes than any program has");
}

TEST_F(BadInput, ATimelineThatRunsBackwards) {
  Measurement measurement = made_result({made_site(700, {"f"})});
  measurement.timeline.points = {{0, 0, 0}, {700, 700, 1}, {600, 700, 2}};
  workshop_.save("bad.json", measurement);
  EXPECT_THAT(
      project().highwater({"export", "bad.json", "--format", "massif"}),
      Fails(ExitStatus::kUsage, "bad.json: timeline.points[2]: the clock runs backwards", "measure again"));
  measurement.timeline.points[2] = {800, -1, 2};
  workshop_.save("bad.json", measurement);
  EXPECT_THAT(
      project().highwater({"export", "bad.json", "--format", "massif"}),
      Fails(ExitStatus::kUsage, "bad.json: timeline.points[2]: negative live bytes", "measure again"));
}

TEST_F(BadInput, AResultWithoutSites) {
  Measurement measurement = made_result({});
  measurement.has_sites = false;
  workshop_.save("counted.json", measurement);
  expect_refused("counted.json", "counted.json: the result has no call sites", "highwater run --sites");
  measurement.probe = ProbeKind::kMassif;
  workshop_.save("massif.json", measurement);
  expect_refused("massif.json", "massif.json: the result has no call sites", "highwater run --sites");
}

TEST_F(BadInput, ARegionThatIsNotThere) {
  workshop_.measure("real.json", 1);
  EXPECT_THAT(project().highwater({"top", "real.json", "--region", "laod"}),
              Fails(ExitStatus::kUsage, "real.json: there is no region \"laod\"", "did you mean \"load\"?"));
  EXPECT_THAT(project().highwater({"top", "real.json", "--region", "another"}),
              Fails(ExitStatus::kUsage, "real.json: there is no region \"another\"", "its regions: load"));
  EXPECT_THAT(project().highwater({"export", "real.json", "--format", "bencher", "--region", "x"}),
              Fails(ExitStatus::kUsage, "real.json: there is no region \"x\"", "its regions: load"));
}

TEST_F(BadInput, NamesOfTheProgramAreShownAndNotObeyed) {
  const std::string name = "evil\n100% \033[31m;\"<script>'";
  Measurement measurement = made_result({made_site(700, {name, "main"})});
  measurement.command = {"./\033[1mapp\nline"};
  measurement.regions = {{.name = "r\033[2J\n", .metrics = {}, .sites = measurement.sites}};
  workshop_.save("evil.json", measurement);
  const std::string shown = "evil\\x0a100% \\x1b[31m;\"<script>'";
  for (const std::string words :
       {"top evil.json", "top evil.json --region \"$(printf 'r\\033[2J\\n.')\"", "diff evil.json evil.json",
        "export evil.json --format folded", "export evil.json --format massif",
        "export evil.json --format prometheus"}) {
    const Ran ran = project().shell("\"$HIGHWATER\" " + words);
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("\033"))) << words;
  }
  EXPECT_THAT(workshop_.highwater("top evil.json"), HasSubstr("100%  " + shown + "\n"));
  EXPECT_EQ(workshop_.highwater("export evil.json --format folded"),
            "main;evil\\x0a100% \\x1b[31m:\"<script>' 700\n");
  EXPECT_THAT(workshop_.highwater("export evil.json --format massif"),
              HasSubstr(": " + shown + " (in /bin/app)\n"));
}

TEST_F(BadInput, FlagsThatMakeNoSense) {
  EXPECT_THAT(project().highwater({"export", "good.json"}), Says(ExitStatus::kUsage, "--format"));
  EXPECT_THAT(project().highwater({"export", "good.json", "--format", "svg"}),
              Says(ExitStatus::kUsage, "--format"));
  EXPECT_THAT(project().highwater({"export", "good.json", "good.json", "--format", "pprof"}),
              Fails(ExitStatus::kUsage, "--format pprof takes one result, not 2", "export each on its own"));
  EXPECT_THAT(project().highwater({"export", "good.json", "--format", "pprof", "--by", "peak"}),
              Fails(ExitStatus::kUsage, "--by has no meaning with --format pprof", "leave it out"));
  EXPECT_THAT(project().highwater({"top", "good.json", "--by", "rss"}), Says(ExitStatus::kUsage, "--by"));
  EXPECT_THAT(project().highwater({"top", "good.json", "-n", "-1"}), Says(ExitStatus::kUsage, "-n"));
  EXPECT_THAT(project().highwater({"top"}), Says(ExitStatus::kUsage, "RESULT"));
  EXPECT_THAT(project().highwater({"diff", "good.json"}), Says(ExitStatus::kUsage, "NEW"));
}

TEST_F(BadInput, AProfileIsNotWrittenToATerminal) {
  const std::string command =
      "exec script -qec \"$HIGHWATER export good.json --format {}\" /dev/null < /dev/null";
  EXPECT_THAT(project().shell(fmt::format(fmt::runtime(command), "pprof")),
              Fails(ExitStatus::kUsage, "a pprof profile is binary, and standard output is a terminal",
                    "--output profile.pb.gz"));
  EXPECT_THAT(project().shell(fmt::format(fmt::runtime(command), "folded")),
              Says(ExitStatus::kOk, "main;f 700"));
}

TEST_F(BadInput, OutputThatCannotBeWritten) {
  EXPECT_THAT(project().highwater({"export", "good.json", "--format", "folded", "--output", "good.json/x"}),
              Says(ExitStatus::kUsage, "good.json"));
  EXPECT_THAT(project().highwater({"export", "good.json", "--format", "folded", "--output", "."}),
              Says(ExitStatus::kUsage, ".: write: Is a directory"));
  EXPECT_THAT(project().shell("\"$HIGHWATER\" export good.json --format folded > /dev/full"),
              Says(ExitStatus::kUsage, "standard output: write: No space left on device"));
  EXPECT_THAT(project().shell("\"$HIGHWATER\" export good.json --format folded --output /dev/full"),
              Says(ExitStatus::kUsage, "/dev/full: write: No space left on device"));
}

TEST_F(BadInput, AnErrorLeavesTheOutputAsItWas) {
  project().write("out.pb.gz", "old");
  EXPECT_THAT(project().highwater({"export", "nosuch.json", "--format", "pprof", "--output", "out.pb.gz"}),
              Says(ExitStatus::kUsage, "nosuch.json"));
  // A limit on the size of files is a disk that is full half way.
  workshop_.measure("real.json", 1);
  EXPECT_THAT(
      project().shell("ulimit -f 1; \"$HIGHWATER\" export real.json --format massif --output out.pb.gz"),
      Fails(ExitStatus::kUsage, "out.pb.gz: write: File too large", "nothing was replaced"));
  EXPECT_EQ(project().text(project().path("out.pb.gz")), "old");
  for (const std::string& file : files_below(project().folder()))
    EXPECT_EQ(file.rfind("out.pb.gz.", 0), std::string::npos) << file;
}

}  // namespace
}  // namespace highwater
