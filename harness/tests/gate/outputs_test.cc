// SPDX-License-Identifier: Apache-2.0
// Files that flags name and that cannot be written: found out before anything is measured or read.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

struct Case {
  const char* name;
  Words arguments;  // the path comes behind them
};

class Outputs : public testing::TestWithParam<Case> {
 protected:
  Outputs() {
    project_.scenario("a/b", {"touch", ran_});
    project_.accept();
    fs::remove(ran_);
    fs::create_directory(project_.path("folder"));
    fs::create_symlink("loop", project_.path("loop"));
    fs::create_symlink("nowhere", project_.path("to_nowhere"));
    project_.write("file", "text");
  }

  Ran write_to(const std::string& path) {
    Words arguments = GetParam().arguments;
    arguments.push_back(path);
    return project_.highwater(arguments);
  }

  Project project_;
  const std::string ran_ = project_.path("ran");
};
INSTANTIATE_TEST_SUITE_P(
    , Outputs,
    testing::Values(Case{"Check", {"check", "--html"}}, Case{"Selftest", {"selftest", "--json"}},
                    Case{"Trend", {"trend", "--json"}}, Case{"Review", {"review", "a..b", "--json"}},
                    Case{"ReviewAsMarkdown", {"review", "a..b", "--markdown"}},
                    Case{"Export", {"export", "result.json", "--format", "folded", "--output"}},
                    Case{"Report", {"report", "results", "--html"}}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_P(Outputs, ThatCannotBeWrittenAreRefusedFirst) {
  const auto refuses = [](const char* what) { return Fails(ExitStatus::kUsage, what, "another file"); };
  EXPECT_THAT(write_to("folder"), Fails(ExitStatus::kUsage, "folder: write: Is a directory", "a file in it"));
  EXPECT_THAT(write_to("absent/"), Fails(ExitStatus::kUsage, "absent/: write: Is a directory", "a file"));
  EXPECT_THAT(write_to("loop"), refuses("loop: write: Too many levels of symbolic links"));
  EXPECT_THAT(write_to("loop/file"), refuses("loop/file: write: Too many levels of symbolic links"));
  EXPECT_THAT(write_to("file/absent/file"), refuses("file: mkdir: Not a directory"));
  EXPECT_THAT(write_to("to_nowhere/file"), refuses("to_nowhere: mkdir: No such file or directory"));
  EXPECT_THAT(write_to(std::string(300, 'a')), refuses("a: write: File name too long"));
  // It fits, and the name of the file that is renamed to it in the end does not.
  EXPECT_THAT(write_to(std::string(250, 'a')), refuses("a: write: File name too long"));
  EXPECT_FALSE(fs::exists(ran_));
  EXPECT_TRUE(fs::is_symlink(project_.path("loop")));
}

TEST(OutputsOfCheck, AFolderForAProposalThatCannotBeWrittenIsRefusedFirst) {
  Project project;
  const std::string ran = project.path("ran");
  project.scenario("a/b", {"touch", ran});
  project.write("file", "text");
  EXPECT_THAT(project.check({"--proposal", "file"}),
              Fails(ExitStatus::kUsage, "file: mkdir: Not a directory", "another place"));
  fs::create_directories(project.path("folder/proposal.json"));
  EXPECT_THAT(project.check({"--proposal", "folder"}),
              Fails(ExitStatus::kUsage, "folder/proposal.json: write: Is a directory", "a file in it"));
  EXPECT_FALSE(fs::exists(ran));
}

TEST(OutputsOfCheck, APageIsWrittenIntoFoldersThatAreNotThereYet) {
  Project project;
  project.scenario("a/b", {"allocate", "1000", "0"});
  project.accept();
  EXPECT_THAT(project.check({"--html", "new/folder/page.html"}), Succeeds());
  EXPECT_TRUE(fs::exists(project.path("new/folder/page.html")));
}

}  // namespace
}  // namespace highwater
