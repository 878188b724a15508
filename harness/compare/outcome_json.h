// SPDX-License-Identifier: Apache-2.0
// A result file as `check` leaves it: the measurement, and in its key "check" what it was judged by. So a
// report needs the result files alone, from whatever machine they come. Schema: harness/docs/formats.md.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "compare/outcome.h"

namespace highwater {

// The measurement's JSON with a key "check"; without a measurement only scenario, probe and that key. What
// judge() finds out is not in it.
std::string to_json(const CheckOutcome& outcome);

// Also reads a plain result, which becomes an outcome that was not checked. The outcome is judged. Errors:
// those of measurement_from_json() and baseline_from_json().
Expected<CheckOutcome> outcome_from_json(std::string_view text, const std::string& name);

}  // namespace highwater
