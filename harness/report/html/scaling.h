// SPDX-License-Identifier: Apache-2.0
// The part of a scenario's page that says how its metrics grow with the size of the input.
#pragma once

#include <string>

#include "compare/outcome.h"

namespace highwater {

// A table of the fits, and pictures: of the peak always, of another metric where it is no pass. Empty without
// sizes.
std::string html_scaling(const CheckOutcome& outcome);

}  // namespace highwater
