// SPDX-License-Identifier: Apache-2.0
// An ELF file mapped for reading: its build id, its sections, what of it is code. Files come from anywhere
// and may be damaged: every question has an answer that says "none".
#pragma once

#include <elfutils/libdw.h>
#include <gelf.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/fd.h"

namespace highwater {

class ElfFile {
 public:
  // The executable or shared object at `path`; null when it is none, or is not a regular file.
  static std::unique_ptr<ElfFile> open(const std::string& path);
  ~ElfFile();
  ElfFile(const ElfFile&) = delete;  // one owner of the handle
  ElfFile& operator=(const ElfFile&) = delete;

  const std::string& path() const { return path_; }
  Elf* elf() const { return elf_; }
  int fd() const { return fd_.get(); }
  std::string build_id() const;  // hexadecimal; empty: none
  bool has_section(const char* name) const;
  bool is_code(std::uint64_t address) const;  // in a segment that is executed

 private:
  ElfFile(std::string path, Fd fd, Elf* elf) : path_(std::move(path)), fd_(std::move(fd)), elf_(elf) {}

  std::string path_;
  Fd fd_;
  Elf* elf_;
};

std::string hexadecimal(const void* bytes, std::size_t size);

}  // namespace highwater
