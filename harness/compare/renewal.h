// SPDX-License-Identifier: Apache-2.0
// What one metric of a baseline becomes in the light of new runs. The steps of accept.h. Pure.
#pragma once

#include <optional>
#include <vector>

#include "baseline/baseline.h"
#include "compare/gated_numbers.h"

namespace highwater {

// All runs of one probe; at least one.
using Runs = std::vector<GatedNumbers>;

// Does every run pass, hard limit aside?
bool is_tolerated(GatedMetric gated, Metric metric, const Runs& runs);

// The tolerance of `before` once its number is another: what its spread asked for goes with it.
Tolerance without_spread(const GatedMetric& before, Metric metric);

struct Renewal {
  const GatedMetric* committed = nullptr;  // BORROWS: what the file has; null: nothing
  GatedMetric model;                       // tolerance and limit where the file has none
  std::optional<Tolerance> declared;       // the manifest's, which goes before any other
  bool same_region = true;                 // false: the committed number is of something else
};

// The committed number while every run passes it and it is not NOISY, or still is; else the median of the
// runs, with their spread and the tolerance that follows from it. One run says nothing of a spread.
GatedMetric renewed(const Renewal& renewal, Metric metric, const Runs& runs);

}  // namespace highwater
