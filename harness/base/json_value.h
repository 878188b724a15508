// SPDX-License-Identifier: Apache-2.0
// JSON that is put together to be written: keys stay in the order in which they were added. Reading is
// json_reader.h's.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace highwater {

using Json = nlohmann::ordered_json;

template <typename Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace highwater
