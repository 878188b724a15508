// SPDX-License-Identifier: Apache-2.0
// How a metric grows with the size of the input: the simplest model that explains the points. The gate fits
// the sizes of a scenario with it, baselines keep the fit, comparison holds a new fit to it. Pure.
//
// Method: for each model f, y = a·f(n) + b by least squares of the relative residuals (a byte counts for more
// where there are few). Simplest first, a model is taken
// that explains every point exactly (to 0.1 %), else one whose largest relative residual is at most 5 points
// above the best one's: capacities that double make a linear peak jump between 1.5 n and 3 n, and that is
// linear. harness/docs/scaling.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace highwater {

// Simplest first.
enum class ScalingModel { kConstant, kLogarithmic, kLinear, kLinearithmic, kQuadratic };
inline constexpr ScalingModel kScalingModels[] = {ScalingModel::kConstant, ScalingModel::kLogarithmic,
                                                  ScalingModel::kLinear, ScalingModel::kLinearithmic,
                                                  ScalingModel::kQuadratic};
const char* name_of(ScalingModel model);  // "1", "log n", "n", "n log n", "n^2"
std::optional<ScalingModel> scaling_model_named(std::string_view name);  // the reverse
double value_of(ScalingModel model, std::int64_t size);                  // f(n); log is the binary logarithm

struct ScalingPoint {
  std::int64_t size = 0;
  std::int64_t value = 0;  // bytes or a count; may be negative

  bool operator==(const ScalingPoint&) const = default;
};

// value = coefficient · f(size) + offset. Finite, always.
struct ScalingFit {
  ScalingModel model = ScalingModel::kConstant;
  double coefficient = 0;  // 0 for kConstant, else above 0
  double offset = 0;       // of kConstant: the level, half-way between the smallest and the largest value
  // The largest |fitted - value| / |value|, or / a thousandth of the largest value where that is more.
  double worst_residual = 0;
  double worst_per_size = 0;  // the largest value / size: what the worst size costs a byte
  // Smaller at every larger size, beyond 1 % in all. No model says that: it is kConstant, with that residual.
  bool falling = false;

  bool operator==(const ScalingFit&) const = default;
};

// Needs two sizes or more, above 0 and increasing; else kUsage. Two sizes tell constant from linear and no
// more: other models need three.
Expected<ScalingFit> fit_scaling(std::span<const ScalingPoint> points);

// The best fit of this one model, whether or not it explains the points; a coefficient below 0 becomes a
// constant. REQUIRES: points that fit_scaling takes.
ScalingFit fit_model(ScalingModel model, std::span<const ScalingPoint> points);

// What the fit says for a size; saturates.
std::int64_t predict(const ScalingFit& fit, std::int64_t size);

// "2.00 n + 512 B", "512 KiB", "1.31 n log n - 16 KiB"; `unit_is_bytes` false: "0.25 n + 12".
std::string text_of(const ScalingFit& fit, bool unit_is_bytes);

}  // namespace highwater
