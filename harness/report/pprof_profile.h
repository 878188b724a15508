// SPDX-License-Identifier: Apache-2.0
// A result as pprof's profile.proto, for `export --format pprof`. pprof reads it without the program: names,
// files and lines are in it.
#pragma once

#include <string>

#include "base/error.h"
#include "report/site_profile.h"

namespace highwater {

// Six sample types, of which peak_space is the default. The same profile gives the same bytes. `comment` is
// what `pprof -comments` shows.
Expected<std::string> render_pprof(const SiteProfile& profile, const std::string& comment);

}  // namespace highwater
