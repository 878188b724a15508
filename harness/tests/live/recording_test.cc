// SPDX-License-Identifier: Apache-2.0
// Recording on request in a real service, with exact numbers: it obeys the test, which looks at it as the
// harness does.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>

#include "base/fd.h"
#include "base/file.h"
#include "probe/counting_probe.h"
#include "result/contradiction.h"
#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;
using namespace std::chrono_literals;

// Has the test's own look at the target, each time that the probe looks.
class Looker final : public LiveObserver {
 public:
  explicit Looker(std::function<LiveWish(LiveTarget&)> look) : look_(std::move(look)) {}
  Expected<void> starts(LiveTarget&) override { return {}; }
  LiveWish look(LiveTarget& target) override { return look_(target); }
  void ended(LiveTarget& target) override { end = target.numbers().end; }

  std::optional<ScenarioEnd> end;

 private:
  std::function<LiveWish(LiveTarget&)> look_;
};

Expected<ProbeRun> watched(const std::vector<std::string>& command, Looker& looker, Sites sites = Sites::kOff,
                           std::chrono::milliseconds interval = 5ms) {
  ProbeRequest request;
  request.command = command;
  request.environment = fixed_environment();
  request.stdio = Stdio::kCapture;
  request.group = ProcessGroup::kOwn;
  request.sites = sites;
  request.timeout = 60s;
  request.live.observer = &looker;
  request.live.recording = true;
  request.live.interval = interval;
  return CountingProbe(runner(), HIGHWATER_TEST_LIBRARY).run(request);
}

// Of the site whose innermost function of the program's own is `function`; zeros where there is none.
SiteResult site(const Measurement& measurement, const std::string& function) {
  for (const SiteResult& site : measurement.sites)
    for (const FrameRef& frame : site.frames)
      if (frame->function == function) return site;
  return {};
}

std::int64_t sum(const Measurement& measurement, std::int64_t SiteResult::*member) {
  std::int64_t total = 0;
  for (const SiteResult& site : measurement.sites) total += site.*member;
  return total;
}

// The service, and what the test makes it do.
class Commanded : public testing::Test {
 protected:
  Commanded() {
    EXPECT_EQ(::mkfifo(in_.c_str(), 0600), 0);
    EXPECT_EQ(::mkfifo(out_.c_str(), 0600), 0);
  }

  // Runs `script` once the service is there, then ends it.
  ProbeRun run(std::function<void(LiveTarget&)> script, Sites sites = Sites::kOff) {
    bool is_done = false;
    Looker looker([&](LiveTarget& target) {
      if (is_done || target.numbers().pid == 0) return LiveWish::kGoOn;
      is_done = true;
      commands_.reset(::open(in_.c_str(), O_WRONLY));
      answers_.reset(::open(out_.c_str(), O_RDONLY));
      script(target);
      obey('q');
      return LiveWish::kGoOn;
    });
    Expected<ProbeRun> run = watched({HIGHWATER_TEST_SERVICE, "commands", in_, out_}, looker, sites);
    EXPECT_TRUE(run) << run.error().what;
    if (!run) return {};
    EXPECT_EQ(run->outcome.exit_code, 0);
    EXPECT_EQ(sites_contradiction(run->measurement), std::nullopt);
    return *std::move(run);
  }
  void obey(char command, std::size_t size = 0) {
    char text[17] = {};
    std::snprintf(text, sizeof text, "%c%zu", command, size);
    ASSERT_EQ(::write(commands_.get(), text, 16), 16);
    char answer = 0;
    if (command != 'q') ASSERT_EQ(::read(answers_.get(), &answer, 1), 1);
  }
  static Measurement now(const LiveTarget& target) {
    const Expected<Measurement> measurement = target.measurement();
    EXPECT_TRUE(measurement) << measurement.error().what;
    if (!measurement) return {};
    EXPECT_EQ(sites_contradiction(*measurement), std::nullopt);
    EXPECT_TRUE(measurement->end.running);
    return *measurement;
  }

 private:
  TemporaryDirectory folder_ = *TemporaryDirectory::create("commanded");
  const std::string in_ = folder_.path() + "/in";
  const std::string out_ = folder_.path() + "/out";
  Fd commands_;
  Fd answers_;
};

TEST_F(Commanded, BeforeARecordingEverythingIsInOneRow) {
  run([&](LiveTarget& target) {
    obey('a', 1000);
    const Measurement measurement = now(target);
    ASSERT_EQ(measurement.sites.size(), 1u);
    EXPECT_EQ(measurement.sites[0].frames[0]->function, kBeforeRecordingFrame);
    EXPECT_EQ(measurement.sites[0].retained_bytes, measurement.metrics.retained_bytes);
    EXPECT_EQ(measurement.metrics.retained_bytes, 1000);
    EXPECT_EQ(target.numbers().live_bytes, 1000);
  });
}

TEST_F(Commanded, ARecordingHasItsOwnBlocksAndTheRestIsARow) {
  run([&](LiveTarget& target) {
    obey('a', 1000);
    ASSERT_TRUE(target.start_recording());
    obey('a', 2000);
    obey('b', 300);
    Measurement measurement = now(target);
    EXPECT_EQ(site(measurement, "first").retained_bytes, 2000);
    EXPECT_EQ(site(measurement, "second").retained_bytes, 300);
    EXPECT_EQ(site(measurement, kBeforeRecordingFrame).retained_bytes, 1000);
    EXPECT_EQ(site(measurement, "first").peak_bytes, 2000);  // 3300 live: the highest so far
    EXPECT_EQ(site(measurement, kBeforeRecordingFrame).peak_bytes, 1000);

    obey('f');  // of before the start
    measurement = now(target);
    EXPECT_EQ(site(measurement, "first").retained_bytes, 2000);
    EXPECT_EQ(site(measurement, kBeforeRecordingFrame).retained_bytes, 0);
    EXPECT_EQ(site(measurement, kBeforeRecordingFrame).peak_bytes, 1000);

    obey('f');
    measurement = now(target);
    EXPECT_EQ(site(measurement, "first").retained_bytes, 0);
    EXPECT_EQ(site(measurement, "first").allocated_bytes, 2000);
    EXPECT_EQ(measurement.metrics.retained_bytes, 300);
    EXPECT_EQ(measurement.metrics.peak_bytes, 3300);
  });
}

TEST_F(Commanded, AfterTheStopItsBlocksAreFollowedAndNewOnesAreNot) {
  const ProbeRun ended = run([&](LiveTarget& target) {
    ASSERT_TRUE(target.start_recording());
    obey('a', 2000);
    obey('b', 300);
    ASSERT_TRUE(target.stop_recording());
    obey('a', 50);
    obey('f');
    const Measurement measurement = now(target);
    EXPECT_EQ(site(measurement, "first").retained_bytes, 0);
    EXPECT_EQ(site(measurement, "first").allocated_bytes, 2000);
    EXPECT_EQ(site(measurement, "second").retained_bytes, 300);
    EXPECT_EQ(site(measurement, kNotRecordedFrame).retained_bytes, 50);
    EXPECT_EQ(measurement.metrics.retained_bytes, 350);
  });
  EXPECT_EQ(site(ended.measurement, "second").retained_bytes, 300);
  EXPECT_EQ(site(ended.measurement, kNotRecordedFrame).retained_bytes, 50);
  EXPECT_THAT(ended.measurement.warnings, Contains(HasSubstr("(recording 1)")));
}

TEST_F(Commanded, TheNextRecordingBeginsWithNothing) {
  run([&](LiveTarget& target) {
    ASSERT_TRUE(target.start_recording());
    obey('a', 2000);
    ASSERT_TRUE(target.stop_recording());
    ASSERT_TRUE(target.start_recording());
    EXPECT_EQ(site(now(target), "first"), SiteResult{});  // not an event since
    obey('a', 70);
    Measurement measurement = now(target);
    EXPECT_EQ(site(measurement, "first").retained_bytes, 70);
    EXPECT_EQ(site(measurement, "first").allocations, 1);
    EXPECT_EQ(site(measurement, kBeforeRecordingFrame).retained_bytes, 2000);
    obey('f');
    measurement = now(target);
    EXPECT_EQ(site(measurement, "first").retained_bytes, 70);
    EXPECT_EQ(site(measurement, kBeforeRecordingFrame).retained_bytes, 0);
  });
}

TEST_F(Commanded, ReallocMovesABlockIntoARecordingAndOut) {
  run([&](LiveTarget& target) {
    obey('a', 1000);
    ASSERT_TRUE(target.start_recording());
    obey('r', 5000);
    Measurement measurement = now(target);
    EXPECT_EQ(site(measurement, "third").retained_bytes, 5000);
    EXPECT_EQ(site(measurement, kBeforeRecordingFrame).retained_bytes, 0);
    EXPECT_EQ(measurement.metrics.peak_bytes, 5000);
    ASSERT_TRUE(target.stop_recording());
    obey('r', 100);
    measurement = now(target);
    EXPECT_EQ(site(measurement, "third").retained_bytes, 0);
    EXPECT_EQ(site(measurement, kNotRecordedFrame).retained_bytes, 100);
  });
}

// The peak was before: nobody knows whose it was.
TEST_F(Commanded, APeakBeforeTheStartHasNoShares) {
  run([&](LiveTarget& target) {
    obey('a', 100000);
    obey('f');
    ASSERT_TRUE(target.start_recording());
    obey('b', 300);
    Measurement measurement = now(target);
    EXPECT_EQ(site(measurement, "second").peak_bytes, 0);
    EXPECT_EQ(site(measurement, kBeforeRecordingFrame).peak_bytes, 100000);
    obey('b', 200000);
    measurement = now(target);
    EXPECT_EQ(site(measurement, "second").peak_bytes, 200300);
    EXPECT_EQ(measurement.metrics.peak_bytes, 200300);
  });
}

TEST_F(Commanded, WithSitesEverythingIsRecordedFromTheStart) {
  const ProbeRun ended = run(
      [&](LiveTarget& target) {
        obey('a', 1000);
        obey('b', 20000);  // not in the map of small sizes
        const Measurement measurement = now(target);
        EXPECT_EQ(site(measurement, "first").retained_bytes, 1000);
        EXPECT_EQ(site(measurement, "second").retained_bytes, 20000);
        EXPECT_EQ(site(measurement, kBeforeRecordingFrame), SiteResult{});
      },
      Sites::kOn);
  EXPECT_EQ(site(ended.measurement, "second").peak_bytes, 20000);
  EXPECT_TRUE(ended.measurement.exact);
  EXPECT_EQ(ended.measurement.metrics.peak_bytes, 21000);
  EXPECT_FALSE(ended.measurement.end.running);
}

// No thread, descriptor or handled signal more than without: only memory is shared.
TEST_F(Commanded, TheTargetGetsNothingButMemory) {
  run([&](LiveTarget& target) {
    ASSERT_TRUE(target.start_recording());
    obey('a', 2000);
    now(target);
    const std::string process = "/proc/" + std::to_string(target.numbers().pid);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(process + "/task"), {}), 1);
    // What the test was started with may be passed on.
    for (const auto& descriptor : std::filesystem::directory_iterator(process + "/fd"))
      EXPECT_THAT(std::filesystem::read_symlink(descriptor).string(),
                  testing::Not(testing::AnyOf(HasSubstr("socket:"), HasSubstr("memfd:"))));
    // SIGUSR1, SIGINT and SIGTERM, which it handles itself: bits 9, 1 and 14.
    EXPECT_THAT(*read_file(process + "/status"), HasSubstr("SigCgt:\t0000000000004202\n"));
  });
}

TEST_F(Commanded, MarksAreInTheResult) {
  const ProbeRun ended = run([&](LiveTarget& target) {
    obey('a', 1000);
    ASSERT_TRUE(target.mark("deployed"));
  });
  ASSERT_EQ(ended.measurement.timeline.notes.size(), 1u);
  EXPECT_EQ(ended.measurement.timeline.notes[0].name, "deployed");
  EXPECT_EQ(ended.measurement.timeline.notes[0].at.live_bytes, 1000);
}

// Four threads that never stop allocating, and a thousand switches. Then they rest, with what they have.
class Hammered : public testing::Test {
 protected:
  const TemporaryDirectory folder_ = *TemporaryDirectory::create("hammered");
  const std::string ready_ = folder_.path() + "/ready";
};

TEST_F(Hammered, AThousandSwitchesLoseNothing) {
  int switches = 0;
  int looks_at_rest = 0;
  Measurement quiet;
  Looker looker([&](LiveTarget& target) {
    if (!std::filesystem::exists(ready_)) return LiveWish::kGoOn;
    if (switches < 1000) {
      const bool is_on = target.numbers().recording.on;
      EXPECT_TRUE(is_on ? target.stop_recording() : target.start_recording());
      ++switches;
      if (switches % 100 == 0) {
        const Expected<Measurement> measurement = target.measurement();
        EXPECT_TRUE(measurement);
        EXPECT_EQ(sites_contradiction(*measurement), std::nullopt);
        for (const SiteResult& one : measurement->sites) EXPECT_GE(one.retained_bytes, 0);
      }
      return LiveWish::kGoOn;
    }
    if (switches == 1000) {
      EXPECT_TRUE(target.start_recording());
      ++switches;
      return LiveWish::kGoOn;
    }
    if (looks_at_rest == 0) ::kill(target.numbers().pid, SIGUSR1);
    if (++looks_at_rest < 100) return LiveWish::kGoOn;
    if (looks_at_rest == 100) quiet = *target.measurement();
    return LiveWish::kEnd;
  });
  const Expected<ProbeRun> run =
      watched({HIGHWATER_TEST_SERVICE, "hammer", "4", ready_}, looker, Sites::kOff, 1ms);
  ASSERT_TRUE(run) << run.error().what;
  EXPECT_EQ(switches, 1001);
  EXPECT_EQ(run->outcome.exit_code, 0);
  // At rest the sites have live what is live, but for what is older than the recording.
  EXPECT_EQ(sites_contradiction(quiet), std::nullopt);
  EXPECT_GT(site(quiet, "first").retained_bytes + site(quiet, "second").retained_bytes, 0);
  EXPECT_EQ(sum(quiet, &SiteResult::retained_bytes), quiet.metrics.retained_bytes);
  // And when they have freed all that they had, no site has anything, nor owes anything: only what the
  // threads themselves are made of is left.
  const Measurement& end = run->measurement;
  EXPECT_EQ(sites_contradiction(end), std::nullopt);
  for (const SiteResult& one : end.sites) {
    if (one.frames[0]->function == kBeforeRecordingFrame) continue;
    EXPECT_EQ(one.retained_bytes, 0) << one.frames[0]->function;
    EXPECT_EQ(one.retained_blocks, 0) << one.frames[0]->function;
  }
  EXPECT_LT(end.metrics.retained_bytes, 4096);
}

// Killed in the middle of anything: what it had shared is a result.
TEST_F(Hammered, AKillLeavesAResultThatAddsUp) {
  for (int i = 0; i < 10; ++i) {
    int looks = 0;
    Looker looker([&](LiveTarget& target) {
      if (target.numbers().pid == 0 || !std::filesystem::exists(ready_)) return LiveWish::kGoOn;
      if (++looks == 1) EXPECT_TRUE(target.start_recording());
      if (looks == 3 + i) ::kill(target.numbers().pid, SIGKILL);
      return LiveWish::kGoOn;
    });
    const Expected<ProbeRun> run =
        watched({HIGHWATER_TEST_SERVICE, "hammer", "3", ready_}, looker, Sites::kOff, 1ms);
    ASSERT_TRUE(run) << run.error().what;
    EXPECT_EQ(run->outcome.signal, SIGKILL);
    EXPECT_EQ(looker.end->signal, SIGKILL);
    EXPECT_EQ(sites_contradiction(run->measurement), std::nullopt);
    EXPECT_GT(sum(run->measurement, &SiteResult::allocated_bytes), 0);
    std::filesystem::remove(ready_);
  }
}

TEST_F(Hammered, TheObserverMayRefuseTheStart) {
  class Refuses final : public LiveObserver {
   public:
    Expected<void> starts(LiveTarget&) override { return fail(ExitStatus::kUsage, "port taken", "another"); }
    LiveWish look(LiveTarget&) override { return LiveWish::kEnd; }
    void ended(LiveTarget&) override {}
  };
  Refuses refuses;
  ProbeRequest request;
  request.command = {HIGHWATER_TEST_SERVICE, "hold", "1", ready_};
  request.environment = fixed_environment();
  request.live.observer = &refuses;
  EXPECT_EQ(CountingProbe(runner(), HIGHWATER_TEST_LIBRARY).run(request).error().what, "port taken");
  EXPECT_FALSE(std::filesystem::exists(ready_));
}

}  // namespace
}  // namespace highwater::e2e
