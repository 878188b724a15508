// SPDX-License-Identifier: Apache-2.0
// The tests of a program as JSON, schema 1: docs/googletest.md describes it.
#pragma once

#include <string>

#include "result/test_runs.h"

namespace highwater {

std::string to_json(const TestRuns& runs);

}  // namespace highwater
