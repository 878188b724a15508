// SPDX-License-Identifier: Apache-2.0
// The one rule by which a number is a regression, an improvement, or neither. `check` and `update` both use
// it.
#pragma once

#include <cstdint>

#include "baseline/baseline.h"

namespace highwater {

enum class Verdict {
  kPass,
  kRegression,
  kImprovement,
  // judge() gives none of these; waive() (compare/waiving.h) does.
  kWaived,        // a regression that a waiver lets through
  kUnusedWaiver,  // a waiver, and no regression that it would be needed for
};

// "ok", "regression", "improvement", "waived", "unused waiver"
const char* name_of(Verdict verdict);
// Regression, then unused waiver, waived, improvement, pass.
Verdict worst(Verdict a, Verdict b);

// Bytes: max(1 KiB, 1 %). Counts: max(4, 1 %). Growth: max(8 B, 1 %), since the smallest leak is an
// allocator's smallest block, 16 bytes, an iteration.
Tolerance default_tolerance(Metric metric);

// How far a limit may lie above its number before it is called loose, where a quarter of the number is less:
// 64 KiB, 64 of what is counted, 64 bytes an iteration.
std::int64_t least_loose(Metric metric);

// What growth is held to where no baseline says otherwise: none.
GatedMetric default_growth();

// max(absolute, relative * |value|), rounded down. Exact for a `relative` of up to nine decimals, on every
// machine; what does not fit into 64 bits becomes the largest number that does.
std::int64_t allowance(const GatedMetric& metric);

// Is the number held to anything? One that was NOISY when it was accepted only where a person has written a
// limit.
bool is_gated(const GatedMetric& metric);

// The number that must not be exceeded: value + allowance, or the hard limit where that is lower; of a NOISY
// one the hard limit, else the largest number there is.
std::int64_t limit_of(const GatedMetric& metric);

// The verdict on a number that is known to lie in [lowest, highest] (the same twice for an exact one): a
// regression when even `lowest` exceeds limit_of(); otherwise an improvement when even `highest` is below
// value - allowance, which a NOISY one never is. REQUIRES: lowest <= highest.
Verdict judge(const GatedMetric& metric, std::int64_t lowest, std::int64_t highest);

}  // namespace highwater
