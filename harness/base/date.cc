// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

namespace highwater {
namespace {

constexpr std::int64_t kSecondsADay = 86400;

std::int64_t seconds_of(std::chrono::year_month_day date) {
  return std::int64_t{std::chrono::sys_days(date).time_since_epoch().count()} * kSecondsADay;
}

std::chrono::year_month_day date_of(int year, unsigned month, unsigned day) {
  return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
}

// The digits at `at`; -1 where there is something else.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int number = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

std::string format_date(std::int64_t seconds) {
  const std::int64_t first = seconds_of(date_of(0, 1, 1));
  const std::int64_t last = seconds_of(date_of(9999, 12, 31));
  const std::chrono::seconds since{std::clamp(seconds, first, last)};
  const std::chrono::year_month_day date{
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(since))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = number_at(text, 0, 4);
  const int month = number_at(text, 5, 2);
  const int day = number_at(text, 8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date =
      date_of(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  if (!date.ok()) return std::nullopt;
  return seconds_of(date);
}

std::int64_t days_between(std::int64_t then, std::int64_t now) {
  if (then >= now) return 0;
  // The difference of two such numbers may need a 65th bit.
  const std::uint64_t seconds = static_cast<std::uint64_t>(now) - static_cast<std::uint64_t>(then);
  return static_cast<std::int64_t>(seconds / kSecondsADay);
}

}  // namespace highwater
