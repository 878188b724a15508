// SPDX-License-Identifier: Apache-2.0
// From what was measured to what a baseline is made of. Used by update.cc, and by propose.cc, which must come
// to the same.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "baseline/baseline_site.h"
#include "compare/accept.h"
#include "gate/measure.h"
#include "gate/probes.h"

namespace highwater {

// Of one run with each probe; what all of them say of their surroundings, together. Reason and runs are the
// caller's.
AcceptRequest accept_request(const Scenario& scenario, const std::string& profile,
                             std::vector<Measurement> measurements);

// The sites that the baseline is to keep. Runs the scenario once more with sites where a measurement has
// none, which it gets too. None where no probe could record any; a note says why. Errors: those of
// add_sites() (sites_run.h).
Expected<std::vector<BaselineSite>> record_sites(const SuiteContext& suite, const Scenario& scenario,
                                                 Probes& probes, std::vector<Measurement>& measurements,
                                                 std::vector<std::string>& notes);

// Of the first measurement that knows them: all are of one program.
std::map<std::string, std::string> libraries_of(const std::vector<Measurement>& measurements);

}  // namespace highwater
