// SPDX-License-Identifier: Apache-2.0
// The result files of a suite, one a scenario and probe. Written by check.cc and update.cc.
#pragma once

#include "compare/outcome.h"
#include "suite/manifest.h"

namespace highwater {

// `<results>/<scenario>.<probe>.json`.
std::string result_path(const Manifest& manifest, const std::string& scenario, ProbeKind probe);

// What `check` found out, whether it was measured or not.
Expected<void> save_result(const Manifest& manifest, const CheckOutcome& outcome);
// A measurement that was held to nothing.
Expected<void> save_result(const Manifest& manifest, const Measurement& measurement);

}  // namespace highwater
