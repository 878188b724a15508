// SPDX-License-Identifier: Apache-2.0
// .debug_aranges is not used: clang does not write it, and a file that was linked from both would seem to
// have code nowhere. The units' own ranges are read once, which costs one entry a unit.
#include "symbols/dwarf_lookup.h"

#include <dwarf.h>

#include <algorithm>
#include <optional>

namespace highwater {

DwarfLookup::DwarfLookup(Dwarf* dwarf, const SymbolTables& symbols, Demangler& demangler)
    : names_(symbols, demangler) {
  Dwarf_CU* unit = nullptr;
  Dwarf_Die lines;
  Dwarf_Die functions;
  std::uint8_t type = 0;
  while (::dwarf_get_units(dwarf, unit, &unit, nullptr, &type, &lines, &functions) == 0) {
    // The others hold types, or what dwz shares; no code.
    if (type != DW_UT_compile && type != DW_UT_skeleton) continue;
    if (::dwarf_tag(&lines) == DW_TAG_partial_unit) continue;
    const std::size_t index = units_.size();
    const bool is_split = type == DW_UT_skeleton && functions.addr != nullptr;
    units_.emplace_back(lines, is_split ? functions : lines);
    bool has_range = false;
    for_each_range(lines, [&](Dwarf_Addr low, Dwarf_Addr high) {
      by_range_.add(low, high, index);
      has_range = true;
    });
    if (!has_range) without_range_.push_back(index);
  }
  by_range_.sort();
}

std::vector<std::size_t> DwarfLookup::candidates(std::uint64_t address) const {
  std::vector<std::size_t> found;
  for (const RangeIndex<std::size_t>::Range* range : by_range_.containing(address))
    if (std::find(found.begin(), found.end(), range->value) == found.end()) found.push_back(range->value);
  return found.empty() ? without_range_ : found;
}

std::vector<SymbolFrame> DwarfLookup::resolve(std::uint64_t address) {
  const std::vector<std::size_t> indices = candidates(address);
  DwarfUnit* best = nullptr;
  std::optional<DwarfUnit::Function> smallest;
  for (const std::size_t index : indices) {
    const std::optional<DwarfUnit::Function> function = units_[index].function_at(address);
    if (!function || (smallest && smallest->size <= function->size)) continue;
    best = &units_[index];
    smallest = function;
  }
  if (best != nullptr) return best->frames(address, smallest, names_);
  // Assembly has lines and no functions.
  for (const std::size_t index : indices)
    if (std::vector<SymbolFrame> frames = units_[index].frames(address, std::nullopt, names_);
        !frames.empty())
      return frames;
  return {};
}

}  // namespace highwater
