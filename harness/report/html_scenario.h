// SPDX-License-Identifier: Apache-2.0
// One result on the page of its scenario in the HTML report: verdict, numbers, explanation, charts, sites,
// context. Called by html.cc.
#pragma once

#include <string>

#include "compare/outcome.h"

namespace highwater {

// kShort: without flame graphs and with fewer sites, for the checks that passed among thousands.
enum class Detail { kShort, kFull };

// What follows `<section id="…"` on the page: the caller knows the id. `trend` is HTML that stands below the
// charts, empty where there is none: the history of the scenario's baseline.
std::string html_result(const CheckOutcome& outcome, Improvements improvements, Detail detail,
                        const std::string& trend);

}  // namespace highwater
