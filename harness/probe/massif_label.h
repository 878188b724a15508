// SPDX-License-Identifier: Apache-2.0
// Takes apart what massif prints for a call site. Used by whoever attributes massif's bytes to functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace highwater {

// "0x1234: parse(char const*, int) (parse.cc:17)" or "… (in /usr/lib/libx.so)". Labels without an address
// (the root, and "in 3 places, all below massif's threshold (1.00%)") have only a function: their whole text.
struct MassifLabel {
  std::optional<std::uint64_t> address;
  std::string function;  // "???" where Valgrind knows none
  std::string file;
  std::optional<int> line;
  std::string object;  // the module, where there is no file

  bool operator==(const MassifLabel&) const = default;
};

MassifLabel parse_massif_label(std::string_view label);

}  // namespace highwater
