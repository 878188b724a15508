// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <fmt/format.h>

#include <array>

namespace highwater {
namespace {

// The magnitude of a number, also of the smallest one, whose negation does not fit.
std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

std::string format_magnitude(std::uint64_t bytes) {
  static constexpr std::array<const char*, 6> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double scaled = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  // 1023.995 would print as "1024.00": it belongs to the next unit.
  while (scaled >= 1023.995 && unit + 1 < kUnits.size()) {
    scaled /= 1024;
    ++unit;
  }
  return fmt::format("{:.2f} {}", scaled, kUnits[unit]);
}

}  // namespace

std::string format_bytes(std::int64_t bytes) {
  return (bytes < 0 ? "-" : "") + format_magnitude(magnitude(bytes));
}

std::string format_bytes_delta(std::int64_t bytes) {
  return (bytes < 0 ? "-" : "+") + format_magnitude(magnitude(bytes));
}

std::string format_count(std::int64_t count) {
  std::string digits = fmt::format("{}", magnitude(count));
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return (count < 0 ? "-" : "") + digits;
}

std::string format_percent_change(std::int64_t from, std::int64_t to) {
  if (from == to) return "+0.0 %";
  if (from == 0) return "new";
  const double change =
      (static_cast<double>(to) - static_cast<double>(from)) * 100 / static_cast<double>(magnitude(from));
  return fmt::format("{:+.1f} %", change);
}

}  // namespace highwater
