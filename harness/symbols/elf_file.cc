// SPDX-License-Identifier: Apache-2.0
#include "symbols/elf_file.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cstring>

namespace highwater {

std::unique_ptr<ElfFile> ElfFile::open(const std::string& path) {
  ::elf_version(EV_CURRENT);
  // Nonblocking: a FIFO in the file's place must not be waited for.
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) return nullptr;
  Elf* const elf = ::elf_begin(fd.get(), ELF_C_READ_MMAP, nullptr);
  std::unique_ptr<ElfFile> file(new ElfFile(path, std::move(fd), elf));
  GElf_Ehdr header;
  if (elf == nullptr || ::elf_kind(elf) != ELF_K_ELF || ::gelf_getehdr(elf, &header) == nullptr)
    return nullptr;
  // Addresses in a relocatable file (.o) are not those of any process.
  if (header.e_type != ET_EXEC && header.e_type != ET_DYN) return nullptr;
  return file;
}

ElfFile::~ElfFile() {
  if (elf_ != nullptr) ::elf_end(elf_);
}

std::string ElfFile::build_id() const {
  const void* bytes = nullptr;
  const ssize_t size = ::dwelf_elf_gnu_build_id(elf_, &bytes);
  return size > 0 ? hexadecimal(bytes, static_cast<std::size_t>(size)) : "";
}

bool ElfFile::has_section(const char* name) const {
  std::size_t names = 0;
  if (::elf_getshdrstrndx(elf_, &names) != 0) return false;
  for (Elf_Scn* section = ::elf_nextscn(elf_, nullptr); section != nullptr;
       section = ::elf_nextscn(elf_, section)) {
    GElf_Shdr header;
    if (::gelf_getshdr(section, &header) == nullptr || header.sh_type == SHT_NOBITS) continue;
    const char* const found = ::elf_strptr(elf_, names, header.sh_name);
    if (found != nullptr && std::strcmp(found, name) == 0) return true;
  }
  return false;
}

bool ElfFile::is_code(std::uint64_t address) const {
  std::size_t count = 0;
  if (::elf_getphdrnum(elf_, &count) != 0) return false;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (::gelf_getphdr(elf_, static_cast<int>(i), &header) == nullptr) return false;
    if (header.p_type == PT_LOAD && (header.p_flags & PF_X) != 0 && address >= header.p_vaddr &&
        address - header.p_vaddr < header.p_memsz)
      return true;
  }
  return false;
}

std::string hexadecimal(const void* bytes, std::size_t size) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    const unsigned byte = static_cast<const unsigned char*>(bytes)[i];
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace highwater
