// SPDX-License-Identifier: Apache-2.0
// All symbol tables of a module, as one. Used by symbol_file, and by dwarf_names for functions that have a
// symbol and no linkage name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "symbols/elf_file.h"
#include "symbols/elf_symbols.h"

namespace highwater {

class SymbolTables {
 public:
  // `separate`: the file of the debug information, null when that is `file`. BORROWS: both.
  SymbolTables(const ElfFile& file, const ElfFile* separate);

  // Demangled; empty when no function covers the address.
  std::string function_at(std::uint64_t address) const;

 private:
  std::vector<ElfSymbols> tables_;  // the best first
};

}  // namespace highwater
