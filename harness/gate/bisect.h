// SPDX-License-Identifier: Apache-2.0
// Finds the commit that moved a number: drives `git bisect run` in a work tree of its own, then measures the
// commit and its parent with sites. Called by `bisect`.
#pragma once

#include <optional>
#include <string>

#include "compare/bisected.h"
#include "gate/tree_step.h"

namespace highwater {

struct BisectQuery {
  std::string scenario;
  std::string good;
  std::string bad;
  std::string build;
  std::string manifest;  // as the user gave it; in the repository, or to be built there
  std::optional<Metric> metric =
      std::nullopt;  // none: the first that is a regression, else the first that moved
  std::optional<ProbeKind> probe = std::nullopt;  // none: the scenario's first
  std::string program;                            // this command, for each step
};

// Which commits are bad: those whose number is above `above`, or below `below`.
struct BisectRule {
  Metric metric = Metric::kPeakBytes;
  std::optional<std::int64_t> above = std::nullopt;
  std::optional<std::int64_t> below = std::nullopt;
};

// One commit that git has chosen and checked out: 0 good, 1 bad, 125 cannot be tested; `error` says why. 130
// on an interruption, which ends the bisection.
struct BisectVerdict {
  int exit_code = 0;
  std::optional<std::int64_t> value;
  std::optional<Error> error;
};
BisectVerdict bisect_step(ProcessRunner& runner, Probes& probes, const TreeStep& step,
                          const BisectRule& rule);

// A commit is bad when the gate would say so with the number of `good` as the baseline: value + tolerance
// (the manifest's, else the default). Where `bad` has fallen instead, when it would be an improvement. Errors
// (kUsage): git's; no such revision (in a shallow clone with what to fetch); a number that did not move; one
// end that cannot be built or measured; commits that could not be tested around the first bad one.
// kInterrupted leaves nothing behind.
Expected<Bisected> bisect(ProcessRunner& runner, Probes& probes, const BisectQuery& query);

}  // namespace highwater
