// SPDX-License-Identifier: Apache-2.0
// Waivers in words, the same in every report. Text as it is: each renderer escapes it.
#pragma once

#include <string>
#include <vector>

#include "compare/outcome.h"

namespace highwater {

// "waived until 2027-01-31 up to 12.00 MiB (#17): the cache moves out in 2.4"; "its waiver expired on …";
// "above the ceiling of its waiver, …"; "its waiver is not needed …". Empty where no waiver covers it.
std::string describe_waiver(const MetricComparison& compared);

// "peak: waived until …": one for each metric that a waiver covers.
std::vector<std::string> waiver_lines(const CheckOutcome& outcome);

// Is it a regression that is let through, and nothing worse? It does not fail, and it does not pass.
bool is_waived(const CheckOutcome& outcome);

}  // namespace highwater
