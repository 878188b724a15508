// SPDX-License-Identifier: Apache-2.0
// Where a value stands in a JSON text. Asked only for a complaint, so that reading a good file keeps no
// lines. Called by the JSON reader.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace highwater {

// The line, from 1, of the value at `path` ("scenarios[2].name"); of the last one where a key occurs twice.
// Nullopt when there is none. Reads the text from the start. Numbers in lists have no path of their own.
// REQUIRES: `text` was parsed before, and is valid JSON up to that value.
std::optional<std::size_t> line_of_json_path(std::string_view text, const std::string& path);

}  // namespace highwater
