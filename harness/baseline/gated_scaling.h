// SPDX-License-Identifier: Apache-2.0
// From a fit to what a baseline keeps of it, and back. For compare/ and the file's reader.
#pragma once

#include "baseline/baseline.h"

namespace highwater {

// As the file has it: six digits of the coefficient, none behind the offset's point.
GatedScaling gated_scaling(const ScalingFit& fit, const Tolerance& tolerance);

// The reverse, for predict() and text_of(): without residuals.
ScalingFit fit_of(const GatedScaling& scaling);

}  // namespace highwater
