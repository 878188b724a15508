// SPDX-License-Identifier: Apache-2.0
// What a branch does to the baselines, and whether it may: each change with the reason that is given for it,
// the call sites that grew, and what is wrong with it. Pure: files and commits are handed in. `review` asks
// it, reports show what it says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "compare/trend.h"
#include "result/call_chain.h"

namespace highwater {

// The reason of a baseline that `check --proposal` has written: a person has yet to give one.
inline constexpr char kProposedReason[] = "proposed by check: say why";

// Nothing but blanks says nothing.
bool is_blank(const std::string& reason);

// What is known of the scenario of a baseline that was removed.
enum class ScenarioFate {
  kGone,             // the manifest has none of that name, nor has any other platform a baseline of it
  kInManifest,       // it would go on without its gate
  kOnOtherPlatform,  // so it still exists
  kPlatformGone,     // with all baselines of a platform that is not the manifest's
  kUnknown,          // there is no manifest to ask
};

struct ReviewRequest {
  std::string profile;
  std::string scenario;
  BaselineRevision revision;                   // of the branch as one commit
  ScenarioFate fate = ScenarioFate::kUnknown;  // where the baseline was removed
  bool moved_away = false;                     // removed, and lives on under another name
};

// A call site that answers for more of `metric` than it did.
struct GrownSite {
  Metric metric = Metric::kPeakBytes;
  std::int64_t before = 0;
  std::int64_t now = 0;
  CallChain chain;
  std::string file;  // of the chain's first function; empty: not known

  bool operator==(const GrownSite&) const = default;
};

struct ReviewedBaseline {
  std::string profile;
  std::string scenario;
  TrendStep step;  // what changed, and the reason that the file gives
  bool moved_away = false;
  std::vector<GrownSite> grown;  // of each metric that rose: the largest, by their difference
  std::vector<Error> problems;   // why it should not be merged; empty: nothing
};

struct ReviewReport {
  std::string base_name;  // as they were given
  std::string head_name;
  std::string fork;  // commits, ids in full
  std::string head;
  std::vector<ReviewedBaseline> baselines;  // by profile and scenario
  std::vector<std::string> notes;           // what deserves a look and decides nothing
};

// Problems (kRegression; what cannot be read is kUsage):
// - a number, the region or a term (tolerance, hard limit) changed, and the reason is empty, kProposedReason,
// or
//   the one that the base has;
// - a looser tolerance or limit, or a metric that is gated no more, that the reason does not speak of: it has
//   neither the word (tolerance, limit) nor the metric's name;
// - numbers without a digest, or that do not fit it;
// - a baseline removed whose scenario still exists.
ReviewedBaseline review_of(const ReviewRequest& request);

// kOk, or the worst of all problems.
ExitStatus status_of(const ReviewReport& report);

}  // namespace highwater
