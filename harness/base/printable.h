// SPDX-License-Identifier: Apache-2.0
// Text from outside as what a reader can see, and no machine obeys: valid UTF-8 of characters that show.
// Names come from measured programs, and what a program prints is repeated; both may hold anything.
// Terminals, logs and every renderer start from this; XML, Markdown and the rest then escape what their own
// format needs.
#pragma once

#include <string>
#include <string_view>

namespace highwater {

// Bytes that are not UTF-8 are shown as "\xNN", as are control characters (and so terminal escapes);
// characters that no XML may have and those that turn the direction of writing or end a line as "\u{202e}".
// Newlines and tabs stay with `kKeep`. The bracket of "##[", "##vso[" and the like is shown as "\x5b": CI
// systems obey such a word anywhere in a line of a log.
enum class Newlines { kKeep, kEscape };
std::string printable(std::string_view text, Newlines newlines = Newlines::kEscape);

}  // namespace highwater
