// SPDX-License-Identifier: Apache-2.0
// The loader says where a file is mapped; the rest is read from the file's own headers in memory, which lie
// at the start of the mapping. Of an executable whose segments have gaps between them it names but one
// segment: its headers are those that the kernel has told of. Every range is compared with the mapping before
// it is read.
#include "counting/unwind/modules.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

#include <cstddef>
#include <cstring>

namespace highwater::counting {
namespace {

// Program headers follow the ELF header in every file that a linker makes; more than a page is not read.
constexpr std::size_t kHeaderBytes = 4096;

const std::uint8_t kNoBuildId = 0;

struct Headers {
  const ElfW(Phdr) * first = nullptr;
  std::size_t count = 0;
};

// Of the executable, and with them where it starts and ends. None when they are of another file: ld.so may
// have been run with the program as its argument.
Headers executable_headers(std::uintptr_t pc, MappedModule* module) noexcept {
  const Headers headers{reinterpret_cast<const ElfW(Phdr)*>(::getauxval(AT_PHDR)), ::getauxval(AT_PHNUM)};
  if (headers.first == nullptr) return {};
  std::uintptr_t start = UINTPTR_MAX;
  std::uintptr_t end = 0;
  bool has_pc = false;
  for (std::size_t i = 0; i < headers.count; ++i) {
    const ElfW(Phdr)& header = headers.first[i];
    if (header.p_type != PT_LOAD) continue;
    const std::uintptr_t segment = module->load_bias + header.p_vaddr;
    if (pc - segment < header.p_memsz) has_pc = true;
    if (segment < start) start = segment;
    if (segment + header.p_memsz > end) end = segment + header.p_memsz;
  }
  if (!has_pc) return {};
  module->start = start;
  module->end = end;
  return headers;
}

Headers program_headers(const MappedModule& module) noexcept {
  if (module.end - module.start < kHeaderBytes) return {};
  const auto* const elf = reinterpret_cast<const ElfW(Ehdr)*>(module.start);
  if (std::memcmp(elf->e_ident, ELFMAG, SELFMAG) != 0 || elf->e_phentsize != sizeof(ElfW(Phdr)) ||
      elf->e_phoff > kHeaderBytes || elf->e_phoff % alignof(ElfW(Phdr)) != 0 ||
      elf->e_phnum > (kHeaderBytes - elf->e_phoff) / sizeof(ElfW(Phdr)))
    return {};
  return {reinterpret_cast<const ElfW(Phdr)*>(module.start + elf->e_phoff), elf->e_phnum};
}

// The part of a loaded, readable segment that `address` lies in; false when there is none.
bool readable_around(const MappedModule& module, const Headers& headers, std::uintptr_t address,
                     const std::uint8_t** begin, const std::uint8_t** end) noexcept {
  for (std::size_t i = 0; i < headers.count; ++i) {
    const ElfW(Phdr)& header = headers.first[i];
    const std::uintptr_t start = module.load_bias + header.p_vaddr;
    if (header.p_type != PT_LOAD || (header.p_flags & PF_R) == 0 || start < module.start ||
        start >= module.end || header.p_filesz > module.end - start)
      continue;
    if (address < start || address - start >= header.p_filesz) continue;
    *begin = reinterpret_cast<const std::uint8_t*>(start);
    *end = *begin + header.p_filesz;
    return true;
  }
  return false;
}

// The GNU build id among the notes from `at` on.
void read_build_id(const std::uint8_t* at, const std::uint8_t* end, std::size_t alignment,
                   MappedModule* module) noexcept {
  ElfW(Nhdr) note;
  while (static_cast<std::size_t>(end - at) >= sizeof note) {
    std::memcpy(&note, at, sizeof note);
    at += sizeof note;
    const std::uint64_t name_bytes = (std::uint64_t{note.n_namesz} + alignment - 1) & ~(alignment - 1);
    const std::uint64_t bytes = (std::uint64_t{note.n_descsz} + alignment - 1) & ~(alignment - 1);
    const auto left = static_cast<std::uint64_t>(end - at);
    if (name_bytes > left || note.n_descsz > left - name_bytes) return;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof ELF_NOTE_GNU &&
        std::memcmp(at, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) == 0 && note.n_descsz <= kMaxBuildIdBytes) {
      module->build_id = at + name_bytes;
      module->build_id_bytes = note.n_descsz;
      return;
    }
    if (bytes > left - name_bytes) return;
    at += name_bytes + bytes;
  }
}

void find_build_id(const Headers& headers, MappedModule* module) noexcept {
  for (std::size_t i = 0; i < headers.count && module->build_id == nullptr; ++i) {
    const ElfW(Phdr)& header = headers.first[i];
    const std::uintptr_t start = module->load_bias + header.p_vaddr;
    const std::uint8_t* begin = nullptr;
    const std::uint8_t* end = nullptr;
    if (header.p_type != PT_NOTE || !readable_around(*module, headers, start, &begin, &end)) continue;
    const auto* const notes = reinterpret_cast<const std::uint8_t*>(start);
    if (header.p_filesz > static_cast<std::size_t>(end - notes)) continue;
    read_build_id(notes, notes + header.p_filesz, header.p_align == 8 ? 8 : 4, module);
  }
}

bool is_recorded(const Module& recorded, const MappedModule& module) noexcept {
  return recorded.start == module.start && recorded.end == module.end &&
         recorded.load_bias == module.load_bias && recorded.build_id_bytes == module.build_id_bytes &&
         std::memcmp(recorded.build_id, module.build_id, module.build_id_bytes) == 0 &&
         std::strncmp(recorded.path, module.path, kModulePathBytes - 1) == 0;
}

}  // namespace

bool find_module(FindObject find_object, std::uintptr_t pc, MappedModule* module) noexcept {
#if __GLIBC_PREREQ(2, 35)
  ::dl_find_object found;
  if (find_object == nullptr || find_object(reinterpret_cast<void*>(pc), &found) != 0) return false;
  *module = MappedModule{};
  module->start = reinterpret_cast<std::uintptr_t>(found.dlfo_map_start);
  module->end = reinterpret_cast<std::uintptr_t>(found.dlfo_map_end);
  const link_map* const map = found.dlfo_link_map;
  module->load_bias = map->l_addr;
  module->path = map->l_name == nullptr ? "" : map->l_name;
  Headers headers;
  if (*module->path == '\0') headers = executable_headers(pc, module);
  if (headers.first == nullptr) headers = program_headers(*module);
  EhFrame& eh_frame = module->eh_frame;
  eh_frame.header = static_cast<const std::uint8_t*>(found.dlfo_eh_frame);
  if (eh_frame.header != nullptr &&
      !readable_around(*module, headers, reinterpret_cast<std::uintptr_t>(eh_frame.header), &eh_frame.begin,
                       &eh_frame.end))
    eh_frame.header = nullptr;
  find_build_id(headers, module);
  if (module->build_id == nullptr) module->build_id = &kNoBuildId;
  return true;
#else
  (void)find_object;
  (void)pc;
  (void)module;
  return false;
#endif
}

std::uint32_t record_module(SiteTables* tables, const MappedModule& module) noexcept {
  const std::uint32_t count = tables->module_count.load(std::memory_order_relaxed);
  for (std::uint32_t i = count; i > 0; --i) {
    if (is_recorded(tables->modules[i - 1], module)) return i - 1;
  }
  if (count == kMaxModules) return kNoModule;
  Module& fresh = tables->modules[count];
  fresh.load_bias = module.load_bias;
  fresh.start = module.start;
  fresh.end = module.end;
  fresh.build_id_bytes = module.build_id_bytes;
  std::memcpy(fresh.build_id, module.build_id, module.build_id_bytes);
  const std::size_t length = ::strnlen(module.path, kModulePathBytes - 1);
  std::memcpy(fresh.path, module.path, length);
  fresh.path[length] = '\0';
  tables->module_count.store(count + 1, std::memory_order_release);
  return count;
}

bool overlaps_another(const SiteTables& tables, const MappedModule& module) noexcept {
  const std::uint32_t count = tables.module_count.load(std::memory_order_relaxed);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Module& recorded = tables.modules[i];
    if (recorded.start < module.end && module.start < recorded.end && !is_recorded(recorded, module))
      return true;
  }
  return false;
}

}  // namespace highwater::counting
