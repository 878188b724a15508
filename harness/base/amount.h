// SPDX-License-Identifier: Apache-2.0
// Sizes, counts and percentages as people write them: "8MiB", "+2%". The opposite of bytes.h. Used by the
// readers of files that people write by hand, and by flags.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace highwater {

// What a number counts: only bytes have units.
enum class Counted { kBytes, kThings };

// By the name of a metric: "peak_bytes", "allocations".
Counted counted_in(std::string_view metric);

// "4096", "4KiB", "8 MiB", "1GiB", "512B", and K, M, G for KiB, MiB, GiB; a "+" before it is allowed. None:
// no such amount, among them kB and MB, of which nobody knows whether 1000 or 1024 is meant; a unit where
// things are counted; what does not fit into 63 bits.
std::optional<std::int64_t> parse_amount(std::string_view text, Counted counted);

// "2%", "+2 %", "0.5%": 0.02, 0.02, 0.005. None: no percentage.
std::optional<double> parse_percent(std::string_view text);

// How much of a number its tolerance may be: ten times it, 1000 %. What may grow further than that is held to
// nothing, and needs a limit; so large a tolerance is a mistake, or somebody who wants the gate off.
inline constexpr double kLargestRelative = 10;

// For hints: what may be written.
const char* amount_example(Counted counted);

}  // namespace highwater
