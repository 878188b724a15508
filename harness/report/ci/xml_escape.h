// SPDX-License-Identifier: Apache-2.0
// Text inside XML, between tags or in a quoted attribute. Used by the JUnit report and for ctest.
#pragma once

#include <string>
#include <string_view>

namespace highwater {

// REQUIRES: `text` is printable(), for XML has no way at all to write a control character.
std::string xml_escape(std::string_view text);

}  // namespace highwater
