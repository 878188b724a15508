// SPDX-License-Identifier: Apache-2.0
// The history of a baseline as a part of its scenario's page in the HTML report.
#pragma once

#include <string>

#include "compare/trend.h"

namespace highwater {

// A heading, what `highwater trend` says in a line, and a chart of each gated metric that has ever changed
// and of the peak. Empty where there is no history.
std::string html_history(const ScenarioTrend& trend);

}  // namespace highwater
