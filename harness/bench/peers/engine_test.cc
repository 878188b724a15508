// SPDX-License-Identifier: Apache-2.0
// Tests of the starter and of what is made of a run, with programs that every machine has.
#include "bench/peers/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace highwater::peers {
namespace {

using testing::ElementsAre;

TEST(PeerEngine, HighwaterIsPutInFrontOfTheCommand) {
  Command bare;
  bare.argv = {"jq", "."};
  const EnginePaths paths{"/bin/highwater", "/scratch"};
  EXPECT_THAT(wrap("bare", bare, paths).argv, ElementsAre("jq", "."));
  EXPECT_THAT(wrap("counters", bare, paths).argv,
              ElementsAre("/bin/highwater", "run", "--json", "/scratch/output/data", "--", "jq", "."));
  EXPECT_THAT(wrap("sites", bare, paths).argv, ElementsAre("/bin/highwater", "run", "--sites", "--json",
                                                           "/scratch/output/data", "--", "jq", "."));
  EXPECT_THAT(wrap("memusage", bare, paths).environment, ElementsAre("LD_PRELOAD=libmemusage.so"));
}

// The real starter: it needs a process of its own, and forks one here.
class PeerStarter : public testing::Test {
 protected:
  Expected<ForkedStarter> starter_ = ForkedStarter::start();
  Expected<TemporaryDirectory> scratch_ = TemporaryDirectory::create("highwater-peers-test");
  EnginePaths paths() { return {"highwater", scratch_->path()}; }
  Expected<TimedRun> shell(const std::string& script) {
    Command command;
    command.argv = {"/bin/sh", "-c", script};
    return starter_->run(wrap("bare", command, paths()));
  }
};

TEST_F(PeerStarter, TimesTheWholeProcess) {
  const Expected<TimedRun> run = shell("sleep 0.05");
  ASSERT_TRUE(run);
  EXPECT_EQ(run->wait_status, 0);
  EXPECT_GE(run->nanoseconds, 50000000);
}

TEST_F(PeerStarter, ThePeakIsTheProgramsOwn) {
  const std::int64_t buffer = 256L * 1024 * 1024;  // more than this test, also with a sanitizer
  Command command;
  command.argv = {"dd", "if=/dev/zero", "of=/dev/null", "count=1", "bs=" + std::to_string(buffer)};
  const Expected<TimedRun> run = starter_->run(command);
  ASSERT_TRUE(run && run->peak_rss_bytes);
  EXPECT_GE(*run->peak_rss_bytes, buffer);
  EXPECT_LE(*run->peak_rss_bytes, buffer + buffer / 4);
}

TEST_F(PeerStarter, APeakBelowTheStartersIsNotKnown) {
  const std::string large(64UL * 1024 * 1024, 'x');
  Expected<ForkedStarter> starter = ForkedStarter::start();
  ASSERT_TRUE(starter);
  Command command;
  command.argv = {"/bin/true"};
  const Expected<TimedRun> run = starter->run(command);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->peak_rss_bytes, std::nullopt);
  EXPECT_EQ(large.back(), 'x');
}

TEST_F(PeerStarter, GivesStreamsAndEnvironment) {
  ASSERT_TRUE(write_file(scratch_->path() + "/in", "from stdin"));
  Command command;
  command.argv = {"/bin/sh", "-c", "cat; echo \" $ADDED\""};
  command.environment = {"ADDED=and environment"};
  command.stdin_path = scratch_->path() + "/in";
  command.stdout_path = scratch_->path() + "/out";
  const Expected<TimedRun> run = starter_->run(command);
  ASSERT_TRUE(run);
  EXPECT_EQ(read_file(command.stdout_path), "from stdin and environment\n");
}

TEST_F(PeerStarter, AProgramThatIsAbsentIsAnError) {
  Command command;
  command.argv = {"/nonexistent/program"};
  const Expected<TimedRun> run = starter_->run(command);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().what, "/nonexistent/program: exec: No such file or directory");
}

TEST_F(PeerStarter, AFailedRunIsDescribedByItsEndAndItsLastWords) {
  const Expected<TimedRun> run =
      shell("echo first >&2; echo the reason >&2; echo hint: a remedy >&2; exit 3");
  ASSERT_TRUE(run);
  const Expected<Evidence> evidence = examine("bare", *run, paths());
  ASSERT_FALSE(evidence);
  EXPECT_EQ(evidence.error().what, "exit code 3, the reason");
}

TEST_F(PeerStarter, ASignalIsAFailure) {
  const Expected<TimedRun> run = shell("kill -KILL $$");
  ASSERT_TRUE(run);
  const Expected<Evidence> evidence = examine("bare", *run, paths());
  ASSERT_FALSE(evidence);
  EXPECT_EQ(evidence.error().what, "signal 9");
}

TEST_F(PeerStarter, AResultIsReadOnceAndNotTakenForTheNextRuns) {
  ASSERT_TRUE(write_file(scratch_->path() + "/output/data",
                         R"({"metrics": {"allocations": 5, "peak_rss_bytes": null}})"));
  const Expected<TimedRun> run = shell("exit 0");
  ASSERT_TRUE(run);
  const Expected<Evidence> evidence = examine("counters", *run, paths());
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->allocations, 5);
  EXPECT_EQ(evidence->peak_rss_bytes, std::nullopt);
  EXPECT_FALSE(examine("counters", *run, paths()));
}

TEST_F(PeerStarter, TheBlocksAtThePeakAreReadFromWhatDhatPrints) {
  ASSERT_TRUE(write_file(scratch_->path() + "/output/data", "{}"));
  const Expected<TimedRun> run = shell(
      "echo '==7== Total:     9,000 bytes in 800 blocks' >&2;"
      "echo '==7== At t-gmax: 1,234 bytes in 5,678 blocks' >&2");
  ASSERT_TRUE(run);
  const Expected<Evidence> evidence = examine("dhat", *run, paths());
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->peak_blocks, 5678);
  EXPECT_EQ(evidence->peak_rss_bytes, run->peak_rss_bytes);
}

TEST_F(PeerStarter, OfDhatWithoutThatLineTheBlocksAreNotKnown) {
  ASSERT_TRUE(write_file(scratch_->path() + "/output/data", "{}"));
  const Expected<TimedRun> run = shell("echo 'At t-gmax: nothing' >&2; echo 7 in 7 >&2");
  ASSERT_TRUE(run);
  const Expected<Evidence> evidence = examine("dhat", *run, paths());
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->peak_blocks, std::nullopt);
}

TEST_F(PeerStarter, OfHeaptracksProcessesTheProgramCannotBeTold) {
  ASSERT_TRUE(write_file(scratch_->path() + "/output/data.gz", "events"));
  ASSERT_TRUE(write_file(scratch_->path() + "/stderr", ""));
  const TimedRun run{1, 0, 4096};
  const Expected<Evidence> evidence = examine("heaptrack", run, paths());
  ASSERT_TRUE(evidence);
  EXPECT_EQ(evidence->peak_rss_bytes, std::nullopt);
}

}  // namespace
}  // namespace highwater::peers
