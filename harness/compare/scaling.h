// SPDX-License-Identifier: Apache-2.0
// Holds how metrics grow with the size of the input to the baseline. Called by compare.cc, accept.cc and, for
// a picture, the HTML report. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "baseline/baseline.h"
#include "baseline/tolerance.h"
#include "result/measurement.h"

namespace highwater {

struct ScalingComparison {
  Metric metric = Metric::kPeakBytes;
  GatedScaling baseline;
  ScalingFit now;
  std::int64_t size = 0;     // the largest
  std::int64_t before = 0;   // what the baseline's coefficient (of a constant: the level) comes to there
  std::int64_t after = 0;    // the same of `now`
  bool other_class = false;  // the model is another one, and the baseline's does not explain the numbers
  Verdict verdict = Verdict::kPass;

  bool operator==(const ScalingComparison&) const = default;
};

// The points of one metric.
std::vector<ScalingPoint> points_of(const Measurement& measurement, Metric metric);

// One metric. REQUIRES: `now` is the fit of `points`.
ScalingComparison judge_scaling(Metric metric, const GatedScaling& baseline,
                                const std::vector<ScalingPoint>& points, const ScalingFit& now);

// One a scaled metric; none where the baseline has no scaling and the measurement no sizes, and where a probe
// that is not the baseline's measured the largest size alone. A metric of a higher class is a regression, of
// a lower one (falling with size is the lowest) an improvement; of the same class its coefficient decides.
// Numbers that all lie within the tolerance of what the baseline says for their sizes pass, whichever model
// explains them best. Errors (kBaseline): one of the two has sizes and the other has none, or others.
Expected<std::vector<ScalingComparison>> compare_scaling(const Baseline& baseline,
                                                         const Measurement& measurement);

// "n", "1", "falling".
const char* class_of(const ScalingFit& fit);

// "peak = 2.00 n + 512 B".
std::string describe_scaling(Metric metric, const ScalingFit& fit);

// One line: "peak = 3.00 n - 1.00 KiB, baseline 1: 4.00 KiB; grows as n, not as 1".
std::string describe(const ScalingComparison& compared);

// What a reader of a fit must know before it is accepted; empty where there is nothing.
std::string scaling_doubt(Metric metric, const ScalingFit& fit);

}  // namespace highwater
