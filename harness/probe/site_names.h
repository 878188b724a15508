// SPDX-License-Identifier: Apache-2.0
// From places in code to functions, files and lines: what the counting probe read, as the sites of a
// measurement.
#pragma once

#include "probe/segment_sites.h"
#include "result/measurement.h"
#include "symbols/symbolizer.h"

namespace highwater {

// Sets sites, modules and the regions' sites of `measurement`, whose regions are those that `sites` was read
// with. Sites without any number are left out; the largest peak comes first.
void name_sites(const SegmentSites& sites, Symbolizer& symbolizer, Measurement& measurement);

}  // namespace highwater
