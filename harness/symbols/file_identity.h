// SPDX-License-Identifier: Apache-2.0
// Whether a file is still the one that was read. Used by dwarf_symbolizer.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

namespace highwater {

// Device, inode, size, and the nanosecond of the last change: a linker writes a new file, `cp` writes into
// the old one.
using FileIdentity = std::tuple<std::uint64_t, std::uint64_t, std::int64_t, std::int64_t, std::int64_t>;

// None: there is no file.
inline std::optional<FileIdentity> identity_of(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
  return FileIdentity{facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec};
}

}  // namespace highwater
