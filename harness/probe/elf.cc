// SPDX-License-Identifier: Apache-2.0
#include "probe/elf.h"

#include <gelf.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "base/file.h"

namespace highwater {
namespace {

#if defined(__x86_64__)
constexpr GElf_Half kOwnMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr GElf_Half kOwnMachine = EM_AARCH64;
#else
#error "unsupported architecture"
#endif

// An instrumented program refers to its runtime's entry, or defines it when the runtime is linked statically.
constexpr std::array<std::pair<std::string_view, const char*>, 5> kSanitizers = {{
    {"__asan_init", "AddressSanitizer"},
    {"__tsan_init", "ThreadSanitizer"},
    {"__msan_init", "MemorySanitizer"},
    {"__hwasan_init", "HWAddressSanitizer"},
    {"__lsan_init", "LeakSanitizer"},
}};

// What a program's own operator new can take memory from and is counted, or can find such a function by.
constexpr std::array<std::string_view, 17> kWaysToMalloc = {
    "malloc", "calloc", "realloc", "aligned_alloc", "posix_memalign", "memalign", "reallocarray", "valloc",
    "pvalloc",
    // Those of an alignment call no other operator new of the runtime, but aligned_alloc.
    "_ZnwmSt11align_val_t", "_ZnamSt11align_val_t", "_ZnwmSt11align_val_tRKSt9nothrow_t",
    "_ZnamSt11align_val_tRKSt9nothrow_t", "dlsym", "dlvsym", "dlopen", "dlmopen"};

// Nobody asks these for memory for an operator new; any other library may be what calls malloc for it.
constexpr std::array<std::string_view, 3> kCxxRuntimes = {"libstdc++.so", "libc++.so", "libc++abi.so"};
constexpr std::array<std::string_view, 7> kSystemLibraries = {
    "libc.so", "libm.so", "libpthread.so", "libdl.so", "librt.so", "libgcc_s.so", "ld-linux"};

class ElfFile {
 public:
  explicit ElfFile(int fd) {
    ::elf_version(EV_CURRENT);
    elf_ = ::elf_begin(fd, ELF_C_READ_MMAP, nullptr);
  }
  ~ElfFile() { ::elf_end(elf_); }
  ElfFile(const ElfFile&) = delete;  // one owner of the handle
  ElfFile& operator=(const ElfFile&) = delete;
  Elf* get() const { return elf_; }
  bool is_elf() const { return elf_ != nullptr && ::elf_kind(elf_) == ELF_K_ELF; }

 private:
  Elf* elf_ = nullptr;
};

// Of the dynamic loader; empty: the program asks for none.
std::string loader_of(Elf* elf) {
  std::size_t count = 0;
  std::size_t size = 0;
  if (::elf_getphdrnum(elf, &count) != 0) return {};
  const char* const file = ::elf_rawfile(elf, &size);
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (::gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr || header.p_type != PT_INTERP) continue;
    if (file == nullptr || header.p_offset >= size) return "?";
    return std::string(
        file + header.p_offset,
        ::strnlen(file + header.p_offset, std::min<std::size_t>(size - header.p_offset, 4096)));
  }
  return {};
}

// Whether `holds(section, header)` of one of the sections.
template <typename Holds>
bool any_section(Elf* elf, Holds holds) {
  for (Elf_Scn* section = ::elf_nextscn(elf, nullptr); section != nullptr;
       section = ::elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (::gelf_getshdr(section, &header) != nullptr && holds(section, header)) return true;
  }
  return false;
}

// Whether `holds(name, symbol)` of one of the symbols in the tables of this type, SHT_DYNSYM or SHT_SYMTAB.
template <typename Holds>
bool any_symbol(Elf* elf, GElf_Word type, Holds holds) {
  return any_section(elf, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != type || header.sh_entsize == 0) return false;
    Elf_Data* const data = ::elf_getdata(section, nullptr);
    const std::size_t count = header.sh_size / header.sh_entsize;
    GElf_Sym symbol;
    for (std::size_t i = 0; data != nullptr && i < count; ++i) {
      if (::gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) break;
      const char* const name = ::elf_strptr(elf, header.sh_link, symbol.st_name);
      if (name != nullptr && holds(std::string_view(name), symbol)) return true;
    }
    return false;
  });
}

std::string sanitizer_of(Elf* elf) {
  std::string found;
  any_symbol(elf, SHT_DYNSYM, [&](std::string_view name, const GElf_Sym&) {
    for (const auto& [entry, sanitizer] : kSanitizers)
      if (entry == name) found = sanitizer;
    return !found.empty();
  });
  return found;
}

// A C++ runtime that is linked statically defines the operators like any program: the symbols of its source
// files tell. So does the counting library, linked in.
bool is_of_the_runtime(std::string_view name, const GElf_Sym& symbol) {
  if (GELF_ST_TYPE(symbol.st_info) == STT_FILE)
    return name.starts_with("new_op.") || name == "stdlib_new_delete.cpp";
  return name == "highwater_counting_library" && symbol.st_shndx != SHN_UNDEF;
}

// Also one that is exported to nobody, which the loader cannot tell: only a table of symbols that was not
// stripped does.
bool defines_malloc(Elf* elf) {
  const auto is_malloc = [](std::string_view name, const GElf_Sym& symbol) {
    return name == "malloc" && symbol.st_shndx != SHN_UNDEF && GELF_ST_TYPE(symbol.st_info) == STT_FUNC;
  };
  return any_symbol(elf, SHT_SYMTAB, is_malloc) && !any_symbol(elf, SHT_SYMTAB, is_of_the_runtime);
}

// The Go linker leaves it in every program.
bool has_section(Elf* elf, std::string_view wanted) {
  std::size_t names = 0;
  if (::elf_getshdrstrndx(elf, &names) != 0) return false;
  return any_section(elf, [&](Elf_Scn*, const GElf_Shdr& header) {
    const char* name = ::elf_strptr(elf, names, header.sh_name);
    return name != nullptr && name == wanted;
  });
}

// In what is read-only or data in memory: texts of the program.
bool has_text(Elf* elf, std::string_view wanted) {
  return any_section(elf, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != SHT_PROGBITS || (header.sh_flags & SHF_ALLOC) == 0 ||
        (header.sh_flags & SHF_EXECINSTR) != 0)
      return false;
    const Elf_Data* data = ::elf_rawdata(section, nullptr);
    return data != nullptr && data->d_buf != nullptr &&
           ::memmem(data->d_buf, data->d_size, wanted.data(), wanted.size()) != nullptr;
  });
}

// Whether `holds(name)` of one of the libraries that it needs.
template <typename Holds>
bool any_needed(Elf* elf, Holds holds) {
  return any_section(elf, [&](Elf_Scn* section, const GElf_Shdr& header) {
    if (header.sh_type != SHT_DYNAMIC || header.sh_entsize == 0) return false;
    Elf_Data* data = ::elf_getdata(section, nullptr);
    GElf_Dyn entry;
    for (int i = 0; data != nullptr && ::gelf_getdyn(data, i, &entry) != nullptr; ++i) {
      const char* name =
          entry.d_tag == DT_NEEDED ? ::elf_strptr(elf, header.sh_link, entry.d_un.d_val) : nullptr;
      if (name != nullptr && holds(std::string_view(name))) return true;
    }
    return false;
  });
}

bool needs_library(Elf* elf, std::string_view start_of_name) {
  return any_needed(elf, [&](std::string_view name) { return name.starts_with(start_of_name); });
}

template <std::size_t count>
bool starts_like_one(std::string_view name, const std::array<std::string_view, count>& starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return name.starts_with(start); });
}

// Neither by a call of its own, nor by one that a library makes for it.
bool reaches_no_malloc(Elf* elf) {
  const auto is_a_way = [](std::string_view name, const GElf_Sym& symbol) {
    return symbol.st_shndx == SHN_UNDEF &&
           std::find(kWaysToMalloc.begin(), kWaysToMalloc.end(), name) != kWaysToMalloc.end();
  };
  const auto may_call = [](std::string_view name) {
    return !starts_like_one(name, kCxxRuntimes) && !starts_like_one(name, kSystemLibraries);
  };
  return !any_symbol(elf, SHT_DYNSYM, is_a_way) && !any_needed(elf, may_call);
}

// REQUIRES: no static program, in which nothing is counted anyhow.
OwnNew own_new_of(Elf* elf) {
  const auto is_new = [](std::string_view name, const GElf_Sym& symbol) {
    return name == "_Znwm" && symbol.st_shndx != SHN_UNDEF;
  };
  if (!any_symbol(elf, SHT_DYNSYM, is_new) && !any_symbol(elf, SHT_SYMTAB, is_new)) return OwnNew::kNone;
  if (any_symbol(elf, SHT_DYNSYM, is_of_the_runtime) || any_symbol(elf, SHT_SYMTAB, is_of_the_runtime))
    return OwnNew::kNone;
  if (reaches_no_malloc(elf)) return OwnNew::kCallsNoMalloc;
  // A runtime that is linked statically leaves no trace in what was stripped.
  const auto is_any = [](auto&&...) { return true; };
  const bool has_own_runtime =
      !any_needed(elf, [](std::string_view name) { return starts_like_one(name, kCxxRuntimes); });
  return has_own_runtime && !any_symbol(elf, SHT_SYMTAB, is_any) ? OwnNew::kMayBeTheRuntimes
                                                                 : OwnNew::kMayCallMalloc;
}

std::string interpreter_of_script(int fd) {
  char line[256] = {};
  const ssize_t got = ::pread(fd, line, sizeof line - 1, 0);
  if (got < 3 || line[0] != '#' || line[1] != '!') return {};
  const std::string_view text(line + 2);
  const std::size_t start = text.find_first_not_of(" \t");
  if (start == std::string_view::npos) return {};
  return std::string(text.substr(start, text.find_first_of(" \t\r\n", start) - start));
}

}  // namespace

ExecutableFacts inspect_executable(const std::string& path) {
  ExecutableFacts facts;
  const Expected<Fd> fd = open_regular(path);
  struct stat file {};
  if (!fd || ::fstat(fd->get(), &file) != 0) return facts;
  facts.is_privileged = (file.st_mode & (S_ISUID | S_ISGID)) != 0 ||
                        ::fgetxattr(fd->get(), "security.capability", nullptr, 0) > 0;
  const ElfFile elf(fd->get());
  if (!elf.is_elf()) {
    facts.interpreter = interpreter_of_script(fd->get());
    return facts;
  }
  GElf_Ehdr header;
  facts.is_elf = ::gelf_getehdr(elf.get(), &header) != nullptr;
  if (!facts.is_elf) return facts;
  facts.other_architecture = header.e_machine != kOwnMachine || header.e_ident[EI_CLASS] != ELFCLASS64;
  facts.loader = loader_of(elf.get());
  facts.is_static = facts.loader.empty();
  facts.is_go = has_section(elf.get(), ".go.buildinfo");
  facts.sanitizer = sanitizer_of(elf.get());
  if (!facts.is_static) facts.own_new = own_new_of(elf.get());
  facts.has_malloc = !facts.is_static && defines_malloc(elf.get());
  return facts;
}

std::string loader_of(const std::string& path) {
  const Expected<Fd> fd = open_regular(path);
  if (!fd) return {};
  const ElfFile elf(fd->get());
  return elf.is_elf() ? loader_of(elf.get()) : std::string();
}

bool is_for_another_libc(const ExecutableFacts& facts) {
  const std::string_view loader = facts.loader;
  return !loader.empty() && !loader.substr(loader.rfind('/') + 1).starts_with("ld-linux");
}

bool has_silent_google_tests(const std::string& path) {
  const Expected<Fd> fd = open_regular(path);
  if (!fd) return false;
  const ElfFile elf(fd->get());
  if (!elf.is_elf()) return false;
  // The first is of the text of --help, the second what the adapter's listener prints.
  return (needs_library(elf.get(), "libgtest.so") || has_text(elf.get(), "gtest_list_tests@D")) &&
         !has_text(elf.get(), "[   MEMORY ]");
}

std::optional<std::string> find_executable(const std::string& name, const std::string& search_path) {
  if (name.find('/') != std::string::npos) return name;
  for (std::size_t start = 0; start <= search_path.size();) {
    const std::size_t end = std::min(search_path.find(':', start), search_path.size());
    const std::string folder = search_path.substr(start, end - start);
    std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
    struct stat file {};
    if (::stat(candidate.c_str(), &file) == 0 && S_ISREG(file.st_mode) &&
        ::access(candidate.c_str(), X_OK) == 0)
      return candidate;
    start = end + 1;
  }
  return std::nullopt;
}

}  // namespace highwater
