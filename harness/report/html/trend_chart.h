// SPDX-License-Identifier: Apache-2.0
// One metric of one baseline over its commits, as a picture for the HTML report.
#pragma once

#include <string>

#include "compare/trend.h"

namespace highwater {

// An <svg> element to be put into a page: a line that is level between commits and steps at them, a mark with
// a tooltip at each, the range of the numbers and of the dates at the axes, and the present hard limit where
// it is near. It needs no script, style or file from elsewhere, draws in the colour of the text around it
// (classes: trend-chart, trend-axis, trend-line, trend-point, trend-limit, trend-label), and says in words
// what it shows. Empty where the span has no number.
std::string render_trend_chart(const ScenarioTrend& trend, Metric metric);

}  // namespace highwater
