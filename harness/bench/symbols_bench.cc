// SPDX-License-Identifier: Apache-2.0
// What the names of a result cost the first time: highwater_symbols_bench FILE [FRAMES] asks the symboliser,
// with nothing read before, for FRAMES distinct addresses spread evenly over the functions of an ELF file, as
// a result with that many different frames does, and prints the time beside the size of the file.
#include <fmt/format.h>
#include <gelf.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <vector>

#include "symbols/elf_file.h"
#include "symbols/symbolizer.h"

namespace highwater {
namespace {

struct Function {
  std::uint64_t low;
  std::uint64_t size;
};

std::vector<Function> functions_of(const ElfFile& file) {
  std::vector<Function> functions;
  for (Elf_Scn* section = elf_nextscn(file.elf(), nullptr); section != nullptr;
       section = elf_nextscn(file.elf(), section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr || header.sh_type != SHT_SYMTAB || header.sh_entsize == 0)
      continue;
    Elf_Data* const data = elf_getdata(section, nullptr);
    for (std::uint64_t i = 0; data != nullptr && i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Sym symbol;
      if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) break;
      if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_size > 16)
        functions.push_back({symbol.st_value, symbol.st_size});
    }
  }
  return functions;
}

// Several in one function, as calls are, where there are fewer functions than frames.
std::set<std::uint64_t> addresses_in(const std::vector<Function>& functions, std::size_t count) {
  std::set<std::uint64_t> addresses;
  const std::size_t step = std::max<std::size_t>(functions.size() / count, 1);
  for (std::uint64_t offset = 5; addresses.size() < count && offset < 4096; offset += 8)
    for (std::size_t i = 0; i < functions.size() && addresses.size() < count; i += step)
      if (offset < functions[i].size) addresses.insert(functions[i].low + offset);
  return addresses;
}

int measure(const std::string& path, std::size_t count) {
  const std::unique_ptr<ElfFile> file = ElfFile::open(path);
  const std::vector<Function> functions = file != nullptr ? functions_of(*file) : std::vector<Function>();
  if (functions.empty()) {
    fmt::print(stderr, "ERROR: {}: no ELF file with a symbol table\n", path);
    return 2;
  }
  const std::set<std::uint64_t> addresses = addresses_in(functions, count);
  const SymbolModule module{.path = std::filesystem::absolute(path).string(), .build_id = file->build_id()};

  const auto start = std::chrono::steady_clock::now();
  const Expected<std::unique_ptr<Symbolizer>> symbolizer = load_symbolizer(HIGHWATER_BENCH_PLUGINS);
  if (!symbolizer) {
    fmt::print(stderr, "ERROR: {}\n", symbolizer.error().what);
    return 2;
  }
  std::size_t with_line = 0;
  for (const std::uint64_t address : addresses)
    if ((*symbolizer)->resolve(module, address).back().line > 0) ++with_line;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  fmt::print("{}: {:.1f} MB, {} frames, {} with a line: {:.3f} s\n", path,
             static_cast<double>(std::filesystem::file_size(path)) / 1e6, addresses.size(), with_line,
             took.count());
  if (with_line == 0) fmt::print(stderr, "ERROR: no frame has a line: no debug information\n");
  return with_line == 0 ? 1 : 0;
}

}  // namespace
}  // namespace highwater

int main(int argc, char** argv) {
  const int frames = argc > 2 ? std::atoi(argv[2]) : 5000;
  if (argc < 2 || frames < 1) {
    fmt::print(stderr, "usage: highwater_symbols_bench FILE [FRAMES]\n");
    return 2;
  }
  return highwater::measure(argv[1], static_cast<std::size_t>(frames));
}
