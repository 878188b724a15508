// SPDX-License-Identifier: Apache-2.0
// Puts the proposals of many machines and platforms into the tree: all that were asked for, or none. Called
// by `update --from`.
#pragma once

#include <string>
#include <vector>

#include "compare/review.h"
#include "suite/manifest.h"

namespace highwater {

struct TakeRequest {
  std::vector<std::string> folders;  // each is searched for proposal.json, below it too; or the file itself
  std::vector<std::string> names;    // scenarios or families; none: all that are proposed
  std::string reason;
};

struct TakenProposals {
  std::vector<ReviewedBaseline> tables;  // what changed, with the reason; none for what was there already
  std::vector<std::string> paths;        // of the files that were written
  std::vector<std::string> notes;        // the proposals'; and what was there already
};

// Everything is checked before anything is written. Errors (kUsage): no reason; no proposal in a folder; a
// file that is none, see proposal_from_json(); one for another suite, or of a scenario that neither the
// manifest nor any platform's baselines know; a baseline that has changed since the proposal was made; two
// proposals for one scenario and platform with other numbers (equal ones are one); a name that is proposed
// nowhere; a tolerance or limit that is neither the old baseline's nor declared; another update under way. A
// platform that has no baselines yet gets its folder.
Expected<TakenProposals> take_proposals(const Manifest& manifest, const TakeRequest& request);

}  // namespace highwater
