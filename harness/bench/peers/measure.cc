// SPDX-License-Identifier: Apache-2.0
// Rounds, and what makes a row an error.
#include "bench/peers/measure.h"

#include <fmt/format.h>

#include <algorithm>

namespace highwater::peers {
namespace {

bool is_for(const Workload& workload, const std::string& engine) {
  const std::vector<std::string>& engines = workload.engines;
  return engines.empty() || std::find(engines.begin(), engines.end(), engine) != engines.end();
}

void run_once(Samples& samples, const Workload& workload, const EnginePaths& paths, Starter& starter) {
  const Expected<TimedRun> run = starter.run(wrap(samples.engine, workload.command, paths));
  if (!run) {
    samples.failure = run.error().what;
    return;
  }
  const Expected<Evidence> evidence = examine(samples.engine, *run, paths);
  if (!evidence) {
    samples.failure = evidence.error().what;
    return;
  }
  record(samples, workload, *run, *evidence);
}

}  // namespace

void record(Samples& samples, const Workload& workload, const TimedRun& run, const Evidence& evidence) {
  if (evidence.allocations) {
    const std::int64_t now = *evidence.allocations;
    if (workload.allocates && now == 0) {
      samples.failure = "counted no allocation";
      return;
    }
    if (workload.allocates_the_same && samples.allocations && *samples.allocations != now) {
      samples.failure =
          fmt::format("counted {} allocations, and {} in the run before", now, *samples.allocations);
      return;
    }
    samples.allocations = now;
  }
  if (evidence.peak_blocks) samples.peak_blocks = evidence.peak_blocks;
  if (evidence.site_frames) samples.site_frames = evidence.site_frames;
  if (evidence.peak_rss_bytes)
    samples.peak_rss_bytes.push_back(static_cast<double>(*evidence.peak_rss_bytes));
  samples.seconds.push_back(static_cast<double>(run.nanoseconds) / 1e9);
}

std::vector<Samples> measure(const Workload& workload, const Plan& plan, const EnginePaths& paths,
                             Starter& starter, const std::function<void(const std::string&)>& progress) {
  std::vector<Samples> all;
  for (const std::string& engine : plan.engines) {
    if (!is_for(workload, engine)) continue;
    Samples samples;
    samples.engine = engine;
    all.push_back(std::move(samples));
  }
  for (int round = 0; round < std::max(plan.runs, plan.slow_runs); ++round) {
    for (Samples& samples : all) {
      if (samples.failure || round >= (is_slow(samples.engine) ? plan.slow_runs : plan.runs)) continue;
      progress(samples.engine);
      run_once(samples, workload, paths, starter);
    }
  }
  return all;
}

}  // namespace highwater::peers
