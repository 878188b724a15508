// SPDX-License-Identifier: Apache-2.0
// The timeline as the measured process left it (counting/wire_timeline.h). Used by segment.cc and
// live_run.cc.
#pragma once

#include <string>
#include <vector>

#include "counting/wire.h"
#include "result/timeline.h"

namespace highwater {

// Its points and marks, with the end of the run as the last point; without a time for that one, the last
// event's. `regions` are the names by index. The target is not trusted: what cannot be is left out. While the
// target runs, points that it is just rearranging are left out.
Timeline read_timeline(const counting::Process& process, const std::vector<std::string>& regions);

// This moment of a process that runs.
TimelinePoint point_now(const counting::Process& process);

}  // namespace highwater
