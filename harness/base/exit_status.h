// SPDX-License-Identifier: Apache-2.0
// The exit codes of the `highwater` command: one vocabulary for every subcommand, never flattened to 0 and 1.
#pragma once

#include <cstdint>
#include <optional>

namespace highwater {

enum class ExitStatus : int {
  kOk = 0,             // within limits
  kRegression = 1,     // a gated metric exceeds its limit
  kUsage = 2,          // usage, configuration, or a file that cannot be read or written
  kScenario = 3,       // the scenario itself failed: exit code, signal or time-out
  kBaseline = 4,       // baseline missing, orphaned or for another platform
  kProbe = 5,          // the probe is unavailable or did not attach
  kImprovement = 6,    // better than the baseline, not yet accepted (with --strict)
  kInterrupted = 130,  // SIGINT, SIGTERM or SIGHUP
};

// The status of a run in which both `a` and `b` happened. What makes the others doubtful wins:
// interrupted > 2 > 3 > 5 > 4 > 1 > 6 > 0.
ExitStatus worst(ExitStatus a, ExitStatus b);

// The status that `code` stands for, if it stands for one.
std::optional<ExitStatus> exit_status_of(std::int64_t code);

}  // namespace highwater
