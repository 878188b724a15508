// SPDX-License-Identifier: Apache-2.0
#include "gate/repeat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::HasSubstr;

// Keeps 100 bytes a round, of which its last argument says how many.
class LeakyProbe final : public Probe {
 public:
  ProbeKind kind() const override { return ProbeKind::kCounting; }
  Expected<ProbeRun> run(const ProbeRequest& request) override {
    const std::int64_t n = std::stoll(request.command.back());
    commands.push_back(request.command);
    ProbeRun run;
    run.measurement.metrics.retained_bytes = 100 * n;
    run.measurement.metrics.peak_bytes = 5000;
    run.outcome.exit_code = n == failing_n ? 1 : exit_code;
    run.outcome.timed_out = n == slow_n;
    run.outcome.interrupted = n == interrupted_n;
    return run;
  }
  std::vector<std::vector<std::string>> commands;
  int exit_code = 0;
  std::int64_t failing_n = 0;
  std::int64_t slow_n = 0;
  std::int64_t interrupted_n = 0;
};

class Repeat : public testing::Test {
 protected:
  Expected<Repetition> run(std::int64_t count) {
    RepeatRequest request;
    request.run.command = {"./p", "{n}"};
    request.count = count;
    return repeat(probe_, request, [this](std::int64_t n) { told_.push_back(n); });
  }
  LeakyProbe probe_;
  std::vector<std::int64_t> told_;
};

TEST_F(Repeat, RunsFromOneToTheCount) {
  const Repetition repetition = run(10).value();
  EXPECT_EQ(probe_.commands.size(), 10u);
  EXPECT_EQ(probe_.commands.front().back(), "1");
  EXPECT_EQ(probe_.commands.back().back(), "10");
  EXPECT_EQ(told_.size(), 10u);
  EXPECT_EQ(repetition.runs.retained.bytes_per_iteration, 100);
  EXPECT_EQ(repetition.runs.peak.bytes_per_iteration, 0);
}

TEST_F(Repeat, ARunThatEndsOtherwiseThanTheFirstIsNamed) {
  probe_.failing_n = 4;
  const Expected<Repetition> repetition = run(10);
  ASSERT_FALSE(repetition);
  EXPECT_EQ(repetition.error().status, ExitStatus::kScenario);
  EXPECT_EQ(repetition.error().what, "./p: with n = 4: exit code 1, with n = 1: exit code 0");
  EXPECT_EQ(probe_.commands.size(), 4u);
}

TEST_F(Repeat, RunsThatAllFailAlikeAreCompared) {
  probe_.exit_code = 3;
  const Expected<Repetition> repetition = run(10);
  ASSERT_TRUE(repetition);
  EXPECT_EQ(repetition->outcome.exit_code, 3);
  EXPECT_EQ(repetition->runs.retained.bytes_per_iteration, 100);
}

TEST_F(Repeat, ATimeOutEndsIt) {
  probe_.slow_n = 2;
  const Expected<Repetition> repetition = run(10);
  ASSERT_FALSE(repetition);
  EXPECT_THAT(repetition.error().what, HasSubstr("with n = 2: time-out"));
}

TEST_F(Repeat, AnInterruptionEndsIt) {
  probe_.interrupted_n = 2;
  EXPECT_EQ(run(10).error().status, ExitStatus::kInterrupted);
}

TEST_F(Repeat, TooFewRunsAreRefusedBeforeTheFirst) {
  EXPECT_EQ(run(7).error().status, ExitStatus::kUsage);
  EXPECT_TRUE(probe_.commands.empty());
}

}  // namespace
}  // namespace highwater
