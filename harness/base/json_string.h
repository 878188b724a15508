// SPDX-License-Identifier: Apache-2.0
// What a RapidJSON string holds, without a copy. For the .cc files of the JSON reader.
#pragma once

#include <rapidjson/document.h>

#include <string_view>

namespace highwater {

// REQUIRES: value is a string. BORROWS the value.
inline std::string_view text_of(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

}  // namespace highwater
