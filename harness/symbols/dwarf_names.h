// SPDX-License-Identifier: Apache-2.0
// What a function's debug information calls it. Used by dwarf_unit.
//
// The linkage name, demangled, where there is one. GCC gives none to a C++ function that is not visible
// outside its file (static, in an anonymous namespace, a lambda); then the symbol of a copy that was not
// inlined speaks, so that the function has one name whether it is inlined or not. Without a copy the name is
// put together from those of the scopes around it and the types of its parameters, as the demangler would. A
// C function is called by its name.
#pragma once

#include <elfutils/libdw.h>

#include <cstdint>
#include <string>
#include <unordered_map>

#include "symbols/demangle.h"
#include "symbols/dwarf_spelling.h"
#include "symbols/symbol_tables.h"

namespace highwater {

// Where the functions of a unit begin that are not inlined: by the entry that is the origin of all their
// copies.
using FunctionStarts = std::unordered_map<const void*, std::uint64_t>;

class DwarfNames {
 public:
  // BORROWS: both
  DwarfNames(const SymbolTables& symbols, Demangler& demangler)
      : symbols_(symbols), demangler_(demangler), spelling_(demangler) {}

  // Of a DW_TAG_subprogram or DW_TAG_inlined_subroutine; empty when it has none. `starts`: of its unit.
  const std::string& function(Dwarf_Die die, const FunctionStarts& starts);

 private:
  std::string symbol_of_copy(Dwarf_Die die, const FunctionStarts& starts) const;

  const SymbolTables& symbols_;
  Demangler& demangler_;
  DwarfSpelling spelling_;
  std::unordered_map<const void*, std::string> names_;  // by the entry's address
};

}  // namespace highwater
