// SPDX-License-Identifier: Apache-2.0
// A second run of a scenario, with sites: where somebody will ask where the bytes come from. Used by check.cc
// for what failed and by update.cc for what was accepted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/measure.h"
#include "gate/probes.h"

namespace highwater {

// The probe that says where the bytes of a scenario come from, when `probe` has measured them: itself, or the
// counting probe for one that records no sites; null where that one measures the scenario in the same command
// anyway. `only` is the one probe that the command is restricted to.
Probe* sites_recorder(const Scenario& scenario, Probe& probe, std::optional<ProbeKind> only, Probes& probes);

// Runs the scenario again and puts the sites, of the process and of its regions, into `measurement`, whose
// numbers stay; the note says that they are of other numbers, or why there are none. Errors: only
// kInterrupted; any other is a note, for the verdict stands.
Expected<std::optional<std::string>> add_sites(const SuiteContext& suite, const Scenario& scenario,
                                               Probe& probe, Measurement& measurement);

}  // namespace highwater
