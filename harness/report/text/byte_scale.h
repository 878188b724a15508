// SPDX-License-Identifier: Apache-2.0
// Bytes and percentages in the spelling of pprof: "5.50kB", "12.50MB", "33.33%", "0.12%". Used by the
// function tables, which are to read like pprof's; everything else has base/bytes.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace highwater {

enum class ByteUnit { kBytes, kKilo, kMega, kGiga, kTera, kPeta };

// "B", "bytes", "kB", "MB", … as --unit takes them; none for another word.
std::optional<ByteUnit> byte_unit_named(const std::string& name);

// The largest of which there is at least one in `bytes`, which is not negative.
ByteUnit unit_of(std::int64_t bytes);

// The one unit that pprof shows a whole table in: that of the smallest number, or of a hundred times that
// where the largest has another. `smallest` and `largest` are not negative; 0 for none.
ByteUnit common_unit(std::int64_t smallest, std::int64_t largest);

// At most two decimals, none where they would be ".00"; "0" for what rounds to it.
std::string scaled_bytes(std::int64_t bytes, ByteUnit unit);

// Six columns; never negative. "    0%" where `total` is 0.
std::string percentage(std::int64_t value, std::int64_t total);

}  // namespace highwater
