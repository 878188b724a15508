// SPDX-License-Identifier: Apache-2.0
// Colour and progress: on a terminal (a pseudo-terminal that script(1) makes), and never in a pipe.
#include <gtest/gtest.h>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kRed = "\033[31m";
constexpr const char* kEscape = "\033";
constexpr const char* kProgress = "[1/1] a/b (counting)";

class Terminal : public testing::Test {
 protected:
  Terminal() {
    project_.scenario("a/b", {"allocate", "100000", "0"});
    project_.accept();
    project_.scenario("a/b", {"allocate", "200000", "0"});
    project_.variable("TERM", "xterm");
    project_.variable("CI", "");
  }
  Ran on_a_terminal(const std::string& arguments) {
    return project_.shell("exec script -qec \"$HIGHWATER " + arguments + "\" /dev/null < /dev/null");
  }
  Project project_;
};

TEST_F(Terminal, HasColourAndALineOfProgress) {
  const Ran ran = on_a_terminal("check");
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, kRed));
  EXPECT_THAT(ran.out, HasSubstr(kProgress));
}

TEST_F(Terminal, IsNotAPipe) {
  const Ran ran = project_.check();
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "REGRESSION"));
  EXPECT_THAT(ran.out, Not(HasSubstr(kEscape)));
  EXPECT_EQ(ran.err, "");
}

// Some CI servers give their jobs a terminal, and keep every line that was ever on it.
TEST_F(Terminal, OfACiServerGetsNoProgress) {
  project_.variable("CI", "true");
  const Ran ran = on_a_terminal("check");
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, kRed));
  EXPECT_THAT(ran.out, Not(HasSubstr(kProgress)));
}

TEST_F(Terminal, HasNoColourWithNoColor) {
  project_.variable("NO_COLOR", "1");
  const Ran ran = on_a_terminal("check");
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "REGRESSION"));
  EXPECT_THAT(ran.out, Not(HasSubstr(kRed)));
  EXPECT_THAT(ran.out, HasSubstr(kProgress));
}

TEST_F(Terminal, HasColourWithAnEmptyNoColor) {
  project_.variable("NO_COLOR", "");
  EXPECT_THAT(on_a_terminal("check"), Says(ExitStatus::kRegression, kRed));
}

TEST_F(Terminal, ThatIsDumbGetsNoEscapeAtAll) {
  project_.variable("TERM", "dumb");
  const Ran ran = on_a_terminal("check");
  EXPECT_THAT(ran, Says(ExitStatus::kRegression, "REGRESSION"));
  EXPECT_THAT(ran.out, Not(HasSubstr(kEscape)));
}

TEST_F(Terminal, ObeysColorAlwaysAndNever) {
  EXPECT_THAT(project_.check({"--color", "always"}), Says(ExitStatus::kRegression, kRed));
  EXPECT_THAT(on_a_terminal("check --color never").out, Not(HasSubstr(kRed)));
  project_.variable("NO_COLOR", "1");
  EXPECT_THAT(project_.check({"--color", "always"}), Says(ExitStatus::kRegression, kRed));
}

TEST_F(Terminal, ErrorsHaveTheColourOfTheirOwnStream) {
  EXPECT_THAT(on_a_terminal("check nosuch"), Says(ExitStatus::kUsage, "\033[31merror:"));
  EXPECT_THAT(project_.check({"nosuch"}), Says(ExitStatus::kUsage, "highwater: error: highwater.json"));
}

}  // namespace
}  // namespace highwater
