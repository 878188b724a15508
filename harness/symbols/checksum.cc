// SPDX-License-Identifier: Apache-2.0
#include "symbols/checksum.h"

#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace highwater {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? (value >> 1) ^ 0xedb88320U : value >> 1;
    table[byte] = value;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kTable = make_table();

}  // namespace

std::uint32_t checksum(std::string_view bytes, std::uint32_t previous) {
  std::uint32_t value = ~previous;
  for (const char c : bytes) value = kTable[(value ^ static_cast<unsigned char>(c)) & 0xff] ^ (value >> 8);
  return ~value;
}

std::optional<std::uint32_t> file_checksum(int fd) {
  std::vector<char> buffer(std::size_t{1} << 20);
  std::uint32_t value = 0;
  for (off_t offset = 0;;) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), offset);
    if (got < 0) return std::nullopt;
    if (got == 0) return value;
    value = checksum(std::string_view(buffer.data(), static_cast<std::size_t>(got)), value);
    offset += got;
  }
}

}  // namespace highwater
