// SPDX-License-Identifier: Apache-2.0
// One result on the page of its scenario in the HTML report: verdict, numbers, explanation, charts, sites,
// context. Called by html.cc.
#pragma once

#include <string>

#include "compare/outcome.h"

namespace highwater {

// kShort: for the checks that passed among hundreds.
enum class Detail { kShort, kFull };

// The result end to end, from what follows `<section id="…"` on: the caller knows the id.
struct ResultPieces {
  std::string start;  // verdict, numbers, explanation, timeline
  std::string sites;  // flame graphs and the table of call sites: most of a page; empty in short
  std::string end;    // context
};

// What stands in the place of ResultPieces::sites where the page goes without them.
extern const char kSitesLeftOut[];

// `trend` is HTML that stands below the timeline, empty where there is none: the history of the scenario's
// baseline.
ResultPieces html_result(const CheckOutcome& outcome, Improvements improvements, Detail detail,
                         const std::string& trend);

}  // namespace highwater
