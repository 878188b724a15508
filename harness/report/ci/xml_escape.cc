// SPDX-License-Identifier: Apache-2.0
#include "report/ci/xml_escape.h"

#include <algorithm>

#include "report/line_command.h"

namespace highwater {

std::string xml_escape(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t special = std::min(text.find_first_of("&<>\"'\n", at), text.size());
    escaped += text.substr(at, special - at);
    if (special == text.size()) break;
    at = special;
    switch (text[at]) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':  // would end a CDATA section behind "]]"
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\n':
        escaped += '\n';
        if (const auto blanks = blanks_before_command(text, at)) {
          escaped.append(*blanks).append(kColonReference);
          at += blanks->size() + 1;  // and the first colon
        }
        break;
      default:
        escaped += "&apos;";
    }
  }
  return escaped;
}

}  // namespace highwater
