// SPDX-License-Identifier: Apache-2.0
// Accepts new numbers into the baselines. Called by `update`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/accept.h"
#include "gate/check.h"

namespace highwater {

// The reason of a baseline that is its scenario's first.
inline constexpr char kFirstReason[] = "first numbers";

// Enough to see that a number varies; what a spread of so few says, analysis/noise.h has.
inline constexpr int kDefaultRuns = 5;

struct UpdateRequest {
  std::vector<std::string> names;
  std::string reason;       // may be empty only when none of the scenarios has a baseline yet
  int runs = kDefaultRuns;  // of each scenario with its primary probe
};

struct UpdateOutcome {
  std::string scenario;
  std::optional<Acceptance> acceptance;
  std::optional<Error> error;           // set where nothing was accepted
  std::string output;                   // the end of what a failed scenario printed
  std::vector<std::string> notes = {};  // what deserves a look: why there are no sites, say
};

// Measures each scenario with each of its probes and saves what is out of tolerance; a scenario that fails
// keeps its baseline, and the next one is measured. Errors: nothing selected, no reason, another update under
// way (kUsage); an interruption (kInterrupted), after which the baselines accepted so far are kept.
Expected<std::vector<UpdateOutcome>> update(const SuiteContext& suite, Probes& probes,
                                            const UpdateRequest& request, const ProgressListener& listener);

}  // namespace highwater
