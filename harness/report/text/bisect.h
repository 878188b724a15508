// SPDX-License-Identifier: Apache-2.0
// The commit that moved a number, as text. For people; not a format that anything should parse.
#pragma once

#include <string>

#include "compare/bisected.h"

namespace highwater {

std::string render_bisected(const Bisected& found, bool color);

}  // namespace highwater
