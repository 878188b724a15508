// SPDX-License-Identifier: Apache-2.0
// Days as people write them, in UTC, so that one history reads the same everywhere. Used by `trend`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace highwater {

// "2026-10-14". Seconds are those since 1970; what lies outside the years 0 to 9999 (a commit may claim
// anything) is shown as the nearest end.
std::string format_date(std::int64_t seconds);

// The first second of "2026-10-14"; nothing where that is no date.
std::optional<std::int64_t> parse_date(std::string_view text);

// Whole days from `then` to `now`; 0 when `then` is still to come.
std::int64_t days_between(std::int64_t then, std::int64_t now);

}  // namespace highwater
