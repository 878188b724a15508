// SPDX-License-Identifier: Apache-2.0
#include "symbols/checksum.h"

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace highwater {
namespace {

// Compilers write DWARF whose offsets have 32 bits, so that no section of it ends later; files of two
// gigabytes exist. To read this much takes seconds.
constexpr off_t kLargest = off_t{1} << 32;

// The first is that of the algorithm; in the n-th a byte is followed by n - 1 zeros. With eight of them eight
// bytes are looked up at once, which is several times faster.
using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? (value >> 1) ^ 0xedb88320U : value >> 1;
    tables[0][byte] = value;
  }
  for (std::size_t zeros = 1; zeros < tables.size(); ++zeros)
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[zeros - 1][byte];
      tables[zeros][byte] = tables[0][before & 0xff] ^ (before >> 8);
    }
  return tables;
}
constexpr Tables kTables = make_tables();

}  // namespace

std::uint32_t checksum(std::string_view bytes, std::uint32_t previous) {
  std::uint32_t value = ~previous;
  std::size_t at = 0;
  for (; bytes.size() - at >= kTables.size(); at += kTables.size()) {
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < kTables.size(); ++i) {
      const std::uint32_t mixed_in = i < sizeof value ? value >> (8 * i) : 0;
      next ^= kTables[kTables.size() - 1 - i][(mixed_in ^ static_cast<unsigned char>(bytes[at + i])) & 0xff];
    }
    value = next;
  }
  for (; at < bytes.size(); ++at)
    value = kTables[0][(value ^ static_cast<unsigned char>(bytes[at])) & 0xff] ^ (value >> 8);
  return ~value;
}

std::optional<std::uint32_t> file_checksum(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || status.st_size > kLargest) return std::nullopt;
  std::vector<char> buffer(std::size_t{1} << 20);
  std::uint32_t value = 0;
  for (off_t offset = 0; offset <= kLargest;) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), offset);
    if (got < 0) return std::nullopt;
    if (got == 0) return value;
    value = checksum(std::string_view(buffer.data(), static_cast<std::size_t>(got)), value);
    offset += got;
  }
  return std::nullopt;
}

}  // namespace highwater
