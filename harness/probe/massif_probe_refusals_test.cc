// SPDX-License-Identifier: Apache-2.0
// What the massif probe must not give numbers for, under the real Valgrind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/file.h"
#include "probe/testing/massif_probe_fixture.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class MassifRefusals : public MassifProbeTest {
 protected:
  Error refusal_of(const ProbeRequest& request) {
    const Expected<ProbeRun> result = probe_.run(request);
    if (!result) return result.error();
    ADD_FAILURE() << "not refused";
    return {};
  }
  Error refusal_of(std::vector<std::string> command) {
    ProbeRequest other = request("");
    other.command = std::move(command);
    return refusal_of(other);
  }
};

// Puts a FIFO in the place of Valgrind's log, as the program itself could.
class ReplacesTheLog final : public ProcessRunner {
 public:
  explicit ReplacesTheLog(ProcessRunner& runner) : runner_(runner) {}
  Expected<ProcessOutcome> run(const ProcessSpec& spec) override {
    Expected<ProcessOutcome> outcome = runner_.run(spec);
    constexpr std::string_view kFlag = "--log-file=";
    for (const std::string& word : spec.argv) {
      if (!word.starts_with(kFlag)) continue;
      const std::string log = word.substr(kFlag.size());
      EXPECT_EQ(::unlink(log.c_str()), 0);
      EXPECT_EQ(::mkfifo(log.c_str(), 0600), 0);
    }
    return outcome;
  }

 private:
  ProcessRunner& runner_;
};

TEST_F(MassifRefusals, ALogThatTheProgramReplacedIsNotWaitedFor) {
  ReplacesTheLog runner(launcher_);
  MassifProbe probe(runner, HIGHWATER_TEST_SHIM);
  const Error error = probe.run(request("nothing")).error();
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_THAT(error.what, HasSubstr("/log: expected a file, found a pipe or a device"));
  EXPECT_EQ(error.hint, "the scenario may have overwritten the file");
}

TEST_F(MassifRefusals, AStaticExecutableIsNeverZeros) {
  const Error error = refusal_of(std::vector<std::string>{HIGHWATER_TEST_STATIC_FIXTURE});
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_THAT(error.what, HasSubstr("statically linked"));
  EXPECT_EQ(error.hint, "link it dynamically");
}

TEST_F(MassifRefusals, AnExecInPlaceIsNeverTheWrappersNumbers) {
  const std::string what =
      "replaced itself by another program (exec), which Valgrind did not follow (exit code 0)";
  EXPECT_EQ(refusal("exec").status, ExitStatus::kProbe);
  EXPECT_THAT(refusal("exec").what, HasSubstr(what));
  EXPECT_THAT(refusal_of({"sh", "-c", "exec true"}).what, HasSubstr(what));
  EXPECT_THAT(refusal_of({"env", "true"}).what, HasSubstr(what));
}

TEST_F(MassifRefusals, AWrapperWhoseChildDoesTheWorkIsSeenThrough) {
  const std::string what = "ran the rest of its command line in a child";
  EXPECT_THAT(refusal_of({"timeout", "50", "true"}).what, HasSubstr(what));
  EXPECT_THAT(refusal_of({HIGHWATER_TEST_FIXTURE, "spawn", "/bin/echo", "one"}).what, HasSubstr(what));
}

TEST_F(MassifRefusals, AKillFromOutsideLeavesNothing) {
  const Error error = refusal("killed");
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_THAT(error.what, HasSubstr("killed by SIGKILL"));
}

TEST_F(MassifRefusals, ATimeOutIsTheScenariosFailure) {
  ProbeRequest slow = request("");
  slow.command = {"sleep", "60"};
  slow.timeout = 1500ms;
  const Error error = refusal_of(slow);
  EXPECT_EQ(error.status, ExitStatus::kScenario);
  EXPECT_THAT(error.what, HasSubstr("time-out"));
}

TEST_F(MassifRefusals, AFailingReallocMakesMassifForgetTheBlock) {
  const Error error = refusal("failed-realloc");
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_THAT(error.what, HasSubstr("massif lost track of the heap"));
}

TEST_F(MassifRefusals, AnAbsentProgramIsAUsersMistakeNotTheProbes) {
  EXPECT_EQ(refusal_of({"no-such-program"}).status, ExitStatus::kUsage);
  EXPECT_EQ(refusal_of({"/etc/passwd"}).what, "/etc/passwd: exec: Permission denied");
  EXPECT_EQ(refusal_of(std::vector<std::string>{}).status, ExitStatus::kUsage);
}

TEST_F(MassifRefusals, AnAbsentWorkingDirectoryIsNamed) {
  ProbeRequest elsewhere = request("nothing");
  elsewhere.working_directory = "/nonexistent";
  EXPECT_EQ(refusal_of(elsewhere).what, "/nonexistent: chdir: No such file or directory");
}

TEST_F(MassifRefusals, TextThatIsExecutableIsNoProgram) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("massif-refusals-test");
  const std::string path = folder.path() + "/text";
  ASSERT_TRUE(write_file(path, std::string(5000, '\0')));
  ::chmod(path.c_str(), 0755);
  EXPECT_EQ(refusal_of({path}).status, ExitStatus::kUsage);
}

TEST_F(MassifRefusals, ASetUidProgramIsRefused) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("massif-refusals-test");
  const std::string path = folder.path() + "/fixture";
  std::filesystem::copy_file(HIGHWATER_TEST_FIXTURE, path);
  ASSERT_EQ(::chmod(path.c_str(), 04755), 0);
  const Error error = refusal_of({path, "nothing"});
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_THAT(error.what, HasSubstr("set-user-id"));
}

TEST_F(MassifRefusals, WithoutValgrindTheRemedyIsNamed) {
  ProbeRequest bare = request("nothing");
  bare.environment = {"PATH=/nonexistent"};
  EXPECT_EQ(refusal_of(bare),
            (Error{ExitStatus::kProbe, "valgrind: not found in PATH", "apt-get install valgrind"}));
}

TEST_F(MassifRefusals, AValgrindThatDoesNotWorkIsNamed) {
  const TemporaryDirectory folder = *TemporaryDirectory::create("massif-refusals-test");
  ASSERT_TRUE(write_file(folder.path() + "/valgrind", "#!/bin/sh\nexit 1\n"));
  ::chmod((folder.path() + "/valgrind").c_str(), 0755);
  ProbeRequest broken = request("nothing");
  broken.environment = {"PATH=" + folder.path() + ":/usr/bin:/bin"};
  const Error error = refusal_of(broken);
  EXPECT_EQ(error.status, ExitStatus::kProbe);
  EXPECT_THAT(error.what, HasSubstr("valgrind --version: exit code 1"));
}

TEST_F(MassifRefusals, AMissingShimIsNamed) {
  MassifProbe without(launcher_, "/nonexistent/shim.so");
  EXPECT_EQ(without.run(request("nothing")).error().what, "/nonexistent/shim.so: the massif shim is missing");
}

}  // namespace
}  // namespace highwater
