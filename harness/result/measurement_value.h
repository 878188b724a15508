// SPDX-License-Identifier: Apache-2.0
// A measurement as a part of a larger JSON document. Shared by json.cc and by the reader and writer of
// checked results; a header of its own because nlohmann/json is slow to compile.
#pragma once

#include "base/json_reader.h"
#include "base/json_value.h"
#include "result/json.h"

namespace highwater {

// What the result file holds, keys in the documented order.
Json to_json_value(const Measurement& measurement);

// See measurement_from_json().
Expected<Measurement> read_measurement(const JsonObject& root);

}  // namespace highwater
