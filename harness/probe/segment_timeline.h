// SPDX-License-Identifier: Apache-2.0
// The timeline as the measured process left it (counting/wire_timeline.h). Used by segment.cc.
#pragma once

#include <string>
#include <vector>

#include "counting/wire.h"
#include "result/timeline.h"

namespace highwater {

// Its points and marks, with the end of the run as the last point; without a time for that one, the last
// event's. `regions` are the names by index. The target is not trusted: what cannot be is left out. Pure.
Timeline read_timeline(const counting::Process& process, const std::vector<std::string>& regions);

}  // namespace highwater
