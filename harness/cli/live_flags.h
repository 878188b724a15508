// SPDX-License-Identifier: Apache-2.0
// The flags of `run` for a command that is looked at while it runs.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "base/error.h"
#include "gate/live_limits.h"
#include "probe/live.h"

namespace highwater {

struct LiveFlags {
  std::string fail_above;
  std::string snapshot_every;
  std::string snapshots;
  std::string run_for;
  std::int64_t keep = SnapshotPlace{}.keep;

  bool any() const {
    return !(fail_above.empty() && snapshot_every.empty() && snapshots.empty() && run_for.empty());
  }
};

void add_live_flags(CLI::App& command, LiveFlags& flags);

// Errors (kUsage): what is no size or time, or is 0.
Expected<LiveRules> live_rules(const LiveFlags& flags);

// Where numbered results go: the folder that was named, or beside the file of --json. None: neither was
// given.
std::optional<SnapshotPlace> snapshot_place(const LiveFlags& flags, const std::string& json);

}  // namespace highwater
