// SPDX-License-Identifier: Apache-2.0
// `highwater run`: whose the streams are, where the JSON goes, and what the command loads.
#include <gtest/gtest.h>

#include <filesystem>

#include "result/json.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class Run : public testing::Test {
 protected:
  // A command that says "out" and "err", with these flags before it.
  Ran say(Words flags) {
    flags.insert(flags.begin(), "run");
    for (const char* word : {"--", HIGHWATER_TEST_FIXTURE, "say", "out\n", "err\n"}) flags.emplace_back(word);
    return project_.highwater(flags);
  }
  static void expect_the_result_in(const std::string& text) {
    const Expected<Measurement> measurement = measurement_from_json(text, "output");
    ASSERT_TRUE(measurement) << measurement.error().what << "\n" << text;
    EXPECT_EQ(measurement->metrics.peak_bytes, 1000);
    EXPECT_EQ(measurement->metrics.retained_bytes, 0);
    EXPECT_EQ(measurement->metrics.allocated_bytes, 1000);
    EXPECT_EQ(measurement->metrics.allocations, 1);
  }
  Project project_;
};

TEST_F(Run, TheCommandOwnsTheStreamsAndTheSummaryFollowsOnStandardError) {
  const Ran ran = say({});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_EQ(ran.out, "out\n");
  EXPECT_THAT(ran.err, testing::StartsWith("err\nhighwater: " HIGHWATER_TEST_FIXTURE));
  EXPECT_THAT(ran.err, HasSubstr("1,000 bytes in 1 allocations"));
}

TEST_F(Run, TheCommandReadsStandardInput) {
  const Ran ran = project_.shell("echo hello | $HIGHWATER run -- cat");
  EXPECT_THAT(ran, Succeeds());
  EXPECT_EQ(ran.out, "hello\n");
}

TEST_F(Run, JsonOnStandardOutputIsAloneThere) {
  const Ran ran = say({"--json", "-"});
  EXPECT_THAT(ran, Succeeds());
  expect_the_result_in(ran.out);
  EXPECT_THAT(ran.err, HasSubstr("out\n"));
  EXPECT_THAT(ran.err, HasSubstr("err\n"));
}

TEST_F(Run, JsonInAFileReplacesItAtomically) {
  project_.write("result.json", "old\n");
  const std::string file = project_.path("result.json");
  EXPECT_THAT(say({"--json", file}), Succeeds());
  expect_the_result_in(project_.text(file));
  EXPECT_THAT(files_below(project_.folder()), testing::ElementsAre("highwater.json", "result.json"));
}

TEST_F(Run, JsonInAFileDescriptorIsWrittenInPlace) {
  const Ran ran = project_.shell("$HIGHWATER run --json /dev/fd/3 -- $FIXTURE say out err 3> result.json");
  EXPECT_THAT(ran, Succeeds());
  expect_the_result_in(project_.text(project_.path("result.json")));
}

TEST_F(Run, JsonInAPipeIsWrittenInPlace) {
  EXPECT_THAT(project_.shell("mkfifo pipe && { cat pipe > copy.json & } && "
                             "$HIGHWATER run --json pipe -- $FIXTURE say out err && wait && test -p pipe"),
              Succeeds());
  expect_the_result_in(project_.text(project_.path("copy.json")));
}

TEST_F(Run, JsonThatCannotBeWrittenIsFoundOutBeforeTheCommandRuns) {
  EXPECT_THAT(project_.highwater(
                  {"run", "--json", "absent/result.json", "--", HIGHWATER_TEST_FIXTURE, "touch", "ran"}),
              Fails(ExitStatus::kUsage, "absent/result.json: write: No such file or directory",
                    "another file for --json"));
  EXPECT_THAT(project_.highwater({"run", "--json", ".", "--", HIGHWATER_TEST_FIXTURE, "touch", "ran"}),
              Says(ExitStatus::kUsage, "highwater: error: .: write: Is a directory"));
  EXPECT_FALSE(std::filesystem::exists(project_.path("ran")));
}

// Asking about such a name fails in another way than with "absent".
TEST_F(Run, JsonUnderANameThatLeadsNowhereIsAnErrorWithAHint) {
  std::filesystem::create_symlink("loop", project_.path("loop"));
  EXPECT_THAT(say({"--json", "loop"}),
              Fails(ExitStatus::kUsage, "loop: write: Too many levels of symbolic links", "another file"));
  EXPECT_THAT(say({"--json", std::string(300, 'a')}),
              Fails(ExitStatus::kUsage, "a: write: File name too long", "another file for --json"));
}

TEST_F(Run, ACommandThatFailsIsExitCodeThreeWithItsNumbers) {
  const Ran ran =
      project_.highwater({"run", "--json", "result.json", "--", HIGHWATER_TEST_FIXTURE, "exit", "5"});
  EXPECT_THAT(ran, Fails(ExitStatus::kScenario, "the command failed: exit code 5",
                         "the numbers are those up to its end"));
  expect_the_result_in(project_.text(project_.path("result.json")));
}

TEST_F(Run, ACommandThatIsAbsentIsAUsageError) {
  EXPECT_THAT(project_.highwater({"run", "--", "./absent"}),
              Fails(ExitStatus::kUsage, "./absent: exec: No such file or directory", "is it built"));
}

TEST_F(Run, ATimeOutEndsTheCommandAndItsChildren) {
  EXPECT_THAT(project_.highwater(
                  {"run", "--timeout", "1", "--", HIGHWATER_TEST_FIXTURE, "hang", project_.path("pids")}),
              Says(ExitStatus::kScenario, "time-out after 1"));
  const std::vector<int> processes = wait_for_numbers(project_.path("pids"));
  ASSERT_THAT(processes, SizeIs(2));
  EXPECT_TRUE(ends_soon(processes[0]));
  EXPECT_TRUE(ends_soon(processes[1]));
}

TEST_F(Run, AReaderThatHasGoneIsNoError) {
  project_.scenario("a/b", {"allocate", "1000", "0"});
  for (const char* command : {"list", "-h", "help check", "doctor"}) {
    const Ran ran = project_.shell(std::string("{ $HIGHWATER ") + command +
                                   "; echo $? > code; } 2> messages | true; cat code messages");
    EXPECT_EQ(ran.out, "0\n") << command;
  }
}

TEST_F(Run, ClosedStreamsAreNoCrash) {
  project_.scenario("a/b", {"allocate", "1000", "0"});
  project_.accept();
  EXPECT_THAT(project_.shell("exec $HIGHWATER check <&- >&- 2>&-"), Succeeds());
  project_.scenario("a/b", {"allocate", "100000", "0"});
  EXPECT_THAT(project_.shell("exec $HIGHWATER check <&- >&-"), Says(ExitStatus::kRegression, ""));
  EXPECT_THAT(project_.shell("exec $HIGHWATER check <&- >&- 2>&-"), Says(ExitStatus::kRegression, ""));
  EXPECT_THAT(project_.shell("exec $HIGHWATER list <&- >&- 2>&-"), Succeeds());
  EXPECT_THAT(
      project_.shell("exec $HIGHWATER run --json result.json -- $FIXTURE allocate 1000 0 <&- >&- 2>&-"),
      Succeeds());
  expect_the_result_in(project_.text(project_.path("result.json")));
}

// What symbolises, serves or speaks HTTP costs milliseconds of start-up, and is for the commands that need
// it.
TEST_F(Run, LoadsNothingThatItDoesNotNeed) {
  const std::unique_ptr<Background> highwater = project_.start(
      {"run", "--", HIGHWATER_TEST_FIXTURE, "wait", project_.path("process"), project_.path("go")});
  ASSERT_THAT(wait_for_numbers(project_.path("process")), SizeIs(1));
  const std::string maps = project_.text("/proc/" + std::to_string(highwater->pid()) + "/maps");
  project_.write("go", "");
  EXPECT_THAT(highwater->wait(), Succeeds());
  EXPECT_THAT(maps, HasSubstr("/libc.so"));
  for (const char* library : {"libdw", "libcurl", "libmicrohttpd", "libjpeg", "libssl", "libzstd"})
    EXPECT_THAT(maps, Not(HasSubstr(library)));
}

}  // namespace
}  // namespace highwater
