// SPDX-License-Identifier: Apache-2.0
// Frames by DWARF: finds the unit of an address, and asks it. Used by symbol_file.
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <vector>

#include "symbols/dwarf_names.h"
#include "symbols/dwarf_unit.h"
#include "symbols/range_index.h"
#include "symbols/symbolizer.h"

namespace highwater {

class DwarfLookup {
 public:
  // BORROWS: all
  DwarfLookup(Dwarf* dwarf, const SymbolTables& symbols, Demangler& demangler);

  // None when no unit knows the address.
  std::vector<SymbolFrame> resolve(std::uint64_t address);

 private:
  std::vector<std::size_t> candidates(std::uint64_t address) const;

  std::vector<DwarfUnit> units_;
  RangeIndex<std::size_t> by_range_;        // index into units_
  std::vector<std::size_t> without_range_;  // units that do not tell where their code is
  DwarfNames names_;
};

}  // namespace highwater
