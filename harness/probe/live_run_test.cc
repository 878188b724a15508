// SPDX-License-Identifier: Apache-2.0
// A target that the test plays: it writes the segment as the counting library would.
#include "probe/live_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <filesystem>

#include "base/file.h"

namespace highwater {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class LiveRunTest : public testing::Test {
 protected:
  LiveRunTest() {
    request_.command = {"service"};
    request_.live.recording = true;
    request_.live.snapshots = SnapshotPlace{.folder = folder_.path(), .stem = "result", .keep = 2};
    bytes_ = counting::file_bytes(1, counting::kSlotBytesWithSites);
    memory_ = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, segment_.fd(), 0);
  }
  ~LiveRunTest() override { ::munmap(memory_, bytes_); }
  void SetUp() override { ASSERT_NE(memory_, MAP_FAILED); }

  counting::Process& process() {
    return *reinterpret_cast<counting::Process*>(static_cast<char*>(memory_) + counting::head_bytes(1));
  }
  void attach() {
    static_cast<counting::Header*>(memory_)->claimed = 1;
    process().pid = 77;
    process().state = counting::kAttached;
  }
  LiveRun& target() {
    if (target_ == nullptr)
      target_ = std::make_unique<LiveRun>(segment_, request_, HIGHWATER_TEST_PLUG_INS,
                                          [](const ProcessReport& report) {
                                            Measurement measurement;
                                            measurement.metrics = report.metrics;
                                            return measurement;
                                          });
    return *target_;
  }
  std::uint32_t word() { return process().recording.load(); }

  TemporaryDirectory folder_ = *TemporaryDirectory::create("live-run");
  ProbeRequest request_;
  Segment segment_ = *Segment::create(1, Sites::kOff, Watched::kYes);
  std::size_t bytes_ = 0;
  void* memory_ = nullptr;
  std::unique_ptr<LiveRun> target_;
};

TEST_F(LiveRunTest, BeforeItCountsThereAreZeros) {
  const LiveNumbers numbers = target().numbers();
  EXPECT_EQ(numbers.pid, 0);
  EXPECT_EQ(numbers.peak_bytes, 0);
  EXPECT_FALSE(numbers.end);
  EXPECT_TRUE(target().timeline().points.empty());
  EXPECT_THAT(target().measurement().error().what, HasSubstr("nothing is counted yet"));
  EXPECT_THAT(target().mark("early").error().what, HasSubstr("nothing is counted yet"));
}

TEST_F(LiveRunTest, TheNumbersAreThoseOfTheSegment) {
  attach();
  process().slots[1].allocated_bytes = 700;
  process().slots[1].allocations = 7;
  process().slots[2].freed_bytes = 200;
  process().slots[2].frees = 2;
  process().window_peak_bytes = 600;
  process().window_uncertainty_bytes = 10;
  const LiveNumbers numbers = target().numbers();
  EXPECT_EQ(numbers.pid, 77);
  EXPECT_EQ(numbers.live_bytes, 500);
  EXPECT_EQ(numbers.live_blocks, 5);
  EXPECT_EQ(numbers.peak_bytes, 600);
  EXPECT_EQ(numbers.peak_upper_bytes, 610);
  EXPECT_EQ(numbers.allocated_bytes, 700);
  EXPECT_EQ(numbers.allocations, 7);
}

TEST_F(LiveRunTest, RecordingIsSwitchedByOneWord) {
  attach();
  EXPECT_EQ(word(), 0u);
  ASSERT_TRUE(target().start_recording());
  EXPECT_EQ(word(), counting::recording_word(1, true));
  EXPECT_TRUE(target().numbers().recording.on);
  ASSERT_TRUE(target().stop_recording());
  EXPECT_EQ(word(), counting::recording_word(1, false));
  EXPECT_FALSE(target().numbers().recording.on);
  ASSERT_TRUE(target().start_recording());
  EXPECT_EQ(word(), counting::recording_word(2, true));
  EXPECT_EQ(target().numbers().recording.window, 2);
}

TEST_F(LiveRunTest, WhatCannotBeSwitchedIsRefused) {
  attach();
  EXPECT_THAT(target().stop_recording().error().what, HasSubstr("no recording is on"));
  ASSERT_TRUE(target().start_recording());
  EXPECT_THAT(target().start_recording().error().what, HasSubstr("recording 1 is on already"));
  target().ended({.code = 0, .signal = {}, .timed_out = false});
  EXPECT_THAT(target().stop_recording().error().what, HasSubstr("it has ended"));
  EXPECT_THAT(target().start_recording().error().what, HasSubstr("it has ended"));
  EXPECT_THAT(target().mark("late").error().what, HasSubstr("it has ended"));
}

TEST_F(LiveRunTest, NumbersOfRecordingsRunOut) {
  attach();
  for (std::uint32_t i = 0; i < counting::kMaxRecordings; ++i) {
    ASSERT_TRUE(target().start_recording());
    ASSERT_TRUE(target().stop_recording());
  }
  EXPECT_THAT(target().start_recording().error().what, HasSubstr("there have been 16383 recordings"));
  EXPECT_EQ(word(), counting::recording_word(counting::kMaxRecordings, false));
}

TEST_F(LiveRunTest, WhereNothingIsRecordedItCannotBe) {
  request_.live.recording = false;
  attach();
  EXPECT_THAT(target().start_recording().error().what, HasSubstr("not recorded in this run"));
  EXPECT_FALSE(target().measurement()->has_sites);
}

TEST_F(LiveRunTest, WithSitesTheFirstRecordingIsOnFromTheStart) {
  request_.sites = Sites::kOn;
  target();
  EXPECT_EQ(word(), counting::recording_word(1, true));
}

TEST_F(LiveRunTest, MarksAreOnTheTimeline) {
  attach();
  process().slots[0].allocated_bytes = 300;
  process().slots[0].freed_bytes = 100;
  ASSERT_TRUE(target().mark("deployed"));
  const Timeline timeline = target().timeline();
  ASSERT_EQ(timeline.notes.size(), 1u);
  EXPECT_EQ(timeline.notes[0].name, "deployed");
  EXPECT_EQ(timeline.notes[0].at.clock_bytes, 400);
  EXPECT_EQ(timeline.notes[0].at.live_bytes, 200);
  EXPECT_EQ(target().measurement()->timeline.notes.size(), 1u);
  for (const std::string& name : {std::string(), std::string(201, 'x'), std::string("a\nb")})
    EXPECT_THAT(target().mark(name).error().what, HasSubstr("1 to 200 bytes")) << name;
  for (int i = 1; i < 512; ++i) ASSERT_TRUE(target().mark("again"));
  EXPECT_THAT(target().mark("too many").error().what, HasSubstr("512 marks"));
}

TEST_F(LiveRunTest, ARunningTargetsResultSaysSo) {
  attach();
  EXPECT_TRUE(target().measurement()->end.running);
  target().ended({.code = {}, .signal = 9, .timed_out = false});
  EXPECT_FALSE(target().measurement()->end.running);
  EXPECT_EQ(target().measurement()->end.signal, 9);
  EXPECT_EQ(target().numbers().end->signal, 9);
}

// Of the target as it runs, and of the run when it has ended.
TEST_F(LiveRunTest, AResultSaysThatThereWereTooManySites) {
  attach();
  const auto warned = Contains(HasSubstr("the rest is [unattributed]"));
  EXPECT_THAT(target().measurement()->warnings, Not(warned));
  process().flags = counting::kSitesFull;
  EXPECT_THAT(target().measurement()->warnings, warned);
  Measurement ended;
  ASSERT_TRUE(target().complete(ended));
  EXPECT_THAT(ended.warnings, warned);
}

TEST_F(LiveRunTest, SnapshotsRotate) {
  attach();
  for (int i = 1; i <= 4; ++i) {
    const Expected<LiveSnapshot> kept = target().snapshot();
    ASSERT_TRUE(kept) << kept.error().what;
    EXPECT_EQ(kept->number, i);
    EXPECT_TRUE(std::filesystem::exists(kept->path)) << kept->path;
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/result.2.json"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() + "/result.3.json"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() + "/result.4.json"));
}

TEST_F(LiveRunTest, ASnapshotNeedsAPlace) {
  request_.live.snapshots.reset();
  attach();
  EXPECT_THAT(target().snapshot().error().hint, HasSubstr("--snapshots DIR"));
}

// A snapshot that could not be written leaves no gap.
TEST_F(LiveRunTest, ASnapshotThatCannotBeWrittenIsNone) {
  request_.live.snapshots->folder = "/dev/null/no/folder";
  attach();
  EXPECT_FALSE(target().snapshot());
}

}  // namespace
}  // namespace highwater
