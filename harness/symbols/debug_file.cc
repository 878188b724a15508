// SPDX-License-Identifier: Apache-2.0
#include "symbols/debug_file.h"

#include <elfutils/libdwelf.h>
#include <unistd.h>

#include <cstdlib>

#include "symbols/checksum.h"

namespace highwater {
namespace {

bool has_debug_information(const ElfFile& file) {
  return file.has_section(".debug_info") || file.has_section(".zdebug_info");
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

// With symbolic links followed: /lib is often /usr/lib, and what is linked to lies beside its debug file.
std::string real_path(const std::string& path) {
  char* const real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string text = real;
  std::free(real);
  return text;
}

std::unique_ptr<ElfFile> open_by_build_id(const std::string& id, const std::string& root) {
  if (id.size() < 4) return nullptr;
  std::unique_ptr<ElfFile> found =
      ElfFile::open(root + "/.build-id/" + id.substr(0, 2) + "/" + id.substr(2) + ".debug");
  return found != nullptr && found->build_id() == id ? std::move(found) : nullptr;
}

std::unique_ptr<ElfFile> open_by_link(const ElfFile& file, const std::string& root) {
  GElf_Word checksum = 0;
  const char* const name = ::dwelf_elf_gnu_debuglink(file.elf(), &checksum);
  if (name == nullptr || *name == '\0') return nullptr;
  for (const std::string& folder : {folder_of(file.path()), folder_of(real_path(file.path()))}) {
    for (const std::string& place : {folder, folder + "/.debug", root + folder}) {
      std::unique_ptr<ElfFile> found = ElfFile::open(place + "/" + name);
      if (found != nullptr && has_debug_information(*found) && file_checksum(found->fd()) == checksum)
        return found;
    }
  }
  return nullptr;
}

}  // namespace

std::unique_ptr<DebugFile> DebugFile::find(const ElfFile& file, const std::string& root) {
  std::unique_ptr<DebugFile> debug(new DebugFile);
  if (has_debug_information(file)) return debug->open(file, root) ? std::move(debug) : nullptr;
  debug->separate_ = open_by_build_id(file.build_id(), root);
  if (debug->separate_ == nullptr) debug->separate_ = open_by_link(file, root);
  if (debug->separate_ == nullptr || !debug->open(*debug->separate_, root)) return nullptr;
  return debug;
}

bool DebugFile::open(const ElfFile& file, const std::string& root) {
  dwarf_ = ::dwarf_begin_elf(file.elf(), DWARF_C_READ, nullptr);
  return dwarf_ != nullptr && open_alternate(file, root);
}

bool DebugFile::open_alternate(const ElfFile& file, const std::string& root) {
  const char* name = nullptr;
  const void* id_bytes = nullptr;
  const ssize_t id_size = ::dwelf_dwarf_gnu_debugaltlink(dwarf_, &name, &id_bytes);
  if (id_size <= 0) return true;
  const std::string id = hexadecimal(id_bytes, static_cast<std::size_t>(id_size));
  alternate_ = open_by_build_id(id, root);
  if (alternate_ == nullptr) {
    // libdw's own search would take whatever file has the name.
    const std::string path = *name == '/' ? name : folder_of(real_path(file.path())) + "/" + name;
    alternate_ = ElfFile::open(path);
    if (alternate_ == nullptr || alternate_->build_id() != id) return false;
  }
  alternate_dwarf_ = ::dwarf_begin_elf(alternate_->elf(), DWARF_C_READ, nullptr);
  if (alternate_dwarf_ == nullptr) return false;
  ::dwarf_setalt(dwarf_, alternate_dwarf_);
  return true;
}

DebugFile::~DebugFile() {
  if (dwarf_ != nullptr) ::dwarf_end(dwarf_);
  if (alternate_dwarf_ != nullptr) ::dwarf_end(alternate_dwarf_);
}

}  // namespace highwater
