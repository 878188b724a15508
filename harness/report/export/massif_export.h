// SPDX-License-Identifier: Apache-2.0
// A result as the file that Valgrind's massif would have written, for ms_print and massif-visualizer. For
// `export --format massif`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.h"
#include "report/site_selection.h"
#include "result/measurement.h"

namespace highwater {

struct MassifText {
  std::string text;
  std::size_t left_out = 0;  // sites with a negative number, which the format cannot say
  std::int64_t left_out_bytes = 0;
};

// Of the process: the timeline, with the tree of the peak at the timeline's highest point and the tree of
// what is retained at its end. Of a region: its start, its peak and its end. `file` is where the measurement
// was read from. Errors (kUsage): a timeline that runs backwards.
Expected<MassifText> render_massif(const Measurement& measurement, const SiteSelection& selection,
                                   const std::string& file);

}  // namespace highwater
