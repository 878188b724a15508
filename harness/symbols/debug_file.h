// SPDX-License-Identifier: Apache-2.0
// Where the DWARF of a file is: in itself, or in a separate file on this machine. Symbols never come from the
// network: only libdwfl of elfutils asks debuginfod, and nothing here uses libdwfl.
#pragma once

#include <elfutils/libdw.h>

#include <memory>
#include <string>

#include "symbols/elf_file.h"

namespace highwater {

// DWARF that belongs to a file, with the files that hold it.
class DebugFile {
 public:
  // Looks in `file` itself; for <root>/.build-id/xx/yyy.debug; then for the name in .gnu_debuglink beside the
  // file, in .debug/ there and under <root>. A candidate must have the build id, or the checksum, that is
  // asked for. What dwz moved to another file (.gnu_debugaltlink) is found alike; DWARF whose half is missing
  // counts as none. Null: there is none. BORROWS: file.
  static std::unique_ptr<DebugFile> find(const ElfFile& file, const std::string& root);
  ~DebugFile();
  DebugFile(const DebugFile&) = delete;  // one owner of the handles
  DebugFile& operator=(const DebugFile&) = delete;

  Dwarf* dwarf() const { return dwarf_; }
  const ElfFile* separate() const { return separate_.get(); }  // null: the file itself

 private:
  DebugFile() = default;
  bool open(const ElfFile& file, const std::string& root);
  bool open_alternate(const ElfFile& file, const std::string& root);

  std::unique_ptr<ElfFile> separate_;
  std::unique_ptr<ElfFile> alternate_;
  Dwarf* dwarf_ = nullptr;
  Dwarf* alternate_dwarf_ = nullptr;
};

}  // namespace highwater
