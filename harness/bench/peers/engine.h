// SPDX-License-Identifier: Apache-2.0
// What the workloads are measured by: how an engine is put around a command, and how its output shows that it
// did measure. measure.cc uses it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/peers/evidence.h"
#include "bench/peers/starter.h"

namespace highwater::peers {

// In the order of the table. `bare`, the first, is what the others are compared with.
const std::vector<std::string>& engine_names();

// One of the tiers of this project: it has targets, and says what the program allocated.
bool is_highwater(const std::string& engine);

// Makes everything some 20 times slower: gets --slow-runs.
bool is_slow(const std::string& engine);

struct EnginePaths {
  std::string highwater;
  std::string scratch;  // for what the engines write
};

Command wrap(const std::string& engine, const Command& bare, const EnginePaths& paths);

// Looks at what a run left, and removes it. An error, one line: the run failed, or the engine did not
// measure; a preloaded library that is missing, for one, is a warning of the loader, and the program runs
// without it.
Expected<Evidence> examine(const std::string& engine, const TimedRun& run, const EnginePaths& paths);

}  // namespace highwater::peers
