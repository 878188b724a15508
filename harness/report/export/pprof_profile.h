// SPDX-License-Identifier: Apache-2.0
// A result as pprof's profile.proto, for `export --format pprof`. pprof reads it without the program: names,
// files and lines are in it. Also what a live service is asked for (serve/heap_profile.cc).
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "report/sample_types.h"
#include "report/site_profile.h"

namespace highwater {

struct PprofOptions {
  std::string comment;           // what `pprof -comments` shows
  By shown_first = By::kPeak;    // what pprof shows unless told otherwise
  std::int64_t time_ns = 0;      // when it was made, since 1970; 0: not said
  std::int64_t duration_ns = 0;  // over which time; 0: not said
};

// Six sample types. The same profile and options give the same bytes.
Expected<std::string> render_pprof(const SiteProfile& profile, const PprofOptions& options);

}  // namespace highwater
