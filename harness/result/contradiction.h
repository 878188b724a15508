// SPDX-License-Identifier: Apache-2.0
// Can the numbers of a measurement be true, and do its sites add up to them? The probe asks before it returns
// one.
#pragma once

#include <optional>
#include <string>

#include "result/measurement.h"

namespace highwater {

// A sentence on the first number of the process that no program has: below zero. Those of a region may be,
// for they are net of what was live at its start.
std::optional<std::string> numbers_contradiction(const Measurement& measurement);

// A sentence on the first sum over sites that differs from its metric, of the process or of a region that has
// sites. None: they agree, or there are no sites. A peak that is not exact may exceed the sum by as much as
// it may be too high.
std::optional<std::string> sites_contradiction(const Measurement& measurement);

}  // namespace highwater
