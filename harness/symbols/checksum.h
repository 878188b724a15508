// SPDX-License-Identifier: Apache-2.0
// The checksum that .gnu_debuglink carries: CRC-32 with the polynomial of zlib and Ethernet, over the whole
// file.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace highwater {

// Of `previous` followed by `bytes`; `previous` is 0 for none.
std::uint32_t checksum(std::string_view bytes, std::uint32_t previous = 0);

// Of a file from its beginning; none when it cannot be read, or is so large that it would take minutes (holes
// are read like anything else). BORROWS: fd.
std::optional<std::uint32_t> file_checksum(int fd);

}  // namespace highwater
