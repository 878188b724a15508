// SPDX-License-Identifier: Apache-2.0
// Can the numbers of a measurement be true, and do its sites add up to them? The probe asks before it returns
// one, and the gate before it compares or accepts one: a baseline with such a number could not be read.
#pragma once

#include <optional>
#include <string>

#include "result/measurement.h"

namespace highwater {

// A sentence on the first number that no program has: one below zero, of the process or of a region. What a
// region retains may be, for it is net of what was live at its start.
std::optional<std::string> numbers_contradiction(const Measurement& measurement);

// A sentence on the first sum over sites that differs from its metric, of the process or of a region that has
// sites. None: they agree, or there are no sites. A peak that is not exact may exceed the sum by as much as
// it may be too high.
std::optional<std::string> sites_contradiction(const Measurement& measurement);

}  // namespace highwater
