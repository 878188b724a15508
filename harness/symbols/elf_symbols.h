// SPDX-License-Identifier: Apache-2.0
// Functions by the ELF symbol table: what is left to name an address when there is no debug information.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "symbols/elf_file.h"

namespace highwater {

class ElfSymbols {
 public:
  // Reads the tables of that type, SHT_SYMTAB or SHT_DYNSYM. BORROWS: file, whose strings it keeps.
  ElfSymbols(const ElfFile& file, std::uint32_t table_type);

  bool empty() const { return symbols_.empty(); }
  // The symbol's name as the table has it, without a version; empty when no function covers the address.
  std::string function_at(std::uint64_t address) const;

 private:
  struct Symbol {
    std::uint64_t low;
    std::uint64_t high;
    std::uint64_t reach;  // highest end of this symbol and those before it
    int rank;             // of two at one address, the lower speaks
    const char* name;
  };
  void read_table(Elf* elf, Elf_Scn* section, const GElf_Shdr& header);
  void sort();

  std::vector<Symbol> symbols_;
};

}  // namespace highwater
