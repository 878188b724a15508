// SPDX-License-Identifier: Apache-2.0
// What these tests look for would be seen.
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "tests/kill/testing/faulty_project.h"

namespace highwater {
namespace {

const std::string kBaseline = "baselines/linux-test/a/b.json";
const std::string kResult = "results/a/b.counting.json";

std::string first_half(const std::string& text) {
  return text.substr(0, text.size() / 2);
}

class FaultyProjects : public testing::Test {
 protected:
  std::string text(const std::string& name) { return project_.text(project_.path(name)); }

  // A check that is done, and whose result is then changed into another that it may write.
  template <typename Change>
  Ran checked_and_changed(Change change) {
    faulty_.before(kCheckCommand);
    Ran ran = project_.check();
    faulty_.expect_done(ran);
    nlohmann::json result = nlohmann::json::parse(text(kResult));
    change(result);
    project_.write(kResult, result.dump(2) + "\n");
    faulty_.expect_old_or_new();
    return ran;
  }

  FaultyProject faulty_;
  Project& project_ = faulty_.project();
};

TEST_F(FaultyProjects, AHalfWrittenFileIsSeen) {
  faulty_.before(kUpdateCommand);
  project_.write(kBaseline + ".abcdef", first_half(text(kBaseline)));
  EXPECT_NONFATAL_FAILURE(faulty_.expect_old_or_new(), "a/b.json.abcdef is neither");
}

TEST_F(FaultyProjects, AHalfWrittenReportIsSeen) {
  EXPECT_THAT(project_.highwater(kReportCommand.words), Succeeds());
  for (const std::string name : {"out/report.html", "out/junit.xml", "out/report.md"}) {
    const std::string whole = text(name);
    faulty_.before(kReportCommand);
    project_.write(name, whole);
    faulty_.expect_old_or_new();
    project_.write(name, first_half(whole));
    EXPECT_NONFATAL_FAILURE(faulty_.expect_old_or_new(), name + " is neither");
    project_.write(name, "");
    EXPECT_NONFATAL_FAILURE(faulty_.expect_old_or_new(), name + " is neither");
  }
}

TEST_F(FaultyProjects, ALostBaselineIsSeen) {
  faulty_.before(kUpdateCommand);
  ::unlink(project_.path(kBaseline).c_str());
  EXPECT_NONFATAL_FAILURE(faulty_.expect_old_or_new(), "a/b.json is lost");
}

TEST_F(FaultyProjects, AFileThatIsNoneOfTheCommandsIsSeen) {
  const std::string old = text(kBaseline);
  faulty_.allocate(300000, 200000);
  EXPECT_THAT(project_.highwater(kUpdateCommand.words), Succeeds());
  const std::string whole = text(kBaseline);
  project_.write(kBaseline, old);
  faulty_.before(kCheckCommand);
  project_.write(kBaseline, whole);
  EXPECT_NONFATAL_FAILURE(faulty_.expect_old_or_new(), "not a file that the command changes");
}

TEST_F(FaultyProjects, AFileThatIsLeftOverIsSeen) {
  faulty_.before(kCheckCommand);
  faulty_.expect_same_names();
  project_.write(kResult + ".abcdef", text(kResult));
  EXPECT_NONFATAL_FAILURE(faulty_.expect_same_names(), "a/b.counting.json.abcdef is left over");
}

TEST_F(FaultyProjects, AResultThatWasNotReplacedIsSeen) {
  faulty_.allocate(200000, 200000);
  faulty_.before(kCheckCommand);
  const Ran ran = project_.check({"a/c"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_NONFATAL_FAILURE(faulty_.expect_done(ran), kResult + " is not done");
}

TEST_F(FaultyProjects, AResultThatWasNotCheckedIsSeen) {
  faulty_.allocate(200000, 200000);
  EXPECT_THAT(project_.highwater(kUpdateCommand.words), Succeeds());
  faulty_.before(kCheckCommand);
  const Ran ran = project_.check({"a/c"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_NONFATAL_FAILURE(faulty_.expect_done(ran), "of another command");
}

TEST_F(FaultyProjects, ARegressionThatIsNotExplainedIsSeen) {
  faulty_.allocate(300000, 200000);
  const Ran ran = checked_and_changed([](nlohmann::json& result) { result.erase("sites"); });
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, ""));
  EXPECT_NONFATAL_FAILURE(faulty_.expect_done(ran), "a regression without sites");
}

TEST_F(FaultyProjects, AnErrorInAResultIsSeen) {
  faulty_.allocate(200000, 200000);
  const Ran ran = checked_and_changed([](nlohmann::json& result) {
    result["check"]["error"] = {{"exit_code", 5}, {"what", "no memory"}, {"hint", "make room"}};
  });
  EXPECT_THAT(ran, Succeeds());
  EXPECT_NONFATAL_FAILURE(faulty_.expect_done(ran), "an error: no memory");
}

TEST_F(FaultyProjects, ABaselineThatWasNotReplacedIsSeen) {
  faulty_.allocate(300000, 300000);
  faulty_.before(kUpdateCommand);
  const std::string old = text(kBaseline);
  const Ran ran = project_.highwater(kUpdateCommand.words);
  EXPECT_THAT(ran, Succeeds());
  faulty_.expect_done(ran);
  EXPECT_EQ(faulty_.changed_baselines(), 2);
  project_.write(kBaseline, old);
  EXPECT_NONFATAL_FAILURE(faulty_.expect_done(ran), "an old number: 200000");
  EXPECT_EQ(faulty_.changed_baselines(), 1);
}

TEST_F(FaultyProjects, AReportThatWasNotWrittenIsSeen) {
  faulty_.before(kReportCommand);
  const Ran ran =
      project_.highwater({"report", "results", "--html", "out/report.html", "--junit", "out/junit.xml"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_NONFATAL_FAILURE(faulty_.expect_done(ran), "out/report.md is not done");
  ::unlink(project_.path("out/report.md").c_str());
  EXPECT_NONFATAL_FAILURE(faulty_.expect_done(ran), "missing");
}

TEST_F(FaultyProjects, AProcessThatStaysIsSeen) {
  const Background left({"/bin/sleep", "60"}, {}, project_.folder());
  EXPECT_NONFATAL_FAILURE(faulty_.expect_no_process(), "is still there");
}

TEST_F(FaultyProjects, AFaultIsCarriedOut) {
  EXPECT_GT(faulty_.calls_of({"check"}), 3);
  EXPECT_EQ(faulty_.with_fault("kill:1", {"check"}).code, std::nullopt);
  EXPECT_NE(faulty_.with_fault("EIO:1", {"check"}).code, 0);
}

}  // namespace
}  // namespace highwater
