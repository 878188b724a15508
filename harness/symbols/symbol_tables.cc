// SPDX-License-Identifier: Apache-2.0
#include "symbols/symbol_tables.h"

#include <elf.h>

namespace highwater {

SymbolTables::SymbolTables(const ElfFile& file, const ElfFile* separate, Demangler& demangler)
    : demangler_(demangler) {
  tables_.emplace_back(file, SHT_SYMTAB);
  // strip takes .symtab along with the debug information, and leaves .dynsym.
  if (separate != nullptr) tables_.emplace_back(*separate, SHT_SYMTAB);
  tables_.emplace_back(file, SHT_DYNSYM);
}

std::string SymbolTables::function_at(std::uint64_t address) const {
  for (const ElfSymbols& table : tables_)
    if (const std::string name = table.function_at(address); !name.empty()) return demangler_.demangled(name);
  return {};
}

}  // namespace highwater
