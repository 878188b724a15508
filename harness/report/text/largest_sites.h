// SPDX-License-Identifier: Apache-2.0
// The largest sites of a peak, as text below the numbers of `run`.
#pragma once

#include <string>

#include "result/measurement.h"

namespace highwater {

// Those of the only region that has sites, else of the process: up to five, then the rest together, and the
// sum of all. Empty without sites.
std::string render_largest_sites(const Measurement& measurement, bool color);

}  // namespace highwater
