// SPDX-License-Identifier: Apache-2.0
// All symbol tables of a module, as one. Used by symbol_file, and by dwarf_names for functions that have a
// symbol and no linkage name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "symbols/demangle.h"
#include "symbols/elf_file.h"
#include "symbols/elf_symbols.h"

namespace highwater {

class SymbolTables {
 public:
  // `separate`: the file of the debug information, null when that is `file`. BORROWS: all.
  SymbolTables(const ElfFile& file, const ElfFile* separate, Demangler& demangler);

  // Demangled; empty when no function covers the address.
  std::string function_at(std::uint64_t address) const;

 private:
  Demangler& demangler_;
  std::vector<ElfSymbols> tables_;  // the best first
};

}  // namespace highwater
