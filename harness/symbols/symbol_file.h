// SPDX-License-Identifier: Apache-2.0
// All that is known of one module: its file, its debug information, its symbol tables. Made by
// dwarf_symbolizer.
//
// The function that the code of an address belongs to is named by the symbol tables first, and by the debug
// information where they are silent. A site's key is made of names, and one of libc must be called `malloc`
// on the machine that has libc's debug information, where the same code is `__libc_malloc`, as on the one
// that has not. What is inlined has no symbol: dwarf_names.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "symbols/debug_file.h"
#include "symbols/demangle.h"
#include "symbols/dwarf_lookup.h"
#include "symbols/elf_file.h"
#include "symbols/symbol_tables.h"
#include "symbols/symbolizer.h"

namespace highwater {

class SymbolFile {
 public:
  // Null: no file of that module, because it is gone, damaged, or another one now, or because it never was
  // one (the kernel's "[vdso]").
  static std::unique_ptr<SymbolFile> open(const SymbolModule& module, const std::string& debug_root);

  SymbolFile(const SymbolFile&) = delete;  // its parts refer to each other
  SymbolFile& operator=(const SymbolFile&) = delete;

  std::vector<SymbolFrame> resolve(std::uint64_t address);

  // Has one of its names taken too long to demangle?
  bool has_lost_names() const { return demangler_.has_lost(); }

 private:
  SymbolFile(std::unique_ptr<ElfFile> file, std::unique_ptr<DebugFile> debug);

  std::unique_ptr<ElfFile> file_;
  std::unique_ptr<DebugFile> debug_;  // null: none
  Demangler demangler_;
  SymbolTables symbols_;
  std::optional<DwarfLookup> lookup_;  // with debug_
};

}  // namespace highwater
