// SPDX-License-Identifier: Apache-2.0
// How a result file is laid out. json.cc calls it: a file with sites has tens of thousands of frames, and one
// line a value would triple it.
#pragma once

#include <string>

#include "base/json_value.h"

namespace highwater {

// Two-space indented, one value a line; but each item of "frames", "sites", "modules", "points", "marks" and
// "sizes" is on one line. Text that is not UTF-8 is shown with replacement characters.
std::string lay_out(const Json& json);

}  // namespace highwater
