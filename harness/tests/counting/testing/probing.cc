// SPDX-License-Identifier: Apache-2.0
#include "tests/counting/testing/probing.h"

#include <gtest/gtest.h>

#include <ostream>

#include "base/launcher.h"

namespace highwater::e2e {
namespace {

// Forks while this process has one thread and little memory.
class StartsLauncher : public testing::Environment {
 public:
  void SetUp() override { runner(); }
};
[[maybe_unused]] testing::Environment* const kStartsLauncher =
    testing::AddGlobalTestEnvironment(new StartsLauncher);  // OWNS: GoogleTest

class NobodyLooks final : public LiveObserver {
 public:
  Expected<void> starts(LiveTarget&) override { return {}; }
  LiveWish look(LiveTarget&) override { return LiveWish::kGoOn; }
  void ended(LiveTarget&) override {}
};

}  // namespace

ProcessRunner& runner() {
  static Launcher launcher = *Launcher::start();
  return launcher;
}

Numbers numbers_of(const Metrics& metrics) {
  return {.allocations = metrics.allocations,
          .allocated_bytes = metrics.allocated_bytes,
          .peak_bytes = metrics.peak_bytes,
          .retained_bytes = metrics.retained_bytes,
          .retained_blocks = metrics.retained_blocks};
}

Numbers operator-(const Numbers& left, const Numbers& right) {
  return {.allocations = left.allocations - right.allocations,
          .allocated_bytes = left.allocated_bytes - right.allocated_bytes,
          .peak_bytes = left.peak_bytes - right.peak_bytes,
          .retained_bytes = left.retained_bytes - right.retained_bytes,
          .retained_blocks = left.retained_blocks - right.retained_blocks};
}

Numbers operator+(const Numbers& left, const Numbers& right) {
  return left - (Numbers{} - right);
}

void PrintTo(const Numbers& numbers, std::ostream* out) {
  *out << "allocations " << numbers.allocations << ", allocated " << numbers.allocated_bytes << ", peak "
       << numbers.peak_bytes << ", retained " << numbers.retained_bytes << " in " << numbers.retained_blocks
       << " blocks";
}

std::vector<std::string> fixed_environment() {
  return {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/", "LC_ALL=C", "TZ=UTC", "PERL_HASH_SEED=0"};
}

Expected<ProbeRun> probe(const std::vector<std::string>& command, const Setting& setting) {
  ProbeRequest request;
  request.command = command;
  request.environment = setting.environment;
  request.stdio = Stdio::kCapture;
  request.group = ProcessGroup::kOwn;
  request.sites = setting.sites;
  request.injection = setting.injection;
  request.timeout = std::chrono::seconds(60);
  NobodyLooks nobody;
  if (setting.watched) request.live.observer = &nobody;
  request.live.recording = setting.watched;
  return CountingProbe(runner(), setting.preload, setting.children).run(request);
}

ProbeRun measured(const std::vector<std::string>& command, const Setting& setting) {
  Expected<ProbeRun> run = probe(command, setting);
  if (run) return *std::move(run);
  ADD_FAILURE() << testing::PrintToString(command) << ": " << run.error().what;
  return {};
}

Numbers counted(const std::vector<std::string>& command, const Setting& setting) {
  const ProbeRun run = measured(command, setting);
  EXPECT_EQ(run.outcome.exit_code, 0)
      << testing::PrintToString(command) << ": " << describe_end(run.outcome) << "\n"
      << run.outcome.standard_error.tail;
  return numbers_of(run.measurement.metrics);
}

Error refused(const std::vector<std::string>& command, const Setting& setting) {
  const Expected<ProbeRun> run = probe(command, setting);
  if (!run) return run.error();
  ADD_FAILURE() << testing::PrintToString(command) << ": not refused, "
                << testing::PrintToString(numbers_of(run->measurement.metrics));
  return {ExitStatus::kOk, "not refused", ""};
}

ProcessOutcome plain_run(const std::vector<std::string>& command,
                         const std::vector<std::string>& environment) {
  ProcessSpec spec;
  spec.argv = command;
  spec.environment = environment;
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  spec.timeout = std::chrono::seconds(120);
  const Expected<ProcessOutcome> outcome = runner().run(spec);
  if (outcome) return *outcome;
  ADD_FAILURE() << testing::PrintToString(command) << ": " << outcome.error().what;
  return {};
}

}  // namespace highwater::e2e
