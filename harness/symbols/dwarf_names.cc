// SPDX-License-Identifier: Apache-2.0
#include "symbols/dwarf_names.h"

namespace highwater {

const std::string& DwarfNames::function(Dwarf_Die die, const FunctionStarts& starts) {
  const auto [entry, is_new] = names_.try_emplace(die.addr);
  std::string& name = entry->second;
  if (is_new) name = linkage_name(die, demangler_);
  if (is_new && name.empty()) name = symbol_of_copy(die, starts);
  if (is_new && name.empty()) name = spelling_.function(die);
  return name;
}

std::string DwarfNames::symbol_of_copy(Dwarf_Die die, const FunctionStarts& starts) const {
  const auto start = starts.find(origin_of_all(die).addr);
  return start != starts.end() ? symbols_.function_at(start->second) : std::string();
}

}  // namespace highwater
