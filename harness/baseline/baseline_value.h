// SPDX-License-Identifier: Apache-2.0
// A baseline as a part of a larger JSON document. Shared by baseline_json.cc and by the reader of checked
// results; a header of its own because nlohmann/json is slow to compile.
#pragma once

#include "base/json_reader.h"
#include "base/json_value.h"
#include "baseline/baseline_json.h"

namespace highwater {

// What the file of the baseline holds, keys sorted.
Json to_json_value(const Baseline& baseline);

// See baseline_from_json().
Expected<Baseline> read_baseline(const JsonObject& root, const BaselineKey& key);

}  // namespace highwater
