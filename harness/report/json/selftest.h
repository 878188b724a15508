// SPDX-License-Identifier: Apache-2.0
// A selftest as JSON, schema 1: docs/selftest.md describes it.
#pragma once

#include <string>

#include "compare/selftest.h"

namespace highwater {

std::string to_json(const SelftestReport& report);

}  // namespace highwater
