// SPDX-License-Identifier: Apache-2.0
// Spans of time as people write them in flags: "500ms", "30s", "10m", "2h".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace highwater {

// A whole number and a unit: ms, s, m or h; a space between them is allowed. None: no such span, among them a
// number without a unit, of which nobody knows what it counts, and more than a hundred years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// Of a run: a week. Beyond it nobody waits, and milliseconds still fit everywhere.
inline constexpr std::chrono::seconds kLongestTimeout{std::int64_t{7} * 24 * 60 * 60};

// For hints: what may be written.
inline constexpr char kDurationExamples[] = "write it as 500ms, 30s, 10m or 2h";

// "500 ms", "30 s", "10 min", "2 h": in the largest unit of which it is a whole number.
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace highwater
