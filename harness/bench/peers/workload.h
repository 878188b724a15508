// SPDX-License-Identifier: Apache-2.0
// What the peer comparison runs: the workloads, and the inputs that it makes for them. main makes them;
// engine.cc wraps their commands, measure.cc runs them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/peers/starter.h"

namespace highwater::peers {

// How what an engine costs is given: a multiple of the bare run, or milliseconds on top of it.
enum class Cost { kRatio, kExtraTime };

struct Workload {
  std::string name;
  Command command;
  Cost cost = Cost::kRatio;
  bool allocates_the_same = true;           // in each run, to the last allocation: it has one thread
  bool allocates = true;                    // `true` need not
  std::optional<std::int64_t> live_blocks;  // at the peak, where the program is ours and we know
  std::vector<std::string> engines;         // that it is for; empty: all
};

struct WorkloadOptions {
  double scale = 1;     // of operations, rows and records
  std::string scratch;  // for inputs
  std::string folder;   // of highwater_churn
};

// In the order of the table.
const std::vector<std::string>& workload_names();

// Makes the inputs of those in `names`. A workload that cannot be made (no such program) is an error of all:
// the command says so before it measures for an hour.
Expected<std::vector<Workload>> make_workloads(const std::vector<std::string>& names,
                                               const WorkloadOptions& options, Starter& starter);

}  // namespace highwater::peers
