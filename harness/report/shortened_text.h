// SPDX-License-Identifier: Apache-2.0
// Names and sentences where there is little room for them: in tables of Markdown, in messages of JUnit.
#pragma once

#include <cstddef>
#include <string>

namespace highwater {

// The first `characters` of valid UTF-8, the last of them "…" where there were more.
std::string shortened_text(const std::string& text, std::size_t characters);

}  // namespace highwater
