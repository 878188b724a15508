// SPDX-License-Identifier: Apache-2.0
// What `highwater report` does with results that are none and with outputs that cannot be: a message, and no
// file is lost or half written.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class ReportCommand : public testing::Test {
 protected:
  ReportCommand() {
    project_.scenario("a/b", {"allocate", "100000", "0"});
    project_.accept();
    EXPECT_THAT(project_.check(), Succeeds());
    project_.write("report.html", "the old page");
  }

  Ran report(const Words& arguments) {
    Words words = {"report"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return project_.highwater(words);
  }
  std::string old_page() const { return project_.text(project_.path("report.html")); }

  Project project_;
};

TEST_F(ReportCommand, WritesAllThreeAtOnce) {
  EXPECT_THAT(
      report({"results", "--html", "report.html", "--markdown", "report.md", "--junit", "report.xml"}),
      Succeeds());
  EXPECT_THAT(project_.text(project_.path("report.html")), HasSubstr("a/b"));
  EXPECT_THAT(project_.text(project_.path("report.md")), HasSubstr("a/b"));
  EXPECT_THAT(project_.text(project_.path("report.xml")), HasSubstr("a/b"));
}

TEST_F(ReportCommand, WithoutAnOutputWritesNothing) {
  EXPECT_THAT(report({"results"}), Fails(ExitStatus::kUsage, "report: nothing to write", "--html FILE"));
}

TEST_F(ReportCommand, DoesNotWriteTwoReportsToOneFile) {
  EXPECT_THAT(
      report({"results", "--html", "report.html", "--junit", "report.html"}),
      Fails(ExitStatus::kUsage, "report.html: two reports would be written to it", "a file of its own"));
  EXPECT_THAT(report({"results", "--html", "-", "--junit", "-"}),
              Fails(ExitStatus::kUsage, "two reports would be written to standard output", "a file"));
  EXPECT_EQ(old_page(), "the old page");
}

TEST_F(ReportCommand, SaysWhereItCannotWrite) {
  EXPECT_THAT(report({"results", "--html", "results"}),
              Fails(ExitStatus::kUsage, "results: write: Is a directory", "name a file in it"));
  EXPECT_THAT(report({"results", "--html", "report.html", "--markdown", "report.html/report.md"}),
              Says(ExitStatus::kUsage, "report.html: mkdir: Not a directory"));
  std::filesystem::create_symlink("loop", project_.path("loop"));
  EXPECT_THAT(report({"results", "--html", "loop"}),
              Fails(ExitStatus::kUsage, "loop: write: Too many levels of symbolic links", "another file"));
  EXPECT_EQ(old_page(), "the old page") << "one of two that cannot be written keeps the other as it was";
}

TEST_F(ReportCommand, OnAFullDiskKeepsTheOldPage) {
  project_.variable("LD_PRELOAD", HIGHWATER_TEST_FULL_DISK);
  project_.variable("HIGHWATER_TEST_FULL", project_.folder());
  EXPECT_THAT(report({"results", "--html", "report.html", "--junit", "report.xml"}),
              Says(ExitStatus::kUsage, "No space left on device"));
  EXPECT_EQ(old_page(), "the old page");
  EXPECT_FALSE(std::filesystem::exists(project_.path("report.xml")));
}

TEST_F(ReportCommand, WithoutResultsIsAnError) {
  EXPECT_THAT(report({"nowhere", "--html", "report.html"}), Says(ExitStatus::kUsage, "nowhere: "));
  EXPECT_THAT(report({"baselines/linux-test/a", "--html", "report.html"}),
              Says(ExitStatus::kUsage, "baselines/linux-test/a/b.json:"));
  EXPECT_EQ(old_page(), "the old page");
}

TEST_F(ReportCommand, NamesAResultOfAnotherSchemaAndWritesNothing) {
  project_.write("results/newer.json", "{\n  \"schema\": 99\n}\n");
  EXPECT_THAT(report({"results", "--html", "report.html"}),
              Says(ExitStatus::kUsage, "results/newer.json:2: schema: too new"));
  EXPECT_EQ(old_page(), "the old page");
}

TEST_F(ReportCommand, NamesEveryResultThatIsCutOff) {
  const std::string whole = project_.text(project_.result_path("a/b"));
  for (const char* name : {"results/first.json", "results/second.json"})
    project_.write(name, whole.substr(0, whole.size() / 2));
  const Ran ran = report({"results", "--html", "report.html"});
  EXPECT_THAT(ran, Fails(ExitStatus::kUsage, "2 of the files cannot be read as results; nothing was written",
                         "--keep-going"));
  EXPECT_THAT(ran.err, AllOf(HasSubstr("results/first.json:"), HasSubstr("results/second.json:")));
  EXPECT_EQ(old_page(), "the old page");
}

TEST_F(ReportCommand, KeepsGoingWhenAskedAndStillFails) {
  project_.write("results/broken.json", "{");
  EXPECT_THAT(
      report({"results", "--html", "report.html", "--keep-going"}),
      Says(ExitStatus::kUsage, "1 of the files cannot be read as a result; the reports are made without"));
  EXPECT_THAT(project_.text(project_.path("report.html")), AllOf(HasSubstr("a/b"), EndsWith("</html>\n")));
}

TEST_F(ReportCommand, ShowsNamesWithEscapesWithoutObeyingThem) {
  std::string result = project_.text(project_.result_path("a/b"));
  const std::string name = "\"a/b\"";
  ASSERT_THAT(result, HasSubstr(name));
  for (std::size_t at = result.find(name); at != std::string::npos; at = result.find(name))
    result.replace(at, name.size(), "\"<script>\\u001b[31m\\nred\"");
  project_.write(project_.result_path("a/b"), result);
  const Ran ran = report({"results", "--markdown", "-"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, AllOf(HasSubstr("x1b&#91;31m"), Not(HasSubstr("\x1b")), Not(HasSubstr("<script>"))));
}

}  // namespace
}  // namespace highwater
