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

struct SitesRun {
  std::vector<SiteResult> sites;    // of the gated region, else of the process
  std::optional<std::string> note;  // why there are none, or that they are of other numbers
};

// The probe that says where the bytes of a scenario come from, when `probe` has measured them: itself, the
// counting probe for one that records no sites, or null where the scenario is measured with the counting
// probe anyway.
Probe* sites_recorder(const Scenario& scenario, Probe& probe, Probes& probes);

// `first` is the measurement that is to be explained. A run with sites replaces its result file; where there
// is none, the file of `first` stays. Errors: only kInterrupted; any other is a note, for the verdict stands.
Expected<SitesRun> measure_sites(const SuiteContext& suite, const Scenario& scenario, Probe& probe,
                                 const Measurement& first);

}  // namespace highwater
