// SPDX-License-Identifier: Apache-2.0
#include "report/shortened_text.h"

namespace highwater {

std::string shortened_text(const std::string& text, std::size_t characters) {
  std::size_t count = 0;
  std::size_t last = 0;  // where the last character that may stay begins
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((text[at] & 0xc0) == 0x80) continue;
    ++count;
    if (count == characters) last = at;
    if (count > characters) return text.substr(0, last) + "…";
  }
  return text;
}

}  // namespace highwater
