// SPDX-License-Identifier: Apache-2.0
// Text from outside made safe to stand in an HTML page. Every name, message and path in the HTML report goes
// through here; the page's own markup never does.
#pragma once

#include <string>
#include <string_view>

namespace highwater {

// `text` as it may stand between tags and in a quoted attribute's value. Control characters, and the
// invisible ones that turn the direction of writing around, are shown ("\x1b", "\u{202e}"); what is not UTF-8
// becomes U+FFFD. Newlines and tabs stay.
std::string html_escape(std::string_view text);
void append_escaped(std::string& out, std::string_view text);

// `text` as (part of) an element's id, and as the fragment of a link to it: letters, digits and "-._/@" stay,
// every other byte becomes "~" and two hexadecimal digits. Different texts give different ids.
std::string html_id(std::string_view text);

}  // namespace highwater
