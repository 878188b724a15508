// SPDX-License-Identifier: Apache-2.0
// What these tests look for would be seen.
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "tests/kill/testing/faulty_project.h"

namespace highwater {
namespace {

TEST(FaultyProjects, AHalfWrittenFileIsSeen) {
  FaultyProject faulty;
  const std::string whole = faulty.project().text(faulty.project().baseline_path("a/b"));
  faulty.project().write("baselines/linux-test/a/b.json.abcdef", whole.substr(0, whole.size() / 2));
  EXPECT_NONFATAL_FAILURE(faulty.expect_whole_files(), "a/b.json.abcdef is not whole");
}

TEST(FaultyProjects, ALostBaselineIsSeen) {
  FaultyProject faulty;
  ::unlink(faulty.project().baseline_path("a/c").c_str());
  EXPECT_NONFATAL_FAILURE(faulty.expect_whole_files(), "a/c has lost its baseline");
}

TEST(FaultyProjects, AProcessThatStaysIsSeen) {
  FaultyProject faulty;
  const Background left({"/bin/sleep", "60"}, {}, faulty.project().folder());
  EXPECT_NONFATAL_FAILURE(faulty.expect_no_process(), "is still there");
}

TEST(FaultyProjects, AFaultIsCarriedOut) {
  FaultyProject faulty;
  EXPECT_GT(faulty.calls_of({"check"}), 3);
  EXPECT_EQ(faulty.with_fault("kill:1", {"check"}).code, std::nullopt);
  EXPECT_NE(faulty.with_fault("EIO:1", {"check"}).code, 0);
}

}  // namespace
}  // namespace highwater
