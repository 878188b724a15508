// SPDX-License-Identifier: Apache-2.0
#include "serve/http.h"

namespace highwater {

std::optional<std::string> value_in(const HttpFields& fields, std::string_view name) {
  for (const auto& [known, value] : fields)
    if (known == name) return value;
  return std::nullopt;
}

}  // namespace highwater
