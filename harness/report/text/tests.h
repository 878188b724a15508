// SPDX-License-Identifier: Apache-2.0
// The tests of a program as a table, for `run`.
#pragma once

#include <string>

#include "result/test_runs.h"

namespace highwater {

std::string render_tests(const TestRuns& runs, bool color);

}  // namespace highwater
