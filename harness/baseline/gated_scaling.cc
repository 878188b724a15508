// SPDX-License-Identifier: Apache-2.0
#include "baseline/gated_scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace highwater {

GatedScaling gated_scaling(const ScalingFit& fit, const Tolerance& tolerance) {
  GatedScaling scaling;
  scaling.model = fit.model;
  scaling.falling = fit.falling;
  // As text, so that what is compared is what the file says.
  scaling.coefficient = std::strtod(fmt::format("{:.6g}", fit.coefficient).c_str(), nullptr);
  constexpr double kLargest = 9.2e18;
  scaling.offset = std::llround(std::clamp(fit.offset, -kLargest, kLargest));
  scaling.tolerance = tolerance;
  return scaling;
}

ScalingFit fit_of(const GatedScaling& scaling) {
  ScalingFit fit;
  fit.model = scaling.model;
  fit.falling = scaling.falling;
  fit.coefficient = scaling.coefficient;
  fit.offset = static_cast<double>(scaling.offset);
  return fit;
}

}  // namespace highwater
