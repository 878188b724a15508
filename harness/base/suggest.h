// SPDX-License-Identifier: Apache-2.0
// "Did you mean …?" for names that nobody has defined.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace highwater {

// The candidate nearest to `name` by edit distance (with swapped neighbours as one edit), if one is near
// enough to be meant: at most a third of its letters differ. Ties go to the first.
std::optional<std::string> suggest(std::string_view name, const std::vector<std::string>& candidates);

// For a hint: "did you mean \"…\"?" where one is near, else all that are known.
std::string known_names_hint(std::string_view name, const std::vector<std::string>& known);

}  // namespace highwater
