// SPDX-License-Identifier: Apache-2.0
// From the iterations that a run marked to the growth of its regions. Called where a measurement is complete:
// by the gate and by `run`. Pure.
#pragma once

#include <string>
#include <vector>

#include "analysis/growth.h"
#include "result/measurement.h"

namespace highwater {

// What each iteration of `region` that the timeline has kept left behind, net of the region's start.
std::vector<GrowthPoint> iterations_of(const Timeline& timeline, const std::string& region);

// Fills in `growth_bytes_per_iteration` of every region whose timeline has enough iterations to tell.
void add_growth(Measurement& measurement);

}  // namespace highwater
