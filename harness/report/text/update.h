// SPDX-License-Identifier: Apache-2.0
// What an update accepted, as text: one row a changed number.
#pragma once

#include <string>

#include "compare/accept.h"

namespace highwater {

// `acceptance` of `scenario`; empty when nothing changed and nothing is wrong.
std::string render_acceptance(const std::string& scenario, const Acceptance& acceptance, bool color);

}  // namespace highwater
