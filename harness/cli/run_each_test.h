// SPDX-License-Identifier: Apache-2.0
// `highwater run` of a GoogleTest program: a row for each of its tests.
#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "probe/probe.h"

namespace highwater {

// Measures the `tests` of request's command, prints what the failed ones printed and then the table, and
// writes the JSON document to `json` (empty: nowhere, "-": stdout). A test that failed is kScenario, and
// named.
ExitStatus run_each_test(Session& session, Probe& probe, const ProbeRequest& request,
                         const std::vector<std::string>& tests, const std::string& json);

}  // namespace highwater
