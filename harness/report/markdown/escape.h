// SPDX-License-Identifier: Apache-2.0
// Text from outside inside Markdown as GitHub and GitLab read it, where it must neither end a table's cell,
// start a tag or a link, nor call anybody. Used by the Markdown report.
#pragma once

#include <string>
#include <string_view>

namespace highwater {

// A name, as code: <code>…</code>, in which nothing is a mention or a reference. A code span of backticks
// would not do: in a table a pipe ends it. On one line: see printable().
std::string markdown_code(std::string_view text);

// A sentence, as text. Behind signs that make a mention, a reference or an emoji of what follows stands a
// character that nobody sees.
std::string markdown_text(std::string_view text);

// A block of code in `language`, fenced by more backticks than it has itself. Newlines stay.
std::string markdown_block(std::string_view code, const char* language);

}  // namespace highwater
