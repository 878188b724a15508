// SPDX-License-Identifier: Apache-2.0
#include "symbols/elf_symbols.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>
#include <tuple>

namespace highwater {
namespace {

// free before cfree, malloc before __libc_malloc: what programs that are linked today are linked to, what is
// exported before what is not, then the plainest spelling.
int rank_of(const GElf_Sym& symbol, const char* name, bool is_old_version) {
  const int binding = GELF_ST_BIND(symbol.st_info);
  const int exported = binding == STB_GLOBAL ? 0 : binding == STB_WEAK ? 1 : 2;
  // `_Z` begins a C++ name and says nothing against it.
  const bool is_mangled = name[0] == '_' && name[1] == 'Z';
  const int underscores = is_mangled ? 0 : static_cast<int>(std::min<std::size_t>(std::strspn(name, "_"), 9));
  return (is_old_version ? 100 : 0) + exported * 10 + underscores;
}

// The table of .gnu.version, which .dynsym has; null: none.
Elf_Data* versions_of(Elf* elf) {
  for (Elf_Scn* section = ::elf_nextscn(elf, nullptr); section != nullptr;
       section = ::elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (::gelf_getshdr(section, &header) != nullptr && header.sh_type == SHT_GNU_versym)
      return ::elf_getdata(section, nullptr);
  }
  return nullptr;
}

// `cfree@GLIBC_2.2.5`: there for programs that were linked long ago.
bool is_old_version(Elf_Data* versions, int index, const char* name) {
  constexpr GElf_Versym kHidden = 0x8000;
  GElf_Versym version = 0;
  if (versions != nullptr && ::gelf_getversym(versions, index, &version) != nullptr)
    return (version & kHidden) != 0;
  const char* const at = std::strchr(name, '@');
  return at != nullptr && at[1] != '@';
}

}  // namespace

ElfSymbols::ElfSymbols(const ElfFile& file, std::uint32_t table_type) {
  for (Elf_Scn* section = ::elf_nextscn(file.elf(), nullptr); section != nullptr;
       section = ::elf_nextscn(file.elf(), section)) {
    GElf_Shdr header;
    if (::gelf_getshdr(section, &header) != nullptr && header.sh_type == table_type && header.sh_entsize != 0)
      read_table(file.elf(), section, header);
  }
  sort();
}

void ElfSymbols::read_table(Elf* elf, Elf_Scn* section, const GElf_Shdr& header) {
  Elf_Data* const data = ::elf_getdata(section, nullptr);
  if (data == nullptr) return;
  Elf_Data* const versions = header.sh_type == SHT_DYNSYM ? versions_of(elf) : nullptr;
  const int count = static_cast<int>(
      std::min<std::size_t>(data->d_size / header.sh_entsize, std::numeric_limits<int>::max()));
  for (int i = 0; i < count; ++i) {
    GElf_Sym symbol;
    if (::gelf_getsym(data, i, &symbol) == nullptr) return;
    const int type = GELF_ST_TYPE(symbol.st_info);
    if ((type != STT_FUNC && type != STT_GNU_IFUNC) || symbol.st_shndx == SHN_UNDEF) continue;
    const char* const name = ::elf_strptr(elf, header.sh_link, symbol.st_name);
    // A symbol without size comes from assembly and may end anywhere: it is not asked.
    if (name == nullptr || *name == '\0' || symbol.st_size == 0) continue;
    const std::uint64_t high = symbol.st_value + symbol.st_size;
    if (high > symbol.st_value)
      symbols_.push_back(
          {symbol.st_value, high, high, rank_of(symbol, name, is_old_version(versions, i, name)), name});
  }
}

void ElfSymbols::sort() {
  // The best of those that begin at one address comes last, where function_at() looks first.
  std::sort(symbols_.begin(), symbols_.end(), [](const Symbol& a, const Symbol& b) {
    if (std::tie(a.low, b.rank) != std::tie(b.low, a.rank))
      return std::tie(a.low, b.rank) < std::tie(b.low, a.rank);
    return std::string_view(a.name) > std::string_view(b.name);
  });
  std::uint64_t reach = 0;
  for (Symbol& symbol : symbols_) symbol.reach = reach = std::max(reach, symbol.high);
}

std::string ElfSymbols::function_at(std::uint64_t address) const {
  auto after = std::upper_bound(symbols_.begin(), symbols_.end(), address,
                                [](std::uint64_t value, const Symbol& symbol) { return value < symbol.low; });
  while (after != symbols_.begin()) {
    const Symbol& symbol = *--after;
    if (symbol.reach <= address) break;
    // `memcpy@@GLIBC_2.14`: the version is the linker's.
    if (address < symbol.high) return std::string(symbol.name, std::strcspn(symbol.name, "@"));
  }
  return {};
}

}  // namespace highwater
