// SPDX-License-Identifier: Apache-2.0
// CI systems obey a line of their log that begins with "::error::" and the like, after blanks too, and a
// report may be printed there. XML and HTML have another way to write the colon, which their readers undo.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

namespace highwater {

inline constexpr char kColonReference[] = "&#58;";

// What stands between the newline at `newline` and a "::" behind it; none: no command follows.
inline std::optional<std::string_view> blanks_before_command(std::string_view text, std::size_t newline) {
  const std::string_view rest = text.substr(newline + 1);
  const std::size_t blanks = std::min(rest.find_first_not_of(" \t"), rest.size());
  if (!rest.substr(blanks).starts_with("::")) return std::nullopt;
  return rest.substr(0, blanks);
}

}  // namespace highwater
