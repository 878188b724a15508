// SPDX-License-Identifier: Apache-2.0
// One commit of a bisection: builds what is checked out in a work tree, and measures one scenario of it.
// Called by bisect.cc, and for each commit that git chooses by `bisect-step`.
#pragma once

#include <optional>
#include <string>

#include "base/process.h"
#include "gate/measure.h"
#include "gate/probes.h"

namespace highwater {

struct TreeStep {
  std::string tree;      // folder of the work tree
  std::string manifest;  // path of the manifest from there; the build may write it
  std::string scenario;
  std::string build;                              // a shell's command line, run at the top of the tree
  std::optional<ProbeKind> probe = std::nullopt;  // none: the scenario's first
};

struct TreeMeasurement {
  Measurement measurement;
  Scenario scenario;  // as the manifest has it at that commit
  std::string profile;
};

// Errors: kScenario, also for a build that fails (with the end of what it printed); kUsage for a manifest
// that is not there or has no such scenario; the probe's; kInterrupted.
Expected<TreeMeasurement> build_and_measure(ProcessRunner& runner, Probes& probes, const TreeStep& step,
                                            ProcessGroup build_group, Sites sites);

}  // namespace highwater
