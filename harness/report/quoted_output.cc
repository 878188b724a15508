// SPDX-License-Identifier: Apache-2.0
#include "report/quoted_output.h"

#include <algorithm>

#include "base/printable.h"

namespace highwater {

std::string quoted_output(const std::string& text) {
  std::string shown;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    shown += "      | " + printable(text.substr(start, end - start)) + "\n";
    start = end + 1;
  }
  return shown;
}

std::string last_lines(const std::string& text, int count) {
  std::size_t start = text.ends_with('\n') ? text.size() - 1 : text.size();
  while (start > 0 && (text[start - 1] != '\n' || --count > 0)) --start;
  return text.substr(start);
}

}  // namespace highwater
