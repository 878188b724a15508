// SPDX-License-Identifier: Apache-2.0
// `highwater run` with limits for a service: --fail-above, --for, --snapshot-every, and what becomes of
// signals.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "result/json.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class Limits : public testing::Test {
 protected:
  // `highwater run flags -- service words`
  Words run(const Words& flags, const Words& words) const {
    Words all = {"run"};
    all.insert(all.end(), flags.begin(), flags.end());
    all.emplace_back("--");
    all.emplace_back(HIGHWATER_TEST_SERVICE);
    all.insert(all.end(), words.begin(), words.end());
    return all;
  }
  Measurement result(const std::string& name = "result.json") const {
    const Expected<Measurement> measurement = measurement_from_json(project_.text(project_.path(name)), name);
    EXPECT_TRUE(measurement) << measurement.error().what;
    return measurement ? *measurement : Measurement{};
  }
  bool has(const std::string& name) const { return std::filesystem::exists(project_.path(name)); }

  Project project_;
  const std::string ready_ = project_.path("ready");
};

TEST_F(Limits, WithinTheLimitItRunsAsWithout) {
  const Ran ran = project_.highwater(
      run({"--fail-above", "1MiB", "--for", "300ms", "--json", "result.json"}, {"hold", "500000", ready_}));
  EXPECT_THAT(ran, Succeeds());
  EXPECT_EQ(result().metrics.peak_bytes, 500000);
  EXPECT_EQ(result().metrics.retained_bytes, 0);  // it has ended as services do, and freed what it had
  EXPECT_EQ(result().end.code, 0);
}

TEST_F(Limits, AboveTheLimitItIsEndedAndFails) {
  const Ran ran =
      project_.highwater(run({"--fail-above", "1MiB", "--json", "result.json"}, {"grow", "100000", ready_}));
  EXPECT_THAT(
      ran, Fails(ExitStatus::kRegression, "more than 1.00 MiB were live", "--sites says which call stacks"));
  EXPECT_GT(result().metrics.peak_bytes, 1 << 20);
  EXPECT_EQ(result().end.code, 0);
  EXPECT_GT(result().metrics.retained_bytes, 1 << 20);  // of that moment
  EXPECT_THAT(result().warnings, Contains(HasSubstr("when the limit had been passed")));
}

TEST_F(Limits, TheSitesOfThatMomentAreKept) {
  const Ran ran = project_.highwater(
      run({"--fail-above", "1MiB", "--sites", "--json", "result.json"}, {"grow", "100000", ready_}));
  EXPECT_THAT(ran, Fails(ExitStatus::kRegression, "more than 1.00 MiB were live", "highwater top"));
  const Measurement kept = result();
  ASSERT_FALSE(kept.sites.empty());
  EXPECT_EQ(kept.sites[0].frames[0]->function, "first");
  EXPECT_GT(kept.sites[0].retained_bytes, 1 << 20);
  EXPECT_EQ(kept.sites[0].peak_bytes, kept.metrics.peak_bytes);
}

// 2 MiB for a moment, between two looks: the process's own peak tells.
TEST_F(Limits, WhatComesAndGoesBetweenTwoLooksIsNotMissed) {
  EXPECT_THAT(project_.highwater(run({"--fail-above", "1MiB"}, {"spike", "2097152", ready_})),
              Says(ExitStatus::kRegression, "more than 1.00 MiB were live: 2.00 MiB"));
}

TEST_F(Limits, TheLimitItselfIsAllowed) {
  EXPECT_THAT(
      project_.highwater(run({"--fail-above", "1MiB", "--for", "200ms"}, {"hold", "1048576", ready_})),
      Succeeds());
  EXPECT_THAT(
      project_.highwater(run({"--fail-above", "1MiB", "--for", "200ms"}, {"hold", "1048577", ready_})),
      Says(ExitStatus::kRegression, "more than 1.00 MiB were live"));
}

TEST_F(Limits, OneThatDiesIsAFailureOfItsOwnEvenAboveTheLimit) {
  const Ran ran =
      project_.highwater(run({"--fail-above", "1MiB", "--json", "result.json"}, {"dies", "2000000"}));
  EXPECT_THAT(ran, Says(ExitStatus::kScenario, "the command failed: signal 6 (SIGABRT)"));
  EXPECT_THAT(ran.err, HasSubstr("more than 1.00 MiB were live"));
  EXPECT_EQ(result().end.signal, SIGABRT);
  EXPECT_EQ(result().metrics.retained_bytes, 2000000);
}

TEST_F(Limits, TheTimeEndsItWithoutAFailure) {
  const Ran ran = project_.highwater(
      run({"--for", "300ms", "--sites", "--json", "result.json"}, {"hold", "5000", ready_}));
  EXPECT_THAT(ran, Succeeds());
  EXPECT_GE(ran.elapsed, std::chrono::milliseconds(300));
  EXPECT_EQ(result().sites[0].frames[0]->function, "first");
  EXPECT_EQ(result().sites[0].peak_bytes, 5000);
}

// The signal ends it by itself.
TEST_F(Limits, ACommandThatDoesNotHandleSigtermHasNotFailed) {
  EXPECT_THAT(project_.highwater({"run", "--for", "200ms", "--", "sleep", "60"}), Succeeds());
}

TEST_F(Limits, OneThatDoesNotEndIsKilledAndFails) {
  const Ran ran = project_.highwater(run({"--for", "200ms", "--json", "result.json"}, {"deaf", ready_}));
  EXPECT_THAT(ran, Says(ExitStatus::kScenario, "it had not ended 5 s after SIGTERM, and was killed"));
  EXPECT_EQ(result().metrics.retained_bytes, 1000);
}

TEST_F(Limits, OneThatFailsAtItsEndFails) {
  EXPECT_THAT(project_.highwater(run({"--for", "200ms"}, {"fails", ready_})),
              Says(ExitStatus::kScenario, "the command failed: exit code 9"));
}

TEST_F(Limits, ACommandThatEndsBeforeItsTimeIsDone) {
  const Ran ran =
      project_.highwater({"run", "--for", "1h", "--", HIGHWATER_TEST_FIXTURE, "allocate", "1000", "0"});
  EXPECT_THAT(ran, Succeeds());
}

TEST_F(Limits, NumberedResultsRotate) {
  ASSERT_TRUE(std::filesystem::create_directory(project_.path("out")));
  EXPECT_THAT(project_.highwater(run({"--snapshot-every", "100ms", "--keep", "2", "--for", "800ms", "--json",
                                      "out/result.json", "--sites"},
                                     {"hold", "5000", ready_})),
              Succeeds());
  const std::vector<std::string> files = files_below(project_.path("out"));
  ASSERT_THAT(files, SizeIs(3)) << testing::PrintToString(files);  // the last two, and the result
  EXPECT_EQ(files.back(), "result.json");
  const Measurement kept = result("out/" + files.front());
  EXPECT_TRUE(kept.end.running);
  EXPECT_EQ(kept.metrics.retained_bytes, 5000);
  EXPECT_EQ(kept.sites[0].frames[0]->function, "first");
  // They are results as any: what grew from one to the next is asked as always.
  EXPECT_THAT(project_.highwater({"diff", "out/" + files[0], "out/" + files[1]}), Succeeds());
}

TEST_F(Limits, NumberedResultsGoWhereTheyAreTold) {
  EXPECT_THAT(project_.highwater(run({"--snapshot-every", "100ms", "--snapshots", "kept", "--for", "350ms"},
                                     {"hold", "5000", ready_})),
              Succeeds());
  EXPECT_TRUE(has("kept/highwater.1.json"));
  EXPECT_FALSE(result("kept/highwater.1.json").has_sites);
}

TEST_F(Limits, ResultsThatCannotBeKeptFailTheRunAtItsEnd) {
  project_.write("kept", "a file");
  const Ran ran = project_.highwater(
      run({"--snapshot-every", "50ms", "--snapshots", "kept", "--for", "300ms", "--json", "result.json"},
          {"hold", "5000", ready_}));
  EXPECT_THAT(ran, Says(ExitStatus::kUsage, "kept"));
  EXPECT_EQ(result().metrics.peak_bytes, 5000);
}

class Signals : public Limits, public testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(, Signals, testing::Values(SIGINT, SIGTERM), [](const auto& test) {
  return std::string(test.param == SIGINT ? "Sigint" : "Sigterm");
});

TEST_P(Signals, AreHandedToTheServiceAndTheResultsAreWritten) {
  const std::unique_ptr<Background> highwater = project_.start(
      run({"--fail-above", "1GiB", "--sites", "--json", "result.json"}, {"hold", "5000", ready_}));
  const std::vector<int> pids = wait_for_numbers(ready_);
  ASSERT_THAT(pids, SizeIs(1));
  highwater->signal(GetParam());
  EXPECT_THAT(highwater->wait(), Says(ExitStatus::kInterrupted, "highwater: " HIGHWATER_TEST_SERVICE));
  EXPECT_EQ(result().end.code, 0);  // the service has heard it, and ended as it does
  EXPECT_EQ(result().metrics.peak_bytes, 5000);
  EXPECT_EQ(result().metrics.retained_bytes, 0);
  EXPECT_EQ(result().sites[0].frames[0]->function, "first");
}

// With a time-out the service has a process group of its own, which a terminal's signal does not reach.
TEST_P(Signals, AreHandedToAServiceWithATimeOutToo) {
  const std::unique_ptr<Background> highwater = project_.start(
      run({"--for", "1h", "--timeout", "50", "--json", "result.json"}, {"hold", "5000", ready_}));
  ASSERT_THAT(wait_for_numbers(ready_), SizeIs(1));
  highwater->signal(GetParam());
  EXPECT_THAT(highwater->wait(), Says(ExitStatus::kInterrupted, "highwater: "));
  EXPECT_EQ(result().end.code, 0);
}

TEST_F(Limits, BadFlagsAreRefusedBeforeTheCommandRuns) {
  struct Case {
    Words flags;
    const char* what;
    const char* hint;
  };
  const Case cases[] = {
      {{"--fail-above", "much"}, "--fail-above: \"much\" is no size", "8MiB"},
      {{"--fail-above", "512MB"}, "--fail-above: \"512MB\" is no size", "8MiB"},
      {{"--fail-above", "0"}, "--fail-above: \"0\" is no size", "8MiB"},
      {{"--for", "10"}, "--for: \"10\" is no span of time", "500ms, 30s, 10m or 2h"},
      {{"--for", "0s"}, "--for: \"0s\" is no time at all", "500ms"},
      {{"--for", "-1s"}, "--for: \"-1s\" is no span of time", "500ms"},
      {{"--snapshot-every", "often", "--json", "r.json"}, "--snapshot-every: \"often\" is no span", "500ms"},
      {{"--snapshot-every", "30s"}, "no place for numbered results", "--snapshots DIR, or --json FILE"},
      {{"--snapshot-every", "30s", "--json", "-"}, "no place for numbered results", "--snapshots DIR"},
      {{"--snapshots", "kept"}, "--snapshots says where numbered results go", "--snapshot-every 30s"},
      {{"--keep", "0", "--snapshot-every", "30s", "--json", "r.json"}, "--keep", "highwater help run"},
      {{"--probe", "massif", "--for", "1s"}, "only with the counting probe", "leave --probe massif out"},
      {{"--repeat", "2", "--for", "1s"}, "--repeat compares whole runs", "leave --repeat out"},
      {{"--children", "--fail-above", "1MiB"}, "look at one process", "leave --children out"},
  };
  for (const Case& one : cases)
    EXPECT_THAT(project_.highwater(run(one.flags, {"hold", "1", ready_})),
                Fails(ExitStatus::kUsage, one.what, one.hint))
        << one.what;
  EXPECT_FALSE(has("ready"));
}

TEST_F(Limits, ACommandThatIsAbsentIsAUsageError) {
  EXPECT_THAT(project_.highwater({"run", "--for", "1s", "--", "./absent"}),
              Fails(ExitStatus::kUsage, "./absent: exec: No such file or directory", "is it built"));
}

// Not after an hour.
TEST_F(Limits, AWrapperIsRefusedAtOnce) {
  const Ran ran = project_.highwater({"run", "--for", "1h", "--", "env", "sleep", "60"});
  EXPECT_THAT(ran, Says(ExitStatus::kProbe, "exec"));
  EXPECT_LT(ran.elapsed, std::chrono::seconds(20));
}

TEST_F(Limits, ACommandThatCannotBeMeasuredIsRefusedAsWithout) {
  EXPECT_THAT(project_.highwater({"run", "--for", "1s", "--", HIGHWATER_TEST_STATIC_FIXTURE}),
              Says(ExitStatus::kProbe, "static"));
}

// What is looked at costs no more to start than what is not.
TEST_F(Limits, NothingMoreIsLoadedForThem) {
  const std::unique_ptr<Background> highwater =
      project_.start(run({"--fail-above", "1GiB", "--for", "1h"}, {"hold", "5000", ready_}));
  ASSERT_THAT(wait_for_numbers(ready_), SizeIs(1));
  const std::string maps = project_.text("/proc/" + std::to_string(highwater->pid()) + "/maps");
  highwater->signal(SIGTERM);
  highwater->wait();
  EXPECT_THAT(maps, AllOf(Not(HasSubstr("libdw")), Not(HasSubstr("libmicrohttpd"))));
}

}  // namespace
}  // namespace highwater
