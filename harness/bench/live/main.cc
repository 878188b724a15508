// SPDX-License-Identifier: Apache-2.0
// highwater_live_bench: what watching costs. Two comparisons, each side by side in one run:
//
//   1. a service that allocates at 10,000 call sites and times its own allocations, with recording on: left
//      alone, and while a result is made of it ten times a second; with one thread, which leaves a processor
//      to the reader, and with two. How long does a result take (target: 200 ms), and does the service wait
//      for the reader (no pause of 1 ms)? Where both want one processor the kernel divides it, which is told
//      apart.
//   2. churn with 1 and 2 threads: bare, counters, watched with recording off and on, sites from the start;
//   the
//      fastest of some runs each, for what else the machine does only slows.
//
// It informs, like the other benchmarks.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "base/launcher.h"
#include "probe/counting_probe.h"

namespace highwater {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

struct Options {
  int sites = 10'000;
  int seconds = 5;
  int operations = 20'000'000;
  int runs = 5;
};

Expected<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    const int value = std::clamp(std::atoi(argv[i + 1]), 1, 100'000'000);
    if (flag == "--sites")
      options.sites = value;
    else if (flag == "--seconds")
      options.seconds = value;
    else if (flag == "--operations")
      options.operations = value;
    else if (flag == "--runs")
      options.runs = value;
    else
      return fail(ExitStatus::kUsage, "unknown flag: " + flag);
  }
  if (argc % 2 == 0)
    return fail(ExitStatus::kUsage,
                "usage: highwater_live_bench [--sites N] [--seconds N] [--operations N] [--runs N]");
  return options;
}

// The folder of this program, and of those that it measures.
std::string beside(const std::string& name) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / name).string();
}

// Records, and makes a result at intervals if it is to.
class Scraper final : public LiveObserver {
 public:
  Scraper(std::chrono::seconds life, bool scrapes) : life_(life), scrapes_(scrapes) {}

  Expected<void> starts(LiveTarget&) override { return {}; }
  void ended(LiveTarget&) override {}
  LiveWish look(LiveTarget& target) override {
    constexpr auto kWarmUp = std::chrono::milliseconds(1000);
    const LiveNumbers numbers = target.numbers();
    if (numbers.elapsed < kWarmUp || !scrapes_)
      return numbers.elapsed < life_ ? LiveWish::kGoOn : LiveWish::kEnd;
    const Clock::time_point start = Clock::now();
    const Expected<Measurement> result = target.measurement();
    took_.push_back(Milliseconds(Clock::now() - start).count());
    sites_ = result ? result->sites.size() : 0;
    return numbers.elapsed < life_ ? LiveWish::kGoOn : LiveWish::kEnd;
  }

  const std::vector<double>& took() const { return took_; }
  std::size_t sites() const { return sites_; }

 private:
  std::chrono::milliseconds life_;
  bool scrapes_;
  std::vector<double> took_;
  std::size_t sites_ = 0;
};

class Idle final : public LiveObserver {
  Expected<void> starts(LiveTarget&) override { return {}; }
  LiveWish look(LiveTarget&) override { return LiveWish::kGoOn; }
  void ended(LiveTarget&) override {}
};

ProbeRequest request_for(std::vector<std::string> command) {
  ProbeRequest request;
  request.command = std::move(command);
  request.environment = current_environment();
  request.stdio = Stdio::kCapture;
  request.group = ProcessGroup::kOwn;
  return request;
}

double median(std::vector<double> numbers) {
  if (numbers.empty()) return 0;
  std::sort(numbers.begin(), numbers.end());
  return numbers[numbers.size() / 2];
}

Expected<void> compare_scrapes(Launcher& launcher, const Options& options, int threads) {
  CountingProbe probe(launcher, HIGHWATER_BENCH_LIBRARY);
  for (const bool scrapes : {false, true}) {
    Scraper scraper(std::chrono::seconds(options.seconds), scrapes);
    ProbeRequest request =
        request_for({beside("highwater_many_sites"), std::to_string(options.sites), std::to_string(threads)});
    request.sites = Sites::kOn;
    request.live.observer = &scraper;
    request.live.recording = true;
    request.live.interval = std::chrono::milliseconds(100);
    HIGHWATER_TRY(const ProbeRun run, probe.run(request));
    long long events = 0;
    long long longest = 0;
    long long over = 0;
    long long own = 0;
    if (std::sscanf(run.outcome.standard_output.tail.c_str(), "%lld %lld %lld %lld", &events, &longest, &over,
                    &own) != 4)
      return fail(ExitStatus::kScenario,
                  "highwater_many_sites: no numbers: " + run.outcome.standard_error.tail);
    fmt::print("{} thread{}, {:<23}: {} events, the longest {} us, {} over 1 ms, {} of them by itself\n",
               threads, threads == 1 ? "" : "s", scrapes ? "read ten times a second" : "left alone", events,
               longest, over, own);
    const std::vector<double>& took = scraper.took();
    if (!took.empty())
      fmt::print(
          "{} results of {} sites: the first {:.0f} ms, median {:.1f} ms, longest after the first {:.1f} "
          "ms\n",
          took.size(), scraper.sites(), took.front(), median(took),
          took.size() > 1 ? *std::max_element(took.begin() + 1, took.end()) : 0);
  }
  return {};
}

enum class Way { kBare, kCounters, kWatchedOff, kWatchedOn, kSites };
constexpr const char* kWays[] = {"bare", "counters", "watched, recording off", "watched, recording on",
                                 "sites from the start"};

Expected<double> time_churn(Launcher& launcher, Way way, int threads, int operations) {
  ProbeRequest request =
      request_for({beside("highwater_churn"), std::to_string(threads), std::to_string(operations)});
  if (way == Way::kBare) {
    ProcessSpec spec;
    spec.argv = request.command;
    spec.environment = request.environment;
    spec.stdio = request.stdio;
    spec.group = request.group;
    HIGHWATER_TRY(const ProcessOutcome outcome, launcher.run(spec));
    return static_cast<double>(outcome.elapsed.count());
  }
  Idle idle;
  if (way == Way::kWatchedOff || way == Way::kWatchedOn) {
    request.live.observer = &idle;
    request.live.recording = true;
  }
  if (way == Way::kWatchedOn || way == Way::kSites) request.sites = Sites::kOn;
  CountingProbe probe(launcher, HIGHWATER_BENCH_LIBRARY);
  HIGHWATER_TRY(const ProbeRun run, probe.run(request));
  return static_cast<double>(run.outcome.elapsed.count());
}

Expected<void> compare_churn(Launcher& launcher, const Options& options) {
  constexpr int kCount = static_cast<int>(std::size(kWays));
  for (const int threads : {1, 2}) {
    std::vector<double> times[kCount];
    for (int run = 0; run < options.runs; ++run)
      for (int way = 0; way < kCount; ++way) {
        HIGHWATER_TRY(const double time,
                      time_churn(launcher, static_cast<Way>(way), threads, options.operations));
        times[way].push_back(time);
      }
    const auto fastest = [&](int way) { return *std::min_element(times[way].begin(), times[way].end()); };
    const double bare = std::max(fastest(0), 1.0);
    for (int way = 0; way < kCount; ++way)
      fmt::print("churn, {} thread{}: {:<24} {:7.0f} ms  {:.2f}\n", threads, threads == 1 ? " " : "s",
                 kWays[way], fastest(way), fastest(way) / bare);
  }
  return {};
}

int run(Launcher& launcher, int argc, char** argv) {
  const Expected<void> done = parse(argc, argv).and_then([&](const Options& options) {
    return compare_scrapes(launcher, options, 1)
        .and_then([&] { return compare_scrapes(launcher, options, 2); })
        .and_then([&] { return compare_churn(launcher, options); });
  });
  if (done) return 0;
  fmt::print(stderr, "highwater_live_bench: ERROR: {}\n", done.error().what);
  return static_cast<int>(done.error().status);
}

}  // namespace
}  // namespace highwater

int main(int argc, char** argv) {
  highwater::Expected<highwater::Launcher> launcher = highwater::Launcher::start();
  if (!launcher) return 2;
  try {
    return highwater::run(*launcher, argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "highwater_live_bench: ERROR: %s\n", error.what());
    return 2;
  }
}
