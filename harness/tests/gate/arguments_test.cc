// SPDX-License-Identifier: Apache-2.0
// Command lines that mean nothing: exit code 2, with what was probably meant.
#include <gtest/gtest.h>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;

struct Case {
  const char* name;
  Words arguments;
  const char* what;
  const char* hint;
};

void PrintTo(const Case& bad, std::ostream* stream) {
  *stream << bad.name;
}

class Arguments : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(
    , Arguments,
    testing::Values(
        Case{"Nothing", {}, "no subcommand given", "`highwater -h` shows them"},
        Case{"MisspelledSubcommand", {"chekc"}, "no such subcommand: chekc", "did you mean \"check\"?"},
        Case{"UnknownSubcommand", {"zzzzzz"}, "no such subcommand: zzzzzz", "`highwater -h` shows them"},
        Case{"HelpOfAnUnknownSubcommand",
             {"help", "chekc"},
             "no such subcommand: chekc",
             "did you mean \"check\"?"},
        Case{"MisspelledFlag", {"check", "--stict"}, "--stict", "did you mean \"--strict\"?"},
        Case{"MisspelledFlagWithValue", {"update", "--raeson=x"}, "--raeson", "did you mean \"--reason\"?"},
        Case{"UnknownFlag", {"check", "--zzzzzz"}, "--zzzzzz", "`highwater help check` shows the flags"},
        Case{
            "FlagWithoutItsValue", {"check", "--probe"}, "--probe", "`highwater help check` shows the flags"},
        Case{"UnknownProbe",
             {"check", "--probe", "masif"},
             "--probe: masif not in {counting,massif}",
             "`highwater help check` shows the flags"},
        Case{"UnknownColour",
             {"list", "--color", "sometimes"},
             "--color: sometimes not in {auto,always,never}",
             "`highwater help list` shows the flags"},
        Case{"ArgumentOfListing", {"list", "a/b"}, "a/b", "`highwater help list` shows the flags"},
        Case{"RunWithoutACommand", {"run"}, "no command to measure", "highwater run -- ./program argument"},
        Case{"RunWithoutDashes", {"run", "./program"}, "./program", "highwater run -- ./program argument"},
        Case{"RunWithNothingBehindTheDashes",
             {"run", "--"},
             "no command to measure",
             "highwater run -- ./program argument"},
        Case{"NegativeTimeout",
             {"run", "--timeout", "-1", "--", "true"},
             "--timeout: expected seconds above 0, at most 604800 (a week), found \"-1\"",
             "`highwater help run` shows the flags"},
        Case{"NoTimeout",
             {"run", "--timeout", "0", "--", "true"},
             "expected seconds above 0",
             "`highwater help run` shows the flags"},
        Case{"TimeoutThatIsNoNumber",
             {"run", "--timeout", "nan", "--", "true"},
             "expected seconds above 0",
             "`highwater help run` shows the flags"},
        Case{"TimeoutBeyondAllReason",
             {"run", "--timeout", "1e30", "--", "true"},
             "expected seconds above 0",
             "`highwater help run` shows the flags"},
        Case{"NothingToKeep",
             {"run", "--keep", "0", "--", "true"},
             "--keep: expected a whole number, at least 1 and at most 1000000000, found \"0\"",
             "`highwater help run` shows the flags"},
        Case{"MoreRepetitionsThanNumbers",
             {"run", "--repeat", "99999999999999999999", "--", "true", "{n}"},
             "--repeat: expected a whole number",
             "`highwater help run` shows the flags"},
        Case{"EmptyFile",
             {"run", "--json", "", "--", "true"},
             "run: the value of --json is empty",
             "is a variable of the shell not set? give it a value, or leave --json out"},
        Case{"EmptyAddress", {"run", "--serve", "", "--", "true"}, "--serve is empty", "leave --serve out"},
        Case{"EmptyScenario", {"check", ""}, "SCENARIO is empty", "leave SCENARIO out"},
        Case{"EmptyReport",
             {"check", "--html", ""},
             "check: the value of --html is empty",
             "leave --html out"},
        Case{"ChildrenUnderMassif",
             {"run", "--children", "--probe", "massif", "--", "true"},
             "--children needs the counting probe",
             "leave --probe massif out"},
        Case{"ScenarioBehindDashes",
             {"check", "--", "nosuch"},
             "there is no scenario \"nosuch\"",
             "highwater list"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST_P(Arguments, AreAUsageError) {
  Project project;
  project.scenario("a/b", {"allocate", "1000", "0"});
  const Ran ran = project.highwater(GetParam().arguments);
  EXPECT_THAT(ran, Fails(ExitStatus::kUsage, GetParam().what, GetParam().hint));
  EXPECT_THAT(ran.err, testing::StartsWith("highwater: error: "));
  EXPECT_EQ(ran.out, "");
}

TEST(Help, FitsOneScreen) {
  Project project;
  for (const Words& arguments : {Words{"-h"}, Words{"--help"}, Words{"help"}}) {
    const Ran ran = project.highwater(arguments);
    EXPECT_THAT(ran, Says(ExitStatus::kOk, "Usage: highwater COMMAND"));
    EXPECT_EQ(ran.err, "");
    EXPECT_LE(std::count(ran.out.begin(), ran.out.end(), '\n'), 24);
    std::size_t width = 0;
    for (const char c : ran.out) {
      const bool continues =
          (static_cast<unsigned char>(c) & 0xc0) == 0x80;  // a further byte of one character
      width = c == '\n' ? 0 : width + (continues ? 0 : 1);
      ASSERT_LE(width, 79u) << ran.out;
    }
  }
}

TEST(Help, OfEachSubcommandHasItsFlagsAndTheExitCodes) {
  Project project;
  const std::string screen = project.highwater({"-h"}).out;
  for (const std::string command :
       {"run", "check", "update", "trend", "list", "top", "diff", "export", "doctor"}) {
    EXPECT_THAT(screen, HasSubstr("\n  " + command));
    const Ran ran = project.highwater({"help", command});
    EXPECT_THAT(ran, Says(ExitStatus::kOk, "highwater " + command));
    EXPECT_THAT(ran.out, HasSubstr("--color"));
    EXPECT_THAT(ran.out, HasSubstr("Exit codes: 0 within limits, 1 regression"));
    EXPECT_EQ(project.highwater({command, "--help"}).out, ran.out);
    EXPECT_EQ(project.highwater({command, "-h"}).out, ran.out);
  }
}

TEST(Version, IsOneLine) {
  const Ran ran = Project().highwater({"--version"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_EQ(ran.out, "highwater " HIGHWATER_TEST_VERSION "\n");
}

}  // namespace
}  // namespace highwater
