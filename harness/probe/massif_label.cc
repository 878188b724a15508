// SPDX-License-Identifier: Apache-2.0
// A function's name may hold blanks, parentheses, commas and colons, so the place is what follows the LAST "
// (". Only an object's path may itself hold " (" ("in /opt/App (x86)/lib.so"): it begins with "in /", which
// no name contains.
#include "probe/massif_label.h"

#include <charconv>
#include <system_error>

namespace highwater {
namespace {

template <typename Number>
bool read_number(std::string_view text, Number& number, int base) {
  const std::from_chars_result result = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

}  // namespace

MassifLabel parse_massif_label(std::string_view label) {
  MassifLabel result;
  const std::size_t colon = label.find(": ");
  std::uint64_t address = 0;
  if (!label.starts_with("0x") || colon == std::string_view::npos ||
      !read_number(label.substr(2, colon - 2), address, 16)) {
    result.function = label;
    return result;
  }
  result.address = address;
  const std::string_view rest = label.substr(colon + 2);
  const std::size_t in_object = rest.find(" (in /");
  const std::size_t place_at = in_object != std::string_view::npos ? in_object : rest.rfind(" (");
  if (place_at == std::string_view::npos || !rest.ends_with(')')) {
    result.function = rest;
    return result;
  }
  result.function = rest.substr(0, place_at);
  const std::string_view place = rest.substr(place_at + 2, rest.size() - place_at - 3);
  if (place.starts_with("in ")) {
    result.object = place.substr(3);
    return result;
  }
  int line = 0;
  const std::size_t last_colon = place.rfind(':');
  if (last_colon != std::string_view::npos && read_number(place.substr(last_colon + 1), line, 10)) {
    result.file = place.substr(0, last_colon);
    result.line = line;
  } else {
    result.function = rest;  // "operator() (lambda)": no place at all
  }
  return result;
}

}  // namespace highwater
