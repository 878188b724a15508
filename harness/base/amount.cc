// SPDX-License-Identifier: Apache-2.0
#include "base/amount.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace highwater {
namespace {

struct Unit {
  std::string_view name;
  int shift;
};
constexpr Unit kReadUnits[] = {{"", 0},     {"B", 0},  {"K", 10},   {"KiB", 10}, {"M", 20},
                               {"MiB", 20}, {"G", 30}, {"GiB", 30}, {"T", 40},   {"TiB", 40}};

std::string_view without(std::string_view text, char before) {
  return !text.empty() && text.front() == before ? text.substr(1) : text;
}

// One blank may stand between a number and its unit.
std::string_view unit_of(std::string_view text, const char* end) {
  return without(text.substr(static_cast<std::size_t>(end - text.data())), ' ');
}

}  // namespace

Counted counted_in(std::string_view metric) {
  return metric.find("bytes") == std::string_view::npos ? Counted::kThings : Counted::kBytes;
}

std::optional<std::int64_t> parse_amount(std::string_view text, Counted counted) {
  text = without(text, '+');
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  const std::string_view name = unit_of(text, end);
  if (counted == Counted::kThings && !name.empty()) return std::nullopt;
  for (const Unit& unit : kReadUnits) {
    if (unit.name != name) continue;
    if (number > std::numeric_limits<std::int64_t>::max() >> unit.shift) return std::nullopt;
    return number << unit.shift;
  }
  return std::nullopt;
}

std::optional<double> parse_percent(std::string_view text) {
  text = without(text, '+');
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || unit_of(text, end) != "%" || !std::isfinite(number)) return std::nullopt;
  return number / 100;
}

const char* amount_example(Counted counted) {
  return counted == Counted::kBytes ? "bytes as in 1024, \"4KiB\", \"8MiB\", \"1GiB\"" : "a whole number";
}

}  // namespace highwater
