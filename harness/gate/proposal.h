// SPDX-License-Identifier: Apache-2.0
// The baselines as a failing check would have them, handed from the machine that measured them to whoever
// accepts them. Made by propose(), kept as proposal.json, taken by take_proposals().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "baseline/baseline.h"

namespace highwater {

// Its file, in a folder of its own.
inline constexpr char kProposalFile[] = "proposal.json";

struct ProposedBaseline {
  Baseline baseline;  // with its digest, and kProposedReason (compare/review.h)
  std::optional<std::string>
      replaces;                   // fingerprint_of() the baseline that it stands for; none: there was none
  std::string replaced_revision;  // of that baseline's measurement; empty: not known
  std::map<ProbeKind, std::map<Metric, std::int64_t>>
      measured;  // what each probe said, also within tolerance

  bool operator==(const ProposedBaseline&) const = default;
};

struct Proposal {
  std::string suite;     // folder of the baselines, from the top of their repository: what it belongs to
  std::string profile;   // of every baseline in it
  std::string revision;  // of what was measured; empty: not known
  std::vector<ProposedBaseline> baselines;
  std::vector<std::string> notes;  // scenarios that failed and have none here, and why

  bool operator==(const Proposal&) const = default;
};

// Where the folder of baselines is in its repository; where there is none, its own name.
std::string suite_of(const std::string& baselines);
// The folder that paths of a suite start from.
std::string suite_root(const std::string& baselines);

// Schema 1, two-space indented.
std::string to_json(const Proposal& proposal);

// Strict, as files of baselines are read. `name` is for messages. Errors (kUsage): not JSON, another schema,
// an unknown or missing key; a profile or scenario that could lead out of the folder of baselines; numbers
// that do not fit their digest; the same scenario twice.
Expected<Proposal> proposal_from_json(std::string_view text, const std::string& name);

}  // namespace highwater
