// SPDX-License-Identifier: Apache-2.0
#include "symbols/testing/fixture.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gelf.h>
#include <gnu/libc-version.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <sstream>

#include "base/file.h"
#include "symbols/demangle.h"
#include "symbols/plugin.h"

namespace highwater {

void PrintTo(const SymbolFrame& frame, std::ostream* out) {
  *out << '{' << frame.function << " at " << frame.file << ':' << frame.line
       << (frame.inlined ? ", inlined}" : "}");
}

namespace symbols_test {
namespace {

// A file as libelf sees it, for the time of one question.
class Elf64 {
 public:
  explicit Elf64(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    ::elf_version(EV_CURRENT);
    elf_ = ::elf_begin(fd_, ELF_C_READ, nullptr);
    EXPECT_NE(elf_, nullptr) << path;
  }
  ~Elf64() {
    ::elf_end(elf_);
    ::close(fd_);
  }
  Elf64(const Elf64&) = delete;  // one owner of the handle
  Elf64& operator=(const Elf64&) = delete;

  template <typename Visit>
  void each_section(Visit visit) {
    std::size_t names = 0;
    ::elf_getshdrstrndx(elf_, &names);
    for (Elf_Scn* section = ::elf_nextscn(elf_, nullptr); section != nullptr;
         section = ::elf_nextscn(elf_, section)) {
      GElf_Shdr header;
      if (::gelf_getshdr(section, &header) == nullptr) continue;
      const char* const name = ::elf_strptr(elf_, names, header.sh_name);
      visit(std::string(name != nullptr ? name : ""), header, ::elf_getdata(section, nullptr));
    }
  }
  const char* text(std::size_t section, std::size_t offset) { return ::elf_strptr(elf_, section, offset); }

 private:
  int fd_;
  Elf* elf_;
};

std::string base_36(int number) {
  constexpr std::string_view kDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string last(1, kDigits[static_cast<std::size_t>(number % 36)]);
  return number < 36 ? last : base_36(number / 36) + last;
}

}  // namespace

std::unique_ptr<Symbolizer> symbolizer(const std::string& debug_root) {
  Expected<std::unique_ptr<Symbolizer>> loaded = load_symbolizer(HIGHWATER_TEST_LIB_DIR, debug_root);
  EXPECT_TRUE(loaded) << loaded.error().what;
  return loaded ? *std::move(loaded) : nullptr;
}

std::string output_of(const std::string& command) {
  std::string text;
  FILE* const pipe = ::popen(command.c_str(), "re");
  char buffer[4096];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, got);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return text;
}

std::map<std::string, std::uint64_t> addresses_of(const std::string& command) {
  std::map<std::string, std::uint64_t> addresses;
  std::istringstream lines(output_of(command));
  std::string label;
  std::uint64_t address = 0;
  while (lines >> label >> std::hex >> address) addresses[label] = address;
  EXPECT_FALSE(addresses.empty()) << command;
  return addresses;
}

SymbolModule module_of(const std::string& path) {
  SymbolModule module{path, ""};
  Elf64(path).each_section([&](const std::string& name, const GElf_Shdr&, const Elf_Data* data) {
    // A note: three words of header, the name "GNU", the id.
    if (name != ".note.gnu.build-id" || data == nullptr) return;
    for (std::size_t i = 16; i < data->d_size; ++i) {
      char digits[3];
      std::snprintf(digits, sizeof digits, "%02x", static_cast<const unsigned char*>(data->d_buf)[i]);
      module.build_id += digits;
    }
  });
  return module;
}

Span section_of(const std::string& path, const std::string& name) {
  Span span;
  Elf64(path).each_section([&](const std::string& found, const GElf_Shdr& header, const Elf_Data*) {
    if (found == name) span = {header.sh_addr, header.sh_addr + header.sh_size};
  });
  EXPECT_LT(span.low, span.high) << path << ": " << name;
  return span;
}

std::vector<Span> symbol_sections_of(const std::string& path) {
  std::vector<Span> spans;
  Elf64(path).each_section([&](const std::string& name, const GElf_Shdr& header, const Elf_Data*) {
    const bool is_read = name.starts_with(".debug_") || name == ".symtab" || name == ".dynsym" ||
                         name == ".strtab" || name == ".shstrtab" || name == ".gnu_debugaltlink" ||
                         name == ".gnu.version";
    if (is_read && header.sh_size > 0) spans.push_back({header.sh_offset, header.sh_offset + header.sh_size});
  });
  return spans;
}

int line_of(const std::string& file, const std::string& mark) {
  std::istringstream lines(*read_file(HIGHWATER_TEST_FIXTURES "/" + file));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number)
    if (line.ends_with("// at: " + mark)) return number;
  ADD_FAILURE() << file << " has no line marked " << mark;
  return -1;
}

SymbolFrame at(const std::string& function, const std::string& file, const std::string& mark, bool inlined) {
  return {function, HIGHWATER_TEST_FIXTURES "/" + file, line_of(file, mark), inlined};
}

std::string demangled(std::string_view name) {
  return Demangler().demangled(name);
}

std::string doubled_name(const std::string& function, int times) {
  std::string name = "_Z" + function + "I";
  for (int i = 0; i < times; ++i) name += std::string("1") + static_cast<char>('b' + i % 20) + "I";
  name += "1aIiiE";
  for (int i = 0; i < times; ++i) name += "S" + base_36(times + i + 1) + "_E";
  return name + "EvT_";
}

std::string libc_path() {
  Dl_info info;
  EXPECT_NE(::dladdr(reinterpret_cast<void*>(&::gnu_get_libc_version), &info), 0);
  return info.dli_fname;
}

std::uint64_t symbol_of(const std::string& path, const std::string& name) {
  std::uint64_t address = 0;
  Elf64 elf(path);
  elf.each_section([&](const std::string&, const GElf_Shdr& header, Elf_Data* data) {
    GElf_Sym symbol;
    if (header.sh_type != SHT_DYNSYM) return;
    for (int i = 1; ::gelf_getsym(data, i, &symbol) != nullptr; ++i)
      if (elf.text(header.sh_link, symbol.st_name) == name) address = symbol.st_value;
  });
  EXPECT_NE(address, 0U) << path << ": " << name;
  return address;
}

std::vector<std::string> needed_by(const std::string& path) {
  std::vector<std::string> names;
  Elf64 elf(path);
  elf.each_section([&](const std::string&, const GElf_Shdr& header, Elf_Data* data) {
    GElf_Dyn entry;
    if (header.sh_type != SHT_DYNAMIC) return;
    for (int i = 0; ::gelf_getdyn(data, i, &entry) != nullptr; ++i)
      if (entry.d_tag == DT_NEEDED) names.emplace_back(elf.text(header.sh_link, entry.d_un.d_val));
  });
  return names;
}

std::vector<std::string> imported_by(const std::string& path) {
  std::vector<std::string> names;
  Elf64 elf(path);
  elf.each_section([&](const std::string&, const GElf_Shdr& header, Elf_Data* data) {
    GElf_Sym symbol;
    if (header.sh_type != SHT_DYNSYM) return;
    for (int i = 1; ::gelf_getsym(data, i, &symbol) != nullptr; ++i)
      if (symbol.st_shndx == SHN_UNDEF) names.emplace_back(elf.text(header.sh_link, symbol.st_name));
  });
  return names;
}

}  // namespace symbols_test
}  // namespace highwater
