// SPDX-License-Identifier: Apache-2.0
// The libraries of a context in the JSON of results and baselines: an object of names and versions, a line
// each, so that a diff shows which one changed. For those two readers and writers.
#pragma once

#include <map>
#include <string>

#include "base/error.h"
#include "base/json_reader.h"
#include "base/json_value.h"

namespace highwater {

// "libraries" of a context; none where the key is absent, as in files from before it.
Expected<std::map<std::string, std::string>> read_libraries(const JsonObject& context);

// For Json, and for the sorting JSON of baselines.
template <typename AnyJson>
void add_libraries(AnyJson& context, const std::map<std::string, std::string>& libraries) {
  if (!libraries.empty()) context["libraries"] = libraries;
}

}  // namespace highwater
