// SPDX-License-Identifier: Apache-2.0
// A selftest as text: one line a scenario and probe, one column a kind of injection, then what is not proven.
#pragma once

#include <string>

#include "compare/selftest.h"

namespace highwater {

std::string render_selftest(const SelftestReport& report, bool color);

}  // namespace highwater
