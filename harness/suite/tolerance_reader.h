// SPDX-License-Identifier: Apache-2.0
// "tolerance": {"peak_bytes": "64KiB 2%", "allocations": {"absolute": 4, "relative": 0.01}}. Called by
// settings_reader.cc.
#pragma once

#include <map>
#include <string>

#include "base/json_reader.h"
#include "suite/manifest.h"

namespace highwater {

// By metric name; none where there is no such key.
Expected<std::map<std::string, DeclaredTolerance>> read_tolerances(const JsonObject& object);

}  // namespace highwater
