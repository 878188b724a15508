// SPDX-License-Identifier: Apache-2.0
// Repeated runs as a few lines of text, for `run --repeat`.
#pragma once

#include <string>

#include "compare/repeated.h"

namespace highwater {

std::string render_repeat(const RepeatedRuns& runs, bool color);

}  // namespace highwater
