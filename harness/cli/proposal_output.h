// SPDX-License-Identifier: Apache-2.0
// `check --proposal DIR`: the baselines as they would be, as files for people, for git and for `update
// --from`.
#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "compare/outcome.h"

namespace highwater {

struct ProposalRequest {
  std::string folder;
  std::vector<std::string> names;       // of scenarios, as the check had them
  const CheckReport* report = nullptr;  // BORROWS; null: the check ended for want of any baseline
  Improvements improvements = Improvements::kReport;
};

// The line that says where the proposal is and how it is taken; empty where nothing is proposed, and then
// files of an earlier check are removed, so that nobody takes them for this one's. All files are written, or
// none.
Expected<std::string> write_proposal(Session& session, const Manifest& manifest,
                                     const ProposalRequest& request);

}  // namespace highwater
