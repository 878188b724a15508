// SPDX-License-Identifier: Apache-2.0
// Limits of a running command, against a target that says what the test wants.
#include "gate/live_limits.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

using namespace std::chrono_literals;

class FakeTarget final : public LiveTarget {
 public:
  LiveNumbers numbers() const override { return now; }
  Timeline timeline() const override { return {}; }
  Expected<Measurement> measurement() const override {
    Measurement result;
    result.metrics.peak_bytes = now.peak_bytes;
    return result;
  }
  Expected<void> start_recording() override { return {}; }
  Expected<void> stop_recording() override { return {}; }
  Expected<void> mark(const std::string&) override { return {}; }
  Expected<LiveSnapshot> snapshot() override {
    if (is_full) return fail(ExitStatus::kUsage, "disk full");
    return LiveSnapshot{++kept, ""};
  }

  LiveNumbers now;
  std::int64_t kept = 0;
  bool is_full = false;
};

class LiveLimitsTest : public testing::Test {
 protected:
  LiveWish look(LiveLimits& limits, std::chrono::milliseconds elapsed, std::int64_t peak = 0) {
    target_.now.elapsed = elapsed;
    target_.now.peak_bytes = peak;
    return limits.look(target_);
  }
  FakeTarget target_;
};

TEST_F(LiveLimitsTest, WithoutRulesItGoesOn) {
  LiveLimits limits({});
  EXPECT_EQ(look(limits, 1000h, std::int64_t{1} << 50), LiveWish::kGoOn);
  limits.ended(target_);
  EXPECT_FALSE(limits.is_above());
  EXPECT_FALSE(limits.has_ended_it());
}

TEST_F(LiveLimitsTest, TheLimitItselfIsAllowed) {
  LiveLimits limits({.fail_above_bytes = 1000, .snapshot_every = {}, .run_for = {}});
  EXPECT_EQ(look(limits, 1s, 1000), LiveWish::kGoOn);
  EXPECT_EQ(look(limits, 2s, 1001), LiveWish::kEnd);
  EXPECT_TRUE(limits.is_above());
  EXPECT_TRUE(limits.has_ended_it());
  EXPECT_EQ(limits.noticed(), 2s);
  ASSERT_TRUE(limits.at_limit());
  EXPECT_EQ(limits.at_limit()->metrics.peak_bytes, 1001);
}

// What it does while it ends is not the moment at which it passed the limit.
TEST_F(LiveLimitsTest, TheFirstMomentIsKept) {
  LiveLimits limits({.fail_above_bytes = 1000, .snapshot_every = {}, .run_for = {}});
  look(limits, 2s, 1001);
  EXPECT_EQ(look(limits, 3s, 9999), LiveWish::kEnd);
  EXPECT_EQ(limits.at_limit()->metrics.peak_bytes, 1001);
  EXPECT_EQ(limits.noticed(), 2s);
}

TEST_F(LiveLimitsTest, APeakAfterTheLastLookCounts) {
  LiveLimits limits({.fail_above_bytes = 1000, .snapshot_every = {}, .run_for = {}});
  look(limits, 1s, 500);
  target_.now.peak_bytes = 1001;
  limits.ended(target_);
  EXPECT_TRUE(limits.is_above());
  EXPECT_FALSE(limits.has_ended_it());
  EXPECT_FALSE(limits.at_limit());
}

TEST_F(LiveLimitsTest, TheTimeEndsIt) {
  LiveLimits limits({.fail_above_bytes = {}, .snapshot_every = {}, .run_for = 10s});
  EXPECT_EQ(look(limits, 9999ms), LiveWish::kGoOn);
  EXPECT_EQ(look(limits, 10s), LiveWish::kEnd);
  EXPECT_TRUE(limits.has_ended_it());
  EXPECT_FALSE(limits.is_above());
}

TEST_F(LiveLimitsTest, SnapshotsKeepTheirDistance) {
  LiveLimits limits({.fail_above_bytes = {}, .snapshot_every = 10s, .run_for = {}});
  for (const auto at : {0ms, 9990ms, 10010ms, 19990ms, 20000ms, 65000ms, 65020ms, 69990ms, 70001ms})
    look(limits, at);
  EXPECT_EQ(target_.kept, 4);  // at 10.01, 20, 65 (those of 30 to 60 were missed) and 70.001 s
  EXPECT_EQ(limits.snapshots(), 4);
}

TEST_F(LiveLimitsTest, ASnapshotThatFailsIsToldOnceAndTheRunGoesOn) {
  LiveLimits limits({.fail_above_bytes = {}, .snapshot_every = 1s, .run_for = {}});
  target_.is_full = true;
  EXPECT_EQ(look(limits, 1s), LiveWish::kGoOn);
  target_.is_full = false;
  EXPECT_EQ(look(limits, 2s), LiveWish::kGoOn);
  ASSERT_TRUE(limits.problem());
  EXPECT_EQ(limits.problem()->what, "disk full");
  EXPECT_EQ(target_.kept, 1);
}

TEST_F(LiveLimitsTest, AnotherObserverMayEndItToo) {
  class Other final : public LiveObserver {
   public:
    Expected<void> starts(LiveTarget&) override { return fail(ExitStatus::kUsage, "port taken"); }
    LiveWish look(LiveTarget&) override { return LiveWish::kEnd; }
    void ended(LiveTarget&) override { was_told = true; }
    bool was_told = false;
  };
  Other other;
  LiveLimits limits({}, &other);
  EXPECT_FALSE(limits.starts(target_));
  EXPECT_EQ(limits.look(target_), LiveWish::kEnd);
  EXPECT_FALSE(limits.has_ended_it());
  limits.ended(target_);
  EXPECT_TRUE(other.was_told);
}

}  // namespace
}  // namespace highwater
