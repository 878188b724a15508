// SPDX-License-Identifier: Apache-2.0
// One measured run of a registered scenario, under the conditions that make numbers comparable: a fixed
// environment, fixed types of the standard streams, its own process group. Used by check.cc and update.cc.
#pragma once

#include <string>
#include <vector>

#include "gate/probes.h"
#include "result/measurement.h"
#include "suite/manifest.h"

namespace highwater {

struct ScenarioRun {
  Measurement measurement;  // complete, also where the scenario failed
  std::optional<Error>
      failure;         // kScenario: it ended with another exit code than 0, by a signal or by time-out
  std::string output;  // the end of what it printed
  std::chrono::milliseconds elapsed{0};
};

// What every measurement of a suite has in common.
struct SuiteContext {
  const Manifest* manifest = nullptr;  // BORROWS
  std::string revision;
};

// A scenario with sizes is run once for each by its primary probe, and the result has them; another probe,
// and a run with sites, runs the largest alone: call sites and what Valgrind costs are worth one run. Errors:
// those of Probe::run; of sizes those of gated_numbers(). Writes nothing: what becomes of the result is the
// caller's.
// `injection` is a selftest's.
Expected<ScenarioRun> measure(const SuiteContext& suite, const Scenario& scenario, Probe& probe, Sites sites,
                              const InjectionOrder& injection = {});

// `runs` times, one after the other. The last of them has failed, or none has; the numbers of each are there.
// REQUIRES: runs >= 1.
Expected<std::vector<ScenarioRun>> measure_repeatedly(const SuiteContext& suite, const Scenario& scenario,
                                                      Probe& probe, int runs);

// The probes of a scenario as kinds. REQUIRES: names that the manifest's reader has accepted.
std::vector<ProbeKind> probes_of(const Scenario& scenario);

}  // namespace highwater
