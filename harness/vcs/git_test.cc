// SPDX-License-Identifier: Apache-2.0
#include "vcs/git.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/file.h"
#include "base/launcher.h"

namespace highwater {
namespace {

using testing::ElementsAre;

// Notes what it is asked to run and answers as told.
class FakeRunner final : public ProcessRunner {
 public:
  explicit FakeRunner(Expected<ProcessOutcome> answer) : answer_(std::move(answer)) {}
  Expected<ProcessOutcome> run(const ProcessSpec& spec) override {
    spec_ = spec;
    return answer_;
  }
  const ProcessSpec& spec() const { return spec_; }

 private:
  Expected<ProcessOutcome> answer_;
  ProcessSpec spec_;
};

ProcessOutcome ended(int code, const std::string& output) {
  ProcessOutcome outcome;
  outcome.exit_code = code;
  outcome.standard_output = {.tail = output, .total_bytes = output.size()};
  return outcome;
}

constexpr const char* kHash = "0123456789abcdef0123456789abcdef01234567\n";

TEST(Revision, IsTheFirstTwelveDigits) {
  FakeRunner runner(ended(0, kHash));
  EXPECT_EQ(*revision(runner, "/src"), "0123456789ab");
  EXPECT_THAT(runner.spec().argv,
              ElementsAre("git", "-C", "/src", "rev-parse", "--verify", "--quiet", "HEAD"));
  EXPECT_EQ(*revision(runner, ""), "0123456789ab");
  EXPECT_EQ(runner.spec().argv[2], ".");
}

TEST(Revision, GitDoesNotSeeTheCallersRepository) {
  FakeRunner runner(ended(0, kHash));
  ::setenv("GIT_DIR", "/elsewhere/.git", 1);
  ASSERT_TRUE(revision(runner, "/src"));
  ::unsetenv("GIT_DIR");
  const std::vector<std::string>& environment = runner.spec().environment;
  EXPECT_TRUE(std::none_of(environment.begin(), environment.end(),
                           [](const std::string& variable) { return variable.find("GIT_") == 0; }));
  EXPECT_TRUE(std::any_of(environment.begin(), environment.end(),
                          [](const std::string& variable) { return variable.find("PATH=") == 0; }));
}

TEST(Revision, IsEmptyWhereThereIsNone) {
  FakeRunner no_git(fail(ExitStatus::kUsage, "git: no such program"));
  EXPECT_EQ(*revision(no_git, "/src"), "");
  FakeRunner no_repository(ended(128, ""));
  EXPECT_EQ(*revision(no_repository, "/src"), "");
  FakeRunner something_else(ended(0, "usage: git [-v | --version]\n"));
  EXPECT_EQ(*revision(something_else, "/src"), "");
  ProcessOutcome hung;
  hung.signal = 9;
  hung.timed_out = true;
  FakeRunner timed_out(hung);
  EXPECT_EQ(*revision(timed_out, "/src"), "");
}

TEST(Revision, AnInterruptionIsAnError) {
  ProcessOutcome outcome;
  outcome.signal = 9;
  outcome.interrupted = true;
  FakeRunner runner(outcome);
  EXPECT_EQ(revision(runner, "/src").error().status, ExitStatus::kInterrupted);
}

// With the real git, if there is one.
TEST(Revision, OfARepositoryIsWhatGitSays) {
  Launcher launcher = *Launcher::start();
  const TemporaryDirectory folder = *TemporaryDirectory::create("highwater-git-test");
  const auto shell = [&](const std::string& script) {
    ProcessSpec spec;
    spec.argv = {"sh", "-c", script};
    spec.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" + folder.path(),
                        "GIT_CONFIG_NOSYSTEM=1"};
    spec.working_directory = folder.path();
    spec.stdio = Stdio::kCapture;
    return *launcher.run(spec);
  };
  ASSERT_EQ(shell("git --version").exit_code, 0);
  ASSERT_EQ(shell("git init -q inner").exit_code, 0);
  EXPECT_EQ(*revision(launcher, folder.path() + "/inner"), "") << "no commit yet";
  ASSERT_EQ(
      shell("cd inner && git -c user.name=n -c user.email=e commit -q --allow-empty -m first").exit_code, 0);
  const std::string hash = shell("cd inner && git rev-parse HEAD").standard_output.tail;
  EXPECT_EQ(*revision(launcher, folder.path() + "/inner"), hash.substr(0, 12));
  EXPECT_EQ(*revision(launcher, folder.path() + "/absent"), "");
}

}  // namespace
}  // namespace highwater
