// SPDX-License-Identifier: Apache-2.0
// GET /debug/pprof/heap: a running command's sites as pprof's profile, what became of them over some seconds,
// and both as a table for people (?debug=1).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/error.h"
#include "report/sample_types.h"
#include "result/measurement.h"

namespace highwater {

struct HeapProfileOptions {
  By shown_first = By::kRetained;  // "inuse_space", what is live
  std::chrono::system_clock::time_point time;
  std::chrono::milliseconds duration{0};  // of a difference
  bool as_text = false;                   // a table, in place of the profile
};

Expected<std::string> render_heap(const Measurement& measurement, const HeapProfileOptions& options);

// What `now` has more than `before`, site by site; negative where it has less.
Expected<std::string> render_heap_difference(const Measurement& before, const Measurement& now,
                                             const HeapProfileOptions& options);

}  // namespace highwater
