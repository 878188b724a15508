// SPDX-License-Identifier: Apache-2.0
// Byte counts and differences as people read them. Machines get plain integers.
#pragma once

#include <cstdint>
#include <string>

namespace highwater {

// "512 B", "12.41 MiB": binary units, two decimals from 1 KiB on. Negative numbers keep their sign.
std::string format_bytes(std::int64_t bytes);

// The same with a forced sign: "+4.31 MiB", "-16 B", "+0 B".
std::string format_bytes_delta(std::int64_t bytes);

// "1,234,567"
std::string format_count(std::int64_t count);

// "+53.2 %"; "new" where there is no percentage because `from` is 0 and `to` is not; "+0.0 %" where both are
// 0.
std::string format_percent_change(std::int64_t from, std::int64_t to);

}  // namespace highwater
