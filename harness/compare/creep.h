// SPDX-License-Identifier: Apache-2.0
// Numbers over the steps of a trend. For trend.cc alone.
#pragma once

#include <vector>

#include "compare/trend.h"

namespace highwater {

// How `metric` moved over `steps`; none if no step changed its value.
std::optional<Creep> creep_of(const std::vector<TrendStep>& steps, Metric metric);

// The terms of `baseline` that are too loose. `highest` is the most that was accepted or measured, by metric.
std::vector<LooseTerm> loose_terms(const Baseline& baseline, const std::map<Metric, std::int64_t>& highest);

}  // namespace highwater
