// SPDX-License-Identifier: Apache-2.0
// Makes a proposal out of a check: the baselines as `update` would write them. Called by `check --proposal`.
#pragma once

#include <string>
#include <vector>

#include "compare/review.h"
#include "gate/check.h"
#include "gate/proposal.h"

namespace highwater {

struct ProposalChange {
  ReviewedBaseline table;             // old and new, without verdict: nobody has given a reason yet
  std::optional<std::string> before;  // text of the file as it is; none: there is none
};

struct Proposed {
  Proposal proposal;
  std::vector<ProposalChange> changes;  // one a baseline of the proposal
};

// For each selected scenario that is out of tolerance, either way, or has no baseline that can be used.
// Measurements and sites of `report` are taken as they are; what is missing is measured now: all of it where
// `report` is null, which is how a check without any baseline for this platform ends. Errors: a selection
// that selects nothing (kUsage); an interruption (kInterrupted). A scenario that cannot be measured is a
// note.
Expected<Proposed> propose(const SuiteContext& suite, Probes& probes, const std::vector<std::string>& names,
                           const CheckReport* report, const ProgressListener& listener);

}  // namespace highwater
