// SPDX-License-Identifier: Apache-2.0
// One result on the page of its scenario in the HTML report: verdict, numbers, explanation, charts, sites,
// context. Called by html.cc.
#pragma once

#include <string>

#include "compare/outcome.h"

namespace highwater {

// `trend` is HTML that stands below the charts, empty where there is none: the history of the scenario's
// baseline.
std::string html_result(const CheckOutcome& outcome, Improvements improvements, const std::string& id,
                        const std::string& trend);

}  // namespace highwater
