// SPDX-License-Identifier: Apache-2.0
// Text from outside as what a reader can see: valid UTF-8 of characters that show. Names in result files come
// from measured programs and may hold anything. The renderers of XML, Markdown and workflow commands start
// from this; each then escapes what its own format needs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/terminal.h"

namespace highwater {

// Bytes that are not UTF-8 are shown as "\xNN", as are control characters; characters that no XML may have
// and those that turn the direction of writing as "\u{202e}". Newlines and tabs stay with `kKeep`.
std::string visible_text(std::string_view text, Newlines newlines = Newlines::kEscape);

// The first `characters` of valid UTF-8, the last of them "…" where there were more.
std::string shortened_text(const std::string& text, std::size_t characters);

}  // namespace highwater
