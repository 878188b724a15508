// SPDX-License-Identifier: Apache-2.0
// Tests of the rounds and of what makes a row an error, with a starter that runs nothing.
#include "bench/peers/measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"

namespace highwater::peers {
namespace {

using testing::ElementsAre;
using testing::Optional;

// Notes the order of the runs and leaves the files that a real one leaves.
class FakeStarter final : public Starter {
 public:
  Expected<TimedRun> run(const Command& command) override {
    const std::string& program = command.argv.front();
    ran.push_back(program);
    if (program == "heaptrack") return fail(ExitStatus::kUsage, "heaptrack: exec: No such file or directory");
    EXPECT_TRUE(write_file(command.stderr_path, "a line\n"));
    if (program == "valgrind" && valgrind_writes) leave_output(command);
    return TimedRun{1000000, 0, 4096};
  }
  std::vector<std::string> ran;
  bool valgrind_writes = false;

 private:
  void leave_output(const Command& command) const {
    const std::string& flag = command.argv[2];  // --massif-out-file=…
    EXPECT_TRUE(write_file(flag.substr(flag.find('=') + 1), "snapshots"));
  }
};

struct Measured {
  std::vector<std::string> ran;
  std::vector<Samples> samples;
};

Measured measure_with(const Plan& plan, const Workload& workload, bool valgrind_writes = false) {
  const Expected<TemporaryDirectory> scratch = TemporaryDirectory::create("highwater-peers-test");
  FakeStarter starter;
  starter.valgrind_writes = valgrind_writes;
  std::vector<Samples> samples =
      measure(workload, plan, {"highwater", scratch->path()}, starter, [](const std::string&) {});
  return {starter.ran, std::move(samples)};
}

Workload program() {
  Workload workload;
  workload.name = "program";
  workload.command.argv = {"program"};
  return workload;
}

TEST(PeerMeasure, AnEngineThatIsAbsentIsAFailureAndRunOnce) {
  const Measured measured = measure_with({{"bare", "heaptrack"}, 3, 1}, program());
  EXPECT_THAT(measured.ran, ElementsAre("program", "heaptrack", "program", "program"));
  EXPECT_THAT(measured.samples[1].failure,
              Optional(std::string("heaptrack: exec: No such file or directory")));
  EXPECT_EQ(measured.samples[0].seconds.size(), 3u);
  EXPECT_EQ(measured.samples[0].failure, std::nullopt);
}

TEST(PeerMeasure, AnEngineThatLeavesNothingDidNotMeasure) {
  const Measured measured = measure_with({{"bare", "memusage", "massif", "counters"}, 1, 1}, program());
  EXPECT_THAT(measured.samples[1].failure, Optional(testing::HasSubstr("no summary")));
  EXPECT_THAT(measured.samples[2].failure, Optional(std::string("no output")));
  EXPECT_THAT(measured.samples[3].failure, Optional(testing::HasSubstr("/output/data")));
}

TEST(PeerMeasure, EnginesTakeTurnsAndSlowOnesStopEarlier) {
  const Measured measured = measure_with({{"bare", "massif"}, 3, 2}, program(), true);
  EXPECT_THAT(measured.ran, ElementsAre("program", "valgrind", "program", "valgrind", "program"));
  EXPECT_EQ(measured.samples[0].seconds.size(), 3u);
  EXPECT_EQ(measured.samples[1].seconds.size(), 2u);
  EXPECT_EQ(measured.samples[1].failure, std::nullopt);
}

TEST(PeerMeasure, AWorkloadIsRunOnlyUnderTheEnginesThatItIsFor) {
  Workload workload = program();
  workload.engines = {"bare"};
  EXPECT_EQ(measure_with({{"bare", "heaptrack"}, 1, 1}, workload).samples.size(), 1u);
}

Evidence counted(std::int64_t allocations) {
  return {allocations, std::nullopt, std::nullopt, std::nullopt};
}

TEST(PeerMeasure, NoAllocationIsAnErrorWhereThereAreSome) {
  Samples samples;
  record(samples, program(), {}, counted(0));
  EXPECT_THAT(samples.failure, Optional(std::string("counted no allocation")));
  Workload none = program();
  none.allocates = false;
  Samples of_none;
  record(of_none, none, {}, counted(0));
  EXPECT_EQ(of_none.failure, std::nullopt);
}

TEST(PeerMeasure, AnotherCountIsAnErrorWithOneThreadAlone) {
  Samples samples;
  record(samples, program(), {}, counted(7));
  record(samples, program(), {}, counted(7));
  EXPECT_EQ(samples.failure, std::nullopt);
  record(samples, program(), {}, counted(8));
  EXPECT_THAT(samples.failure, Optional(std::string("counted 8 allocations, and 7 in the run before")));

  Workload threads = program();
  threads.allocates_the_same = false;
  Samples of_threads;
  record(of_threads, threads, {}, counted(7));
  record(of_threads, threads, {}, counted(8));
  EXPECT_EQ(of_threads.failure, std::nullopt);
}

TEST(PeerMeasure, WhatARunShowedIsKept) {
  Samples samples;
  Evidence evidence = counted(7);
  evidence.peak_rss_bytes = 4096;
  evidence.peak_blocks = 5;
  evidence.site_frames = 12;
  record(samples, program(), {2000000000, 0, std::nullopt}, evidence);
  record(samples, program(), {1000000000, 0, std::nullopt}, counted(7));  // no peak: hidden by the starter's
  EXPECT_THAT(samples.seconds, ElementsAre(2, 1));
  EXPECT_THAT(samples.peak_rss_bytes, ElementsAre(4096));
  EXPECT_EQ(samples.allocations, 7);
  EXPECT_EQ(samples.peak_blocks, 5);
  EXPECT_EQ(samples.site_frames, 12);
}

}  // namespace
}  // namespace highwater::peers
