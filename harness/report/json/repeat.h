// SPDX-License-Identifier: Apache-2.0
// Repeated runs as JSON, schema 1: docs/repeat.md describes it.
#pragma once

#include <string>

#include "compare/repeated.h"

namespace highwater {

std::string to_json(const RepeatedRuns& runs);

}  // namespace highwater
