// SPDX-License-Identifier: Apache-2.0
// What waivers make of verdicts. Pure: the date is handed in. judge() asks it, and `list`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "compare/compare.h"
#include "suite/waivers.h"

namespace highwater {

// Of `waivers`, those for `probe` on `profile`: the ones that judge a measurement.
std::vector<Waiver> covering(const Waivers& waivers, const std::string& scenario, const std::string& profile,
                             ProbeKind probe);

// Notes each of `waivers` with the metric that it covers. A regression becomes kWaived when its waiver has
// not expired on the day `today` (seconds since 1970) and its number does not exceed the ceiling; of a peak
// that is not exact, when even its lowest possible value does not. A metric that did not regress becomes
// kUnusedWaiver. Errors: kUsage, a waiver of a metric that the baseline does not have, for nothing would ever
// judge it. REQUIRES: `comparison` is of this measurement, and every waiver covers it.
Expected<void> waive(Comparison& comparison, const Measurement& measurement,
                     const std::optional<std::string>& region, const std::vector<Waiver>& waivers,
                     std::int64_t today);

}  // namespace highwater
