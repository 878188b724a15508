// SPDX-License-Identifier: Apache-2.0
// A program that replaces itself, or hands its command line to a child, is refused: the numbers would be a
// wrapper's. The names come from counting/hooks.h; a new one without a call in fixtures/exec_calls.c fails
// here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "counting/hooks.h"
#include "tests/counting/testing/command.h"

namespace highwater::e2e {
namespace {

using testing::HasSubstr;

// 1000 bytes, kept.
constexpr Numbers kOwn{.allocations = 1,
                       .allocated_bytes = 1000,
                       .peak_bytes = 1000,
                       .retained_bytes = 1000,
                       .retained_blocks = 1};

#define HIGHWATER_NAME(name) #name,
const std::vector<std::string> kHooked = {HIGHWATER_EXEC_HOOKS(HIGHWATER_NAME)};
#undef HIGHWATER_NAME

bool is_spawn(const std::string& name) {
  return name.rfind("posix_spawn", 0) == 0;
}

std::vector<std::string> exec_calls(const std::string& name, const std::string& program) {
  return {HIGHWATER_TEST_EXEC_CALLS, name, program, "argument"};
}

class EachExec : public testing::TestWithParam<std::string> {};

TEST_P(EachExec, ThatRunsTheRestOfTheCommandLineIsRefused) {
  for (const char* fixture : {HIGHWATER_TEST_EXEC_CALLS, HIGHWATER_TEST_EXEC_CALLS_LINKED}) {
    const Error error = refused({fixture, GetParam(), "/bin/true", "argument"});
    EXPECT_EQ(error.status, ExitStatus::kProbe);
    EXPECT_THAT(error.what, HasSubstr(is_spawn(GetParam()) ? "in a child" : "replaced itself by exec"));
    EXPECT_THAT(error.hint, HasSubstr("--children"));
  }
}

// The program lives on, and what it counted is its own.
TEST_P(EachExec, ThatFailsIsNotRefused) {
  if (is_spawn(GetParam())) {
    const Error error = refused(exec_calls(GetParam(), "/nonexistent"));
    EXPECT_EQ(error.status, ExitStatus::kProbe) << "it was about to run the rest of its command line";
    return;
  }
  const ProbeRun run = measured(exec_calls(GetParam(), "/nonexistent"));
  EXPECT_EQ(run.outcome.exit_code, 3);
  EXPECT_EQ(numbers_of(run.measurement.metrics), kOwn);
}

TEST_P(EachExec, ReachesItsProgramWithoutTheHarnessToo) {
  for (const char* fixture : {HIGHWATER_TEST_EXEC_CALLS, HIGHWATER_TEST_EXEC_CALLS_LINKED})
    EXPECT_EQ(plain_run({fixture, GetParam(), "/bin/true", "argument"}).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(Hooks, EachExec, testing::ValuesIn(kHooked),
                         [](const testing::TestParamInfo<std::string>& test) { return test.param; });
INSTANTIATE_TEST_SUITE_P(Variadic, EachExec, testing::Values("execl", "execlp", "execle"),
                         [](const testing::TestParamInfo<std::string>& test) { return test.param; });

TEST(Spawn, AfterTheProgramHasErasedItsArgumentsIsHarmless) {
  EXPECT_EQ(counted(exec_calls("erased_arguments", "anything")), kOwn);
}

class EachWrapper : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(EachWrapper, IsExitCode5WithTheHint) {
  const ProcessOutcome outcome = plain_run(run_of(GetParam()));
  EXPECT_EQ(outcome.exit_code, 5) << outcome.standard_error.tail;
  EXPECT_THAT(outcome.standard_error.tail, HasSubstr("highwater: error: "));
  EXPECT_THAT(outcome.standard_error.tail, HasSubstr("give --children to follow it"));
}

// With --children the numbers are those of the program at the end of the chain, where the wrapper became it.
TEST_P(EachWrapper, IsFollowedWithChildren) {
  const ProcessOutcome outcome = plain_run(run_of(GetParam(), {"--children"}));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
}

INSTANTIATE_TEST_SUITE_P(
    Wrappers, EachWrapper,
    testing::Values(std::vector<std::string>{"env", HIGHWATER_TEST_ENDS, "returns"},
                    std::vector<std::string>{"timeout", "50", HIGHWATER_TEST_ENDS, "returns"},
                    std::vector<std::string>{"nice", HIGHWATER_TEST_ENDS, "returns"},
                    std::vector<std::string>{"sh", "-c", "exec " HIGHWATER_TEST_ENDS " returns"}),
    [](const testing::TestParamInfo<std::vector<std::string>>& test) { return test.param.front(); });

}  // namespace
}  // namespace highwater::e2e
