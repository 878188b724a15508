// SPDX-License-Identifier: Apache-2.0
// What a watched process has recorded, as its site tables and counters say it, and as a reader makes a result
// of it that adds up.
#include "probe/segment_recording.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <limits>

#include "result/contradiction.h"

namespace highwater {
namespace {

class SegmentRecordingTest : public testing::Test {
 protected:
  // Address space alone: the tables have room for more than there ever is.
  SegmentRecordingTest()
      : memory_(::mmap(nullptr, counting::kSlotBytesWithSites, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {}
  ~SegmentRecordingTest() override { ::munmap(memory_, counting::kSlotBytesWithSites); }
  void SetUp() override { ASSERT_NE(memory_, MAP_FAILED); }

  counting::Process& process() { return *static_cast<counting::Process*>(memory_); }
  counting::SiteTables& tables() { return *counting::site_tables_of(&process()); }

  // Site 1 of recording 2: 300 bytes in 3 blocks were allocated, 100 in 1 freed; 250 in 2 at the peak.
  void record() {
    tables().site_count = 2;
    tables().recording.number = 2;
    tables().recording.window = 7;
    tables().recording.peak_bytes = 1250;
    tables().recording.other_bytes = 900;
    tables().recording.recorded_bytes = 200;
    counting::Site& site = tables().sites[0][1];
    site.recording = 2;
    site.allocated_bytes = 300;
    site.allocations = 3;
    site.freed_bytes = 100;
    site.frees = 1;
    site.window = 7;
    site.peak_bytes = 250;
    site.peak_blocks = 2;
    counting::ThreadSlot& slot = process().slots[0];
    slot.allocated_bytes = 5000;
    slot.allocations = 50;
    slot.freed_bytes = 3900;  // 1100 live
    slot.frees = 40;
  }
  static Measurement with_peak(std::int64_t bytes, std::int64_t upper) {
    Measurement measurement;
    measurement.metrics.peak_bytes = bytes;
    measurement.peak_upper_bytes = upper;
    return measurement;
  }
  // The sites and what they leave over, with the metrics that they are to add up to.
  static std::optional<std::string> contradiction(const RecordedNumbers& recorded, const SiteResult& rest,
                                                  Measurement measurement) {
    measurement.sites = recorded.sites;
    measurement.sites.push_back(rest);
    measurement.has_sites = true;
    return sites_contradiction(measurement);
  }

  void* memory_;
};

TEST_F(SegmentRecordingTest, WithoutOneThereAreOnlyCounters) {
  record();
  const RecordedNumbers recorded = read_recording(process(), tables(), 0);
  EXPECT_TRUE(recorded.sites.empty());
  EXPECT_TRUE(recorded.is_quiet);
  EXPECT_EQ(recorded.counters.live_bytes, 1100);
}

TEST_F(SegmentRecordingTest, GivesTheNumbersOfItsSites) {
  record();
  const RecordedNumbers recorded = read_recording(process(), tables(), 2);
  ASSERT_EQ(recorded.sites.size(), 2u);
  EXPECT_EQ(recorded.sites[0], SiteResult{});
  EXPECT_EQ(recorded.sites[1].retained_bytes, 200);
  EXPECT_EQ(recorded.sites[1].retained_blocks, 2);
  EXPECT_EQ(recorded.sites[1].allocated_bytes, 300);
  EXPECT_EQ(recorded.sites[1].allocations, 3);
  EXPECT_EQ(recorded.sites[1].peak_bytes, 250);
  EXPECT_EQ(recorded.sites[1].peak_blocks, 2);
}

// The harness has switched to recording 3, and the target has had no event since.
TEST_F(SegmentRecordingTest, OneThatHasNotBegunHasNoSites) {
  record();
  EXPECT_TRUE(read_recording(process(), tables(), 3).sites.empty());
}

TEST_F(SegmentRecordingTest, SitesOfAnEarlierOneCountForNothing) {
  record();
  tables().sites[0][1].recording = 1;
  EXPECT_EQ(read_recording(process(), tables(), 2).sites[1], SiteResult{});
}

// 1150 live and 1100 at the peak that was left last.
TEST_F(SegmentRecordingTest, WhatIsLiveMayBeTheHighest) {
  record();
  tables().recording.peak_bytes = 1099;
  EXPECT_EQ(read_recording(process(), tables(), 2).sites[1].peak_bytes, 200);
}

TEST_F(SegmentRecordingTest, TheRestMakesTheSumsThoseOfTheProcess) {
  record();
  RecordedNumbers recorded = read_recording(process(), tables(), 2);
  Measurement measurement = with_peak(1300, 1310);  // it may be 10 too high
  const SiteResult rest = rest_of(recorded, measurement);
  EXPECT_EQ(rest.peak_bytes, 1300 - 250);
  EXPECT_EQ(rest.retained_bytes, 1100 - 200);
  EXPECT_EQ(rest.retained_blocks, 10 - 2);
  EXPECT_EQ(rest.allocated_bytes, 5000 - 300);
  EXPECT_EQ(rest.allocations, 50 - 3);
  EXPECT_EQ(measurement.metrics.peak_bytes, 1300);
  EXPECT_EQ(measurement.peak_upper_bytes, 1310);
  EXPECT_EQ(contradiction(recorded, rest, measurement), std::nullopt);
}

// The sites were read when 2000 of theirs were live, the counters when all of it had gone.
TEST_F(SegmentRecordingTest, TheRestIsNeverNegative) {
  record();
  RecordedNumbers recorded = read_recording(process(), tables(), 2);
  recorded.sites[1].retained_bytes = 2000;
  recorded.sites[1].peak_bytes = 2000;
  Measurement measurement = with_peak(1300, 1300);
  const SiteResult rest = rest_of(recorded, measurement);
  EXPECT_EQ(rest.retained_bytes, 0);
  EXPECT_EQ(rest.peak_bytes, 0);
  EXPECT_EQ(measurement.metrics.retained_bytes, 2000);
  EXPECT_EQ(measurement.metrics.peak_bytes, 2000);
  EXPECT_EQ(measurement.peak_upper_bytes, 2700);  // up to 700 too high: 1300 is certain
  EXPECT_FALSE(measurement.exact);
  EXPECT_EQ(contradiction(recorded, rest, measurement), std::nullopt);
}

TEST_F(SegmentRecordingTest, SharesAreOfThePeakOnlyIfItWasMeanwhile) {
  record();
  const auto share = [&](const RecordingSpan& span, std::int64_t peak) {
    RecordedNumbers recorded = read_recording(process(), tables(), 2);
    drop_shares_of_other_peaks(recorded, span, peak);
    return recorded.sites[1].peak_bytes;
  };
  EXPECT_EQ(share({1000, std::nullopt}, 1300), 250);
  EXPECT_EQ(share({1300, std::nullopt}, 1300), 0);  // before the start, and none higher since
  EXPECT_EQ(share({1000, 1300}, 1300), 250);
  EXPECT_EQ(share({1000, 1300}, 1301), 0);  // after the stop
}

TEST_F(SegmentRecordingTest, ATargetThatMeansHarmIsNotBelieved) {
  record();
  constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
  tables().site_count = std::numeric_limits<std::uint32_t>::max();
  for (std::uint32_t i = 0; i < 100; ++i) {
    tables().sites[0][i].recording = 2;
    tables().sites[0][i].allocated_bytes = kHuge;
    tables().sites[0][i].freed_bytes = i % 2 == 0 ? kHuge : -kHuge;
    tables().sites[0][i].window = 7;
    tables().sites[0][i].peak_bytes = kHuge;
  }
  tables().recording.other_bytes = kHuge;
  tables().recording.recorded_bytes = kHuge;
  tables().recording.events = 1;
  process().slots[3].allocated_bytes = kHuge;
  const RecordedNumbers recorded = read_recording(process(), tables(), 2);
  EXPECT_FALSE(recorded.is_quiet);
  Measurement measurement = with_peak(1300, 1300);
  const SiteResult rest = rest_of(recorded, measurement);
  EXPECT_EQ(contradiction(recorded, rest, measurement), std::nullopt);
}

}  // namespace
}  // namespace highwater
