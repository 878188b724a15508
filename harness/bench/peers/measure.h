// SPDX-License-Identifier: Apache-2.0
// The runs of one workload under each engine, one after the other in rounds: what slows the machine for a
// while slows all engines alike. main calls it; comparison.cc reads the samples.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/peers/engine.h"
#include "bench/peers/workload.h"

namespace highwater::peers {

struct Plan {
  std::vector<std::string> engines;
  int runs = 9;
  int slow_runs = 9;  // of engines that are slow
};

// What was seen of one engine on one workload. After a failure it is run no more.
struct Samples {
  std::string engine;
  std::vector<double> seconds;
  std::vector<double> peak_rss_bytes;  // of the runs where it is known
  std::optional<std::int64_t> allocations;
  std::optional<std::int64_t> peak_blocks;  // live at the peak, and below: of the last run that says it
  std::optional<std::int64_t> site_frames;
  std::optional<std::string> failure;
};

// Adds what one run showed, or sets `failure`: when nothing was counted, or another number than in the run
// before although the workload allocates the same in each.
void record(Samples& samples, const Workload& workload, const TimedRun& run, const Evidence& evidence);

// One element for each engine of the plan that the workload is for. `progress` is told the engine before each
// run.
std::vector<Samples> measure(const Workload& workload, const Plan& plan, const EnginePaths& paths,
                             Starter& starter, const std::function<void(const std::string&)>& progress);

}  // namespace highwater::peers
