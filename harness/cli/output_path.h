// SPDX-License-Identifier: Apache-2.0
// Whether a file that a flag names can be written: found out before minutes of measuring, which would be for
// nothing. Called by every command that has such a flag.
#pragma once

#include <string>

#include "base/error.h"

namespace highwater {

// Nothing is made and nothing is changed. `path` is the value of `flag`, and may be empty (not asked for) or
// "-" (stdout). Folders that are not there yet are no error: write_file() makes them. A full disk, say, is
// found out by writing only.
Expected<void> require_output(const char* flag, const std::string& path);

}  // namespace highwater
