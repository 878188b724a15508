// SPDX-License-Identifier: Apache-2.0
// One compilation unit: the functions in it, the chain of those inlined at an address, the line table. Used
// by dwarf_lookup.
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "symbols/dwarf_names.h"
#include "symbols/range_index.h"
#include "symbols/symbolizer.h"

namespace highwater {

class DwarfUnit {
 public:
  // `lines` has the line table and the addresses; `functions` has the entries. They are one and the same,
  // but for split DWARF, where the latter is in a .dwo file.
  DwarfUnit(Dwarf_Die lines, Dwarf_Die functions) : lines_(lines), functions_(functions) {}

  // The smallest function that contains `address`, with its size.
  struct Function {
    Dwarf_Die die;
    std::uint64_t size;
  };
  std::optional<Function> function_at(std::uint64_t address);

  // The frames at an address in `function`; without one, a frame of the file and line alone, or none.
  std::vector<SymbolFrame> frames(std::uint64_t address, const std::optional<Function>& function,
                                  DwarfNames& names);

 private:
  void read_functions();
  void set_line(std::uint64_t address, SymbolFrame& frame);
  void set_call_site(Dwarf_Die inlined, SymbolFrame& caller);
  std::string full_path(const char* path);

  Dwarf_Die lines_;
  Dwarf_Die functions_;
  bool has_functions_ = false;
  RangeIndex<Dwarf_Die> index_;
  FunctionStarts starts_;
};

// Calls add(low, high) for every range of code of `die`. One that begins at 0 is what the linker left of a
// function that it dropped.
template <typename Add>
void for_each_range(Dwarf_Die die, Add add) {
  Dwarf_Addr base = 0;
  Dwarf_Addr low = 0;
  Dwarf_Addr high = 0;
  for (std::ptrdiff_t offset = 0; (offset = ::dwarf_ranges(&die, offset, &base, &low, &high)) > 0;)
    if (low != 0) add(low, high);
}

}  // namespace highwater
