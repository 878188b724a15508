// SPDX-License-Identifier: Apache-2.0
#include "base/launcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include "base/file.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class LauncherTest : public testing::Test {
 protected:
  ProcessSpec shell(const std::string& script) const {
    ProcessSpec spec;
    spec.argv = {"sh", "-c", script};
    spec.environment = {"PATH=/usr/bin:/bin"};
    spec.stdio = Stdio::kCapture;
    spec.group = ProcessGroup::kOwn;
    return spec;
  }
  // Prints the number of a daemon when that has left the group.
  ProcessSpec leaves_a_daemon() const {
    ProcessSpec spec = shell(
        "mkfifo \"$PIPE\"; setsid sh -c 'echo $$; echo > \"$PIPE\"; exec sleep 60 > /dev/null 2>&1' & read "
        "word < \"$PIPE\"");
    spec.environment.push_back("PIPE=" + folder_.path() + "/pipe");
    return spec;
  }
  // With a time limit; with longer ones where `in_time` says that on this machine, busy or emulated, the
  // process was killed before it had come to what is tested.
  ProcessOutcome run_in_time(ProcessSpec spec, const std::function<bool(const ProcessOutcome&)>& in_time) {
    ProcessOutcome outcome;
    for (spec.timeout = 100ms; spec.timeout < 60s; *spec.timeout *= 4) {
      outcome = *launcher_.run(spec);
      if (in_time(outcome)) break;
    }
    return outcome;
  }
  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-launcher-test");
  Launcher launcher_ = *Launcher::start();
};

TEST_F(LauncherTest, TheExitCodeIsReported) {
  const Expected<ProcessOutcome> outcome = launcher_.run(shell("exit 7"));
  ASSERT_TRUE(outcome) << outcome.error().what;
  EXPECT_EQ(outcome->exit_code, 7);
  EXPECT_EQ(outcome->signal, std::nullopt);
  EXPECT_EQ(describe_end(*outcome), "exit code 7");
}

TEST_F(LauncherTest, TheSignalIsReported) {
  const ProcessOutcome outcome = *launcher_.run(shell("kill -SEGV $$"));
  EXPECT_EQ(outcome.signal, SIGSEGV);
  EXPECT_EQ(outcome.exit_code, std::nullopt);
  EXPECT_EQ(describe_end(outcome), "signal 11 (SIGSEGV)");
}

TEST_F(LauncherTest, ADaemonIsKilledWithItsGroup) {
  const ProcessOutcome outcome = *launcher_.run(leaves_a_daemon());
  EXPECT_TRUE(outcome.leaves_processes);
  const int daemon = std::stoi(outcome.standard_output.tail);
  EXPECT_EQ(::kill(daemon, 0), -1) << "it is still there";
  EXPECT_FALSE(launcher_.run(shell("true"))->leaves_processes);
}

TEST_F(LauncherTest, ADaemonOfASharedGroupGoesOn) {
  ProcessSpec spec = leaves_a_daemon();
  spec.group = ProcessGroup::kShared;
  const ProcessOutcome outcome = *launcher_.run(spec);
  EXPECT_TRUE(outcome.leaves_processes);
  EXPECT_FALSE(launcher_.run(shell("true"))->leaves_processes) << "it was there before";
  EXPECT_EQ(::kill(std::stoi(outcome.standard_output.tail), SIGKILL), 0);
}

TEST_F(LauncherTest, StandardInputIsEmptyAndOutputIsCaptured) {
  const ProcessOutcome outcome = *launcher_.run(shell("cat; echo out; echo err >&2"));
  EXPECT_EQ(outcome.standard_output.tail, "out\n");
  EXPECT_EQ(outcome.standard_error.tail, "err\n");
}

TEST_F(LauncherTest, OfMegabytesOfOutputTheTailIsKept) {
  const ProcessOutcome outcome = *launcher_.run(shell("head -c 5000000 /dev/zero | tr '\\0' x; echo end"));
  EXPECT_EQ(outcome.standard_output.total_bytes, 5000004u);
  EXPECT_EQ(outcome.standard_output.tail.size(), 64u << 10);
  EXPECT_EQ(outcome.standard_output.tail.substr((64 << 10) - 4), "end\n");
}

TEST_F(LauncherTest, TheEnvironmentIsTheGivenOneAndNothingElse) {
  ProcessSpec spec = shell("");
  spec.argv = {"env"};
  spec.environment = {"PATH=/usr/bin:/bin", "A=b c"};
  EXPECT_EQ(launcher_.run(spec)->standard_output.tail, "PATH=/usr/bin:/bin\nA=b c\n");
}

TEST_F(LauncherTest, TheWorkingDirectoryIsUsed) {
  ProcessSpec spec = shell("pwd");
  spec.working_directory = "/usr";
  EXPECT_EQ(launcher_.run(spec)->standard_output.tail, "/usr\n");
  spec.working_directory = "/no/such/folder";
  EXPECT_EQ(launcher_.run(spec).error().what, "/no/such/folder: chdir: No such file or directory");
}

TEST_F(LauncherTest, AnAbsentProgramIsAnErrorAndTheLauncherGoesOn) {
  ProcessSpec spec = shell("");
  spec.argv = {"/no/such/program"};
  EXPECT_EQ(launcher_.run(spec).error().what, "/no/such/program: exec: No such file or directory");
  EXPECT_EQ(launcher_.run(shell("exit 1"))->exit_code, 1);
}

// The kernel says "no such file" of the interpreter, too.
TEST_F(LauncherTest, AScriptWithoutItsInterpreterIsToldFromAnAbsentOne) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-launcher-test");
  const auto error_of = [&](const std::string& script) {
    const std::string path = folder.path() + "/script";
    EXPECT_TRUE(write_file(path, script));
    EXPECT_EQ(::chmod(path.c_str(), 0755), 0);
    ProcessSpec spec = shell("");
    spec.argv = {"./script"};
    spec.working_directory = folder.path();
    return launcher_.run(spec).error();
  };
  const std::string what = "./script: exec: the interpreter that its first line names is not there: ";
  EXPECT_EQ(error_of("#! /no/such/shell -e\n").what, what + "/no/such/shell");
  EXPECT_THAT(error_of("#!/no/such/shell").hint, HasSubstr("is it installed"));
  const Error error = error_of("#!/bin/sh\r\nexit 0\r\n");
  EXPECT_EQ(error.what, what + "/bin/sh\\x0d");
  EXPECT_THAT(error.hint, HasSubstr("carriage return"));
}

TEST_F(LauncherTest, AFileThatIsNotExecutableIsAnError) {
  ProcessSpec spec = shell("");
  spec.argv = {"/etc/passwd"};
  EXPECT_EQ(launcher_.run(spec).error().what, "/etc/passwd: exec: Permission denied");
  EXPECT_THAT(launcher_.run(spec).error().hint, HasSubstr("not executable"));
}

TEST_F(LauncherTest, TheTimeOutKillsTheWholeGroup) {
  ProcessSpec spec = shell("sleep 61.4321 & sleep 61.4321");
  spec.timeout = 200ms;
  const ProcessOutcome outcome = *launcher_.run(spec);
  EXPECT_TRUE(outcome.timed_out);
  EXPECT_EQ(outcome.signal, SIGKILL);
  EXPECT_GE(outcome.elapsed, 200ms);
  // The group is gone when the leader has been reaped: nobody answers to signal 0, give or take init's
  // reaping.
  for (int i = 0; i < 200 && ::kill(-outcome.pid, 0) == 0; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(::kill(-outcome.pid, 0), -1);
}

TEST_F(LauncherTest, WhatAProcessLeavesInItsGroupIsKilled) {
  const ProcessOutcome outcome = *launcher_.run(shell("sleep 61.1234 & exit 0"));
  EXPECT_EQ(outcome.exit_code, 0);
  for (int i = 0; i < 200 && ::kill(-outcome.pid, 0) == 0; ++i) std::this_thread::sleep_for(10ms);
  EXPECT_EQ(::kill(-outcome.pid, 0), -1);
}

// A kill of the group would reach nobody.
TEST_F(LauncherTest, TheTimeOutKillsAProcessThatHasLeftItsGroup) {
  ProcessSpec spec = shell("");
  spec.argv = {HIGHWATER_TEST_LEAVES_GROUP};
  const auto left = [](const ProcessOutcome& outcome) { return outcome.standard_output.tail == "left\n"; };
  const ProcessOutcome outcome = run_in_time(spec, left);
  EXPECT_TRUE(left(outcome)) << outcome.standard_output.tail;
  EXPECT_TRUE(outcome.timed_out);
  EXPECT_EQ(outcome.signal, SIGKILL);
}

TEST_F(LauncherTest, AProcessThatStopsTheLauncherIsKilledWhenItsTimeIsUp) {
  ProcessSpec spec = shell("while kill -STOP $PPID; do :; done");
  spec.timeout = 100ms;
  const ProcessOutcome outcome = *launcher_.run(spec);
  EXPECT_TRUE(outcome.timed_out);
  EXPECT_EQ(outcome.signal, SIGKILL);
  EXPECT_EQ(launcher_.run(shell("exit 7"))->exit_code, 7);
}

TEST_F(LauncherTest, AProcessThatStopsTheLauncherAndEndsIsMissedOnlyUntilItsTimeIsUp) {
  const auto stopped = [](const ProcessOutcome& outcome) {
    return outcome.standard_output.tail == "stopped\n";
  };
  const ProcessOutcome outcome = run_in_time(shell("kill -STOP $PPID; echo stopped; exit 7"), stopped);
  EXPECT_TRUE(stopped(outcome)) << outcome.standard_output.tail;
  EXPECT_EQ(outcome.exit_code, 7);
}

TEST_F(LauncherTest, ALauncherThatIsStoppedEndsAllTheSame) {
  Expected<Launcher> launcher = Launcher::start();
  const int pid = std::stoi(launcher->run(shell("echo $PPID"))->standard_output.tail);
  ASSERT_EQ(::kill(pid, SIGSTOP), 0);
  launcher = fail(ExitStatus::kUsage, "none");
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST_F(LauncherTest, AnInheritedFileIsFoundThroughItsVariable) {
  const Fd file(::memfd_create("inherited", MFD_CLOEXEC));
  ASSERT_EQ(::write(file.get(), "payload", 7), 7);
  ProcessSpec spec = shell("test $WHERE -ge 100 && cat /proc/self/fd/$WHERE");
  spec.inherited = InheritedFile{file.get(), "WHERE"};
  const ProcessOutcome outcome = *launcher_.run(spec);
  EXPECT_EQ(outcome.standard_output.tail, "payload") << outcome.standard_error.tail;
}

// Neither the usual numbers of the inherited file nor those of the report are to be had.
TEST_F(LauncherTest, FewDescriptorsAreEnough) {
  struct rlimit usual {};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  const Fd file(::memfd_create("inherited", MFD_CLOEXEC));
  ASSERT_EQ(::write(file.get(), "payload", 7), 7);
  const rlimit few{static_cast<rlim_t>(file.get()) + 16, usual.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  ProcessSpec spec = shell("cat /proc/self/fd/$(expr $WHERE + 0)");
  spec.inherited = InheritedFile{file.get(), "WHERE"};
  Expected<ProcessOutcome> outcome = Launcher::start()->run(spec);
  ::setrlimit(RLIMIT_NOFILE, &usual);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->standard_output.tail, "payload") << outcome->standard_error.tail;
}

TEST_F(LauncherTest, NoOtherFileIsLeakedIntoTheProcess) {
  // What this process was itself given may be passed on; popen shows how much that is.
  FILE* plain = ::popen("ls /proc/self/fd | wc -l", "r");
  char expected[16] = {};
  ASSERT_NE(std::fgets(expected, sizeof expected, plain), nullptr);
  ::pclose(plain);
  EXPECT_EQ(launcher_.run(shell("ls /proc/self/fd | wc -l"))->standard_output.tail, expected);
}

TEST_F(LauncherTest, RandomisationIsOffWhenAsked) {
  ProcessSpec spec = shell("cat /proc/self/personality");
  spec.aslr = Aslr::kOff;
  const ProcessOutcome outcome = *launcher_.run(spec);
  EXPECT_TRUE(outcome.aslr_off);
  EXPECT_EQ(outcome.standard_output.tail, "00040000\n");
}

TEST_F(LauncherTest, TheHarnessesOwnSizeDoesNotShowInAChildsPeak) {
  std::vector<char> ballast(256 << 20, 'x');
  const ProcessOutcome outcome = *launcher_.run(shell("exit 0"));
  EXPECT_LT(outcome.peak_rss_bytes.value_or(0), 64 << 20);
  EXPECT_EQ(ballast.back(), 'x');
}

TEST_F(LauncherTest, SignalsAreAsTheHarnessWasGivenThem) {
  // SigIgn of a process started from a process that ignores nothing: all zero.
  const ProcessOutcome outcome = *launcher_.run(shell("grep -E 'SigBlk|SigIgn' /proc/self/status"));
  EXPECT_EQ(outcome.standard_output.tail, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

// Looks until it has had enough, then says what is to be sent.
class Looks final : public ProcessWatcher {
 public:
  explicit Looks(int most) : most_(most) {}
  void started(int pid) override { pid_ = pid; }
  int look() override { return ++count_ == most_ ? SIGTERM : 0; }
  std::chrono::milliseconds interval() const override { return 5ms; }

  int pid() const { return pid_; }
  int count() const { return count_; }

 private:
  int most_;
  int pid_ = 0;
  int count_ = 0;
};

TEST_F(LauncherTest, AWatcherLooksUntilTheEndAndItsSignalIsSent) {
  Looks looks(10);
  ProcessSpec spec = shell("exec sleep 61.2345");
  spec.watcher = &looks;
  const ProcessOutcome outcome = *launcher_.run(spec);
  EXPECT_EQ(outcome.signal, SIGTERM);
  EXPECT_EQ(looks.pid(), outcome.pid);
  EXPECT_GE(looks.count(), 10);
  EXPECT_GE(outcome.elapsed, 45ms);  // nine intervals of 5 ms before the tenth look
  EXPECT_FALSE(outcome.interrupted);
  EXPECT_FALSE(outcome.timed_out);
}

TEST_F(LauncherTest, AWatchersSignalReachesAProcessThatHasLeftItsGroup) {
  Looks looks(20);
  ProcessSpec spec = shell("");
  spec.argv = {HIGHWATER_TEST_LEAVES_GROUP};
  spec.watcher = &looks;
  EXPECT_EQ(launcher_.run(spec)->signal, SIGTERM);
}

TEST_F(LauncherTest, ATimeOutIsKeptBesideAWatcher) {
  Looks looks(0);
  ProcessSpec spec = shell("exec sleep 61.2345");
  spec.watcher = &looks;
  EXPECT_TRUE(run_in_time(spec, [&](const ProcessOutcome&) { return looks.count() > 1; }).timed_out);
  EXPECT_GT(looks.count(), 1);
}

TEST_F(LauncherTest, OfAProcessThatNeverStartsNobodyLooks) {
  Looks looks(1);
  ProcessSpec spec = shell("");
  spec.argv = {"/no/such/program"};
  spec.watcher = &looks;
  EXPECT_FALSE(launcher_.run(spec));
  EXPECT_EQ(looks.count(), 0);
}

}  // namespace
}  // namespace highwater
