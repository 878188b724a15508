// SPDX-License-Identifier: Apache-2.0
// Compression of what is exported. Used by pprof_profile.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace highwater {

// As gzip makes it, but with no name and no time in its header: the same text gives the same bytes.
Expected<std::string> gzip(std::string_view text);

}  // namespace highwater
