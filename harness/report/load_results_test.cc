// SPDX-License-Identifier: Apache-2.0
#include "report/load_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "result/json.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::string result(const std::string& scenario, const std::string& profile) {
  Measurement measurement;
  measurement.scenario = scenario;
  measurement.end.code = 0;
  measurement.context.profile = profile;
  measurement.timeline.points = {{0, 0, 0}, {1, 1, 1}};
  return to_json(measurement);
}

class LoadResults : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return directory_.path() + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(write_file(path(name), text));
  }
  TemporaryDirectory directory_ = *TemporaryDirectory::create("highwater-load-test");
};

TEST_F(LoadResults, FoldersAreSearchedToTheirGround) {
  write("r/b/x.json", "");
  write("r/a/y/z.json", "");
  write("r/notes.txt", "");
  write("single", "");
  EXPECT_THAT(*find_result_files({path("single"), path("r")}),
              ElementsAre(path("single"), path("r/a/y/z.json"), path("r/b/x.json")));
}

TEST_F(LoadResults, AFileThatIsNamedTwiceIsReadOnce) {
  write("r/x.json", "");
  EXPECT_EQ(find_result_files({path("r/x.json"), path("r"), path("r/../r/x.json")})->size(), 1U);
}

TEST_F(LoadResults, AFolderInACircleEnds) {
  write("r/x.json", "");
  fs::create_directory_symlink(path("r"), path("r/again"));
  EXPECT_EQ(find_result_files({path("r")})->size(), 1U);
}

TEST_F(LoadResults, AFolderWithoutResultsIsAnError) {
  fs::create_directory(path("r"));
  const Error error = find_result_files({path("r")}).error();
  EXPECT_EQ(error.what, path("r") + ": no result in this folder (*.json)");
  EXPECT_EQ(error.status, ExitStatus::kUsage);
  EXPECT_FALSE(error.hint.empty());
}

TEST_F(LoadResults, OutcomesAreInOrderAndWhatIsLargeIsGone) {
  write("1.json", result("b", "linux"));
  write("2.json", result("a", "other"));
  write("3.json", result("a", "linux"));
  std::size_t points = 0;
  const LoadedResults loaded = load_results({path("1.json"), path("2.json"), path("3.json")},
                                            [&](std::size_t, const CheckOutcome& outcome) {
                                              points += outcome.measurement->timeline.points.size();
                                            });
  EXPECT_EQ(points, 6U);
  ASSERT_EQ(loaded.report.outcomes.size(), 3U);
  EXPECT_EQ(loaded.report.outcomes[0].measurement->context.profile, "linux");
  EXPECT_EQ(loaded.report.outcomes[1].measurement->context.profile, "other");
  EXPECT_EQ(loaded.report.outcomes[2].scenario, "b");
  EXPECT_TRUE(loaded.report.outcomes[0].measurement->timeline.points.empty());
}

TEST_F(LoadResults, WhatIsNoResultIsNamedWithItsLine) {
  write("good.json", result("a", "linux"));
  write("cut.json", result("a", "linux").substr(0, 100));
  write("new.json", "{\n\"schema\": 99}");
  const LoadedResults loaded =
      load_results({path("good.json"), path("cut.json"), path("new.json"), path("absent.json")},
                   [](std::size_t, const CheckOutcome&) {});
  EXPECT_EQ(loaded.report.outcomes.size(), 1U);
  ASSERT_EQ(loaded.unreadable.size(), 3U);
  EXPECT_THAT(loaded.unreadable[0].what, HasSubstr("cut.json:"));
  EXPECT_THAT(loaded.unreadable[0].what, HasSubstr("not valid JSON"));
  EXPECT_THAT(loaded.unreadable[1].what, HasSubstr("new.json:2: schema: too new"));
  EXPECT_THAT(loaded.unreadable[2].what, HasSubstr("absent.json: open: No such file"));
}

}  // namespace
}  // namespace highwater
