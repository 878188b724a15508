// SPDX-License-Identifier: Apache-2.0
// How one metric grows with the size of the input, as a picture for the HTML report.
#pragma once

#include <string>
#include <vector>

#include "compare/scaling.h"

namespace highwater {

// An <svg> element to be put into a page: a mark with a tooltip for each measured size, the fitted model as a
// line, the baseline's as a dashed one. Both axes start at 0 (values below that lower the vertical one). It
// needs no script, style or file from elsewhere, draws in the colour of the text around it (the classes of
// trend_chart.h, and scaling-before), and says in words what it shows. Empty without points.
std::string render_scaling_chart(const ScalingComparison& compared, const std::vector<ScalingPoint>& points);

}  // namespace highwater
