// SPDX-License-Identifier: Apache-2.0
// For the person who reads an update: which numbers vary from run to run, at which call sites, and what
// probably helps. Called by update.cc for what it has just accepted.
#pragma once

#include <string>
#include <vector>

#include "baseline/baseline.h"
#include "gate/measure.h"
#include "gate/probes.h"

namespace highwater {

// Nothing where every metric is EXACT; else runs the scenario a few times more, with sites, to hold them
// against each other. Errors: those of add_sites() (sites_run.h).
Expected<void> add_spread_notes(const SuiteContext& suite, const Scenario& scenario, Probes& probes,
                                const Measurement& measurement, const Baseline& baseline,
                                std::vector<std::string>& notes);

}  // namespace highwater
